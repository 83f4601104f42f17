const width = 820
/** Pictures in a page follow the reader's colour scheme, not the page's. */
const style = `<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .paper { fill: #ffffff } .title { font-size: 16px; font-weight: 600 } .note { fill: #59636e }
  .grid { stroke: #d1d9e0 } .line { fill: none; stroke-width: 2 }
  .c0 { fill: #8c959f } .c1 { fill: #0969da } .c2 { fill: #bc4c00 } .s1 { stroke: #0969da } .s2 { stroke: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .paper { fill: #0d1117 } .note { fill: #9198a1 } .grid { stroke: #3d444d }
    .c0 { fill: #656c76 } .c1 { fill: #4493f8 } .c2 { fill: #f0883e } .s1 { stroke: #4493f8 } .s2 { stroke: #f0883e }
  }
</style>`

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const text = (x: number, y: number, content: string, attributes = '') =>
  `<text x="${x}" y="${y}" ${attributes}>${escapeText(content)}</text>`

interface Picture {
  readonly title: string
  /** The conditions of the measurement. */
  readonly note: string
}

function draw({ title, note }: Picture, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">
${style}
<rect class="paper" width="${width}" height="${height}" rx="6"/>
${[text(20, 30, title, 'class="title"'), text(20, 52, note, 'class="note"'), ...parts].join('\n')}
</svg>
`
}

export interface BarGroup {
  readonly name: string
  readonly bars: readonly {
    readonly name: string
    readonly value: number
    readonly isOwn: boolean
  }[]
}

/** Draws horizontal bars, with a headline for each group. */
export function barChart(picture: Picture, groups: readonly BarGroup[]): string {
  const left = 270
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)))
  const parts: string[] = []
  let y = 84
  for (const { name, bars } of groups) {
    parts.push(text(20, y, name, 'class="title"'))
    for (const { name, value, isOwn } of bars) {
      y += 24
      const length = ((width - left - 80) * value) / most
      parts.push(
        text(left - 10, y, name, 'text-anchor="end"'),
        `<rect class="${isOwn ? 'c1' : 'c0'}" x="${left}" y="${y - 13}" width="${length.toFixed(1)}" height="17" rx="2"/>`,
        text(Math.round(left + length + 6), y, value.toFixed(1))
      )
    }
    y += 38
  }
  return draw(picture, y - 14, parts)
}

/** Returns the next number of 1, 2, 2.5 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 2.5, 5].find((factor) => factor * power >= value) ?? 10)
}

export interface Line {
  readonly name: string
  readonly values: readonly number[]
}

/** Draws at most two lines over the labels, from 0 upwards. */
export function lineChart(
  picture: Picture,
  labels: readonly string[],
  lines: readonly Line[]
): string {
  const [left, right, top, bottom] = [70, width - 90, 84, 340]
  const step = roundUp(Math.max(...lines.flatMap(({ values }) => values)) / 4)
  const most = 4 * step
  const xOf = (i: number) =>
    Math.round(left + ((right - left) * i) / Math.max(1, labels.length - 1))
  const yOf = (value: number) => Math.round(bottom - ((bottom - top) * value) / most)
  const grid = [0, 1, 2, 3, 4].flatMap((n) => [
    `<path class="grid" d="M${left} ${yOf(n * step)}H${right}"/>`,
    text(left - 8, yOf(n * step) + 4, `${Number((n * step).toPrecision(3))}`, 'text-anchor="end"')
  ])
  const curves = lines.flatMap(({ name, values }, n) => [
    `<polyline class="line s${n + 1}" points="${values.map((value, i) => `${xOf(i)},${yOf(value)}`).join(' ')}"/>`,
    ...values.map(
      (value, i) => `<circle class="c${n + 1}" cx="${xOf(i)}" cy="${yOf(value)}" r="3.5"/>`
    ),
    text(right + 12, yOf(values.at(-1) ?? 0) + 4, name)
  ])
  const axis = labels.map((label, i) => text(xOf(i), bottom + 24, label, 'text-anchor="middle"'))
  return draw(picture, bottom + 44, [...grid, ...axis, ...curves])
}
