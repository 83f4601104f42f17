import t from 'tap'
import { createSampledLines } from '../../src/log/sampled-lines.js'

t.test('repeated lines are one line in each interval, with their number', async (t) => {
  const ends: (() => void)[] = []
  const lines: [string, number][] = []
  const sample = createSampledLines(1000, (end) => ends.push(end))
  const event = (subject: string, line = subject) =>
    sample(subject, (count) => lines.push([line, count]))
  const endAll = () => {
    for (const end of ends.splice(0)) end()
  }

  event('redis', 'first')
  t.strictSame(lines, [['first', 1]], 'the first line is not delayed')
  event('redis', 'second')
  event('redis', 'third')
  event('database')
  t.strictSame(lines.splice(0), [
    ['first', 1],
    ['database', 1]
  ])
  endAll()
  t.strictSame(lines.splice(0), [['third', 2]])
  event('database')
  event('redis', 'fourth')
  t.strictSame(lines.splice(0), [['database', 1]], 'its interval was over')
  endAll()
  t.strictSame(lines.splice(0), [['fourth', 1]])
  endAll()
  t.strictSame([ends, lines], [[], []], 'an interval without a line is the last one')
})

t.test('a timer writes the line of an interval, and keeps no process alive', async (t) => {
  const lines: number[] = []
  const written = new Promise<void>((resolve) => {
    const sample = createSampledLines(1)
    for (let i = 0; i < 3; i++) {
      sample('redis', (count) => {
        lines.push(count)
        if (lines.length === 2) resolve()
      })
    }
  })
  // The timer itself does not keep the process alive.
  const alive = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(alive))
  await written
  t.strictSame(lines, [1, 2])
})
