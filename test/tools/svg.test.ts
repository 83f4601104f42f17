import t from 'tap'
import { barChart, lineChart } from '../../tools/bench/svg.js'

const picture = { title: 'CPU <µs>', note: '1 & 2' }

t.test('a bar chart has one bar for each value', async (t) => {
  const bars = [
    { name: 'node:http', value: 10, isOwn: false },
    { name: 'this service', value: 20, isOwn: true }
  ]
  const svg = barChart(picture, [{ name: 'one token', bars }])
  t.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 820 \d+"/)
  t.match(svg, />CPU &lt;µs></)
  t.match(svg, />1 &amp; 2</)
  const widths = [...svg.matchAll(/class="c\d" x="270" y="\d+" width="([\d.]+)"/g)]
  const [one, two] = widths.map(([, width]) => Number(width))
  t.equal(widths.length, 2)
  t.equal(two, 2 * Number(one))
  t.match(svg, />20\.0</)
  t.match(svg, /prefers-color-scheme: dark/)
})

t.test('a line chart has one point for each value, from 0 upwards', async (t) => {
  const svg = lineChart(
    picture,
    ['0', '1,000', '1,000,000'],
    [
      { name: 'p50', values: [0, 0.5, 1] },
      { name: 'p99', values: [1, 1.5, 2] }
    ]
  )
  t.equal([...svg.matchAll(/<circle /g)].length, 6)
  t.match(svg, /class="line s1" points="70,340 400,276 730,212"/)
  t.match(svg, />1.5</, 'round numbers')
  t.match(svg, />p99</)
  t.match(svg, />1,000,000</)
})
