import { useEffect, useRef } from 'preact/hooks'
import { type Colours, drawLane } from './draw-lane.js'
import { type Kind, kinds } from './statistics.js'
import type { Lane, Watcher } from './watcher.js'

/** How often the chart moves for users who prefer less motion, in milliseconds. */
const step = 1000

/** Returns the colours of the current theme: a canvas knows no custom properties. */
function readColours(canvas: HTMLCanvasElement): Colours {
  const colourOf = (element: Element | null) => element && getComputedStyle(element).color
  const { color, borderTopColor } = getComputedStyle(canvas)
  const shapes = kinds.map((kind) => [
    kind,
    colourOf(document.querySelector(`.watch-legend .kind-${kind}`)) ?? color
  ])
  return {
    kinds: Object.fromEntries(shapes) as Record<Kind, string>,
    text: color,
    line: borderTopColor
  }
}

function draw(canvas: HTMLCanvasElement, watcher: Watcher, { probes }: Lane): void {
  const context = canvas.getContext('2d')
  const { clientWidth: width, clientHeight: height } = canvas
  if (context === null || width === 0) return
  const ratio = devicePixelRatio
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== columns) canvas.width = columns
  if (canvas.height !== rows) canvas.height = rows
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  drawLane(context, {
    width,
    height,
    probes,
    cut: watcher.cut,
    time: watcher.end?.at ?? watcher.now(),
    colours: readColours(canvas)
  })
}

/** The answers of one instance as a picture. The table has the same numbers. */
export function LaneChart({ watcher, lane }: { watcher: Watcher; lane: Lane }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const isRunning = watcher.end === null

  useEffect(() => {
    const canvas = ref.current as HTMLCanvasElement
    const redraw = () => draw(canvas, watcher, lane)
    const sizes = new ResizeObserver(redraw)
    sizes.observe(canvas)
    const themes = matchMedia('(prefers-color-scheme: dark)')
    themes.addEventListener('change', redraw)
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    let frame = 0
    const move = () => {
      redraw()
      frame = requestAnimationFrame(move)
    }
    const timer = isRunning && isCalm ? setInterval(redraw, step) : undefined
    if (isRunning && !isCalm) move()
    else redraw()
    return () => {
      sizes.disconnect()
      themes.removeEventListener('change', redraw)
      clearInterval(timer)
      cancelAnimationFrame(frame)
    }
  }, [watcher, lane, isRunning])

  return (
    <canvas
      ref={ref}
      class="watch-chart"
      role="img"
      aria-label={`Answers of ${lane.origin} by time and latency. The table below has the numbers.`}
    />
  )
}
