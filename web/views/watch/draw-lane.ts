import { heightOf, scale } from './latency-scale.js'
import { type Cut, type Kind, kindOf, type Probe } from './statistics.js'

/** The colours of the page, which follow its theme. */
export interface Colours {
  readonly kinds: Readonly<Record<Kind, string>>
  readonly text: string
  readonly line: string
}

interface Drawing {
  readonly width: number
  readonly height: number
  readonly probes: readonly Probe[]
  readonly cut: Cut | null
  /** The time at the right edge. */
  readonly time: number
  readonly colours: Colours
}

/** The time that a chart shows, in milliseconds. */
export const span = 12_000
const margin = { left: 60, right: 10, top: 12, bottom: 12 }

type Context = CanvasRenderingContext2D

/** The shapes differ as much as the colours. The legend has the same. */
const shapes: Readonly<Record<Kind, (context: Context, x: number, y: number) => void>> = {
  accepted(context, x, y) {
    context.arc(x, y, 3.5, 0, 2 * Math.PI)
    context.fill()
  },
  rejected(context, x, y) {
    context.moveTo(x - 4, y - 4)
    context.lineTo(x + 4, y + 4)
    context.moveTo(x + 4, y - 4)
    context.lineTo(x - 4, y + 4)
    context.stroke()
  },
  'under-way'(context, x, y) {
    context.moveTo(x, y - 6)
    context.lineTo(x + 6, y)
    context.lineTo(x, y + 6)
    context.lineTo(x - 6, y)
    context.fill()
  },
  failed(context, x, y) {
    context.strokeRect(x - 3.5, y - 3.5, 7, 7)
  }
}

function drawScale(context: Context, { width, colours }: Drawing, y: (ms: number) => number) {
  context.font = '12px system-ui, sans-serif'
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  context.lineWidth = 1
  for (const latency of scale) {
    const level = Math.round(y(latency)) + 0.5
    context.strokeStyle = colours.line
    context.beginPath()
    context.moveTo(margin.left, level)
    context.lineTo(width - margin.right, level)
    context.stroke()
    context.fillStyle = colours.text
    context.fillText(latency === 1000 ? '1 s' : `${latency} ms`, margin.left - 8, level)
  }
}

function drawCut(context: Context, { height, cut, colours }: Drawing, x: (time: number) => number) {
  if (cut === null) return
  context.strokeStyle = colours.text
  context.lineWidth = 1.5
  for (const [time, dashes] of [
    [cut.requestedAt, [3, 3]],
    [cut.at, []]
  ] as const) {
    if (time === null || x(time) < margin.left) continue
    context.setLineDash([...dashes])
    context.beginPath()
    context.moveTo(x(time), 0)
    context.lineTo(x(time), height)
    context.stroke()
  }
  context.setLineDash([])
}

/** Draws the newest answers of an instance: time from left to right, latency upwards. */
export function drawLane(context: Context, drawing: Drawing): void {
  const { width, height, probes, cut, time, colours } = drawing
  const inner = {
    width: width - margin.left - margin.right,
    height: height - margin.top - margin.bottom
  }
  const x = (at: number) => margin.left + (1 - (time - at) / span) * inner.width
  const y = (latency: number) => margin.top + (1 - heightOf(latency)) * inner.height
  context.clearRect(0, 0, width, height)
  drawScale(context, drawing, y)
  drawCut(context, drawing, x)
  context.lineWidth = 2
  for (let index = probes.length - 1; index >= 0; index--) {
    const probe = probes[index] as Probe
    if (x(probe.sentAt) < margin.left) break
    const kind = kindOf(probe, cut)
    if (kind === null || probe.answeredAt === null) continue
    context.fillStyle = colours.kinds[kind]
    context.strokeStyle = colours.kinds[kind]
    context.beginPath()
    shapes[kind](context, x(probe.sentAt), y(probe.answeredAt - probe.sentAt))
  }
}
