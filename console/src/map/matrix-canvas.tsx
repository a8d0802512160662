/** Every server to every server, thousands of them: only what is in sight is drawn. Arrow keys walk, Enter opens. */
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { useManner } from '../manner.tsx'
import { coloursNow, sharp, type Colours } from './colours.ts'
import type { TrustMap } from './model.ts'

export interface Cell {
  readonly from: number
  readonly to: number
}

interface MatrixProps {
  readonly map: TrustMap
  readonly zoom: number
  readonly cell: Cell | undefined
  readonly describe: (cell: Cell) => string
  readonly onOpen: (cell: Cell) => void
}

const HEAD = 110
/** Smaller cells have no room for names. */
const READABLE = 12
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

interface Sight {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
}

interface Drawing extends Sight {
  readonly map: TrustMap
  readonly zoom: number
  readonly cursor: Cell | undefined
  readonly colours: Colours
}

function drawCells(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { map, zoom, left, top, width, height, colours } = drawing
  const count = map.servers.length
  const gap = zoom > 5 ? 1 : 0
  const firstRow = Math.floor(top / zoom)
  const firstColumn = Math.floor(left / zoom)
  const lastRow = Math.min(count, Math.ceil((top + height - HEAD) / zoom))
  const lastColumn = Math.min(count, Math.ceil((left + width - HEAD) / zoom))
  for (let from = firstRow; from < lastRow; from += 1) {
    for (let to = firstColumn; to < lastColumn; to += 1) {
      context.fillStyle = colours.pair[map.pairOf(from, to).state]
      context.fillRect(HEAD + to * zoom - left, HEAD + from * zoom - top, zoom - gap, zoom - gap)
    }
  }
}

function drawNames(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { map, zoom, left, top, width, height, colours } = drawing
  context.fillStyle = colours.panel
  context.fillRect(0, 0, width, HEAD)
  context.fillRect(0, 0, HEAD, height)
  if (zoom < READABLE) return
  context.font = `${String(Math.min(13, zoom - 2))}px ${colours.sans}`
  context.textBaseline = 'middle'
  for (const { at, short, isSelf } of map.servers) {
    context.fillStyle = isSelf ? colours.accent : colours.ink
    const y = HEAD + at * zoom - top + zoom / 2
    if (y > HEAD && y < height) context.fillText(short, 6, y, HEAD - 12)
    const x = HEAD + at * zoom - left + zoom / 2
    if (x <= HEAD || x >= width) continue
    context.save()
    context.translate(x, HEAD - 6)
    context.rotate(-Math.PI / 2)
    context.fillText(short, 0, 0, HEAD - 12)
    context.restore()
  }
  context.fillStyle = colours.panel
  context.fillRect(0, 0, HEAD, HEAD)
}

function draw(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const { width, height, cursor, zoom, left, top, colours } = drawing
  const context = sharp(canvas, width, height)
  if (context === undefined) return
  canvas.style.width = `${String(width)}px`
  canvas.style.height = `${String(height)}px`
  context.fillStyle = colours.panel
  context.fillRect(0, 0, width, height)
  drawCells(context, drawing)
  if (cursor !== undefined) {
    context.strokeStyle = colours.ink
    context.lineWidth = 2
    context.strokeRect(HEAD + cursor.to * zoom - left - 1, HEAD + cursor.from * zoom - top - 1, zoom + 1, zoom + 1)
  }
  drawNames(context, drawing)
}

/** Paints when something changes, the box is scrolled or gets another size. */
function usePainting({ map, zoom, cursor }: Pick<Drawing, 'map' | 'zoom' | 'cursor'>) {
  const { theme } = useManner()
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const paint = useCallback(() => {
    const [place, sheet] = [box.current, canvas.current]
    if (place === null || sheet === null) return
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = place
    const sight = { width: clientWidth, height: clientHeight, left: scrollLeft, top: scrollTop }
    draw(sheet, { ...sight, map, zoom, cursor, colours: coloursNow() })
  }, [map, zoom, cursor])

  useEffect(() => {
    const place = box.current
    if (place === null) return
    let frame = 0
    const soon = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(paint)
    }
    soon()
    const sizes = new ResizeObserver(soon)
    sizes.observe(place)
    place.addEventListener('scroll', soon, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      sizes.disconnect()
      place.removeEventListener('scroll', soon)
    }
  }, [paint, theme])
  return { box, canvas }
}

export function MatrixCanvas({ map, zoom, cell, describe, onOpen }: MatrixProps) {
  const [cursor, setCursor] = useState<Cell | undefined>(cell)
  const { box, canvas } = usePainting({ map, zoom, cursor })
  const count = map.servers.length
  const size = HEAD + count * zoom
  const show = ({ from, to }: Cell) => {
    const place = box.current
    setCursor({ from, to })
    if (place === null) return
    const keep = (at: number, scroll: number, room: number) => Math.min(at, Math.max(scroll, at + zoom - room))
    place.scrollTo({
      top: keep(from * zoom, place.scrollTop, place.clientHeight - HEAD),
      left: keep(to * zoom, place.scrollLeft, place.clientWidth - HEAD),
      behavior: 'instant',
    })
  }
  const walk = (event: KeyboardEvent) => {
    const now = cursor ?? { from: map.self, to: map.self }
    if (event.key === 'Enter' && cursor !== undefined) onOpen(cursor)
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const inside = (at: number) => Math.min(count - 1, Math.max(0, at))
    show({ from: inside(now.from + step[0]), to: inside(now.to + step[1]) })
  }
  const press = (event: MouseEvent<HTMLDivElement>) => {
    const place = box.current
    if (place === null) return
    const { left, top } = place.getBoundingClientRect()
    const to = Math.floor((event.clientX - left - HEAD + place.scrollLeft) / zoom)
    const from = Math.floor((event.clientY - top - HEAD + place.scrollTop) / zoom)
    if (from < 0 || to < 0 || from >= count || to >= count) return
    setCursor({ from, to })
    onOpen({ from, to })
  }
  return (
    <>
      {/* The scrolled box is as large as the whole matrix; the canvas stays in sight. */}
      <div
        ref={box}
        className="matrix-box"
        role="application"
        aria-label={describe(cursor ?? { from: map.self, to: map.self })}
        tabIndex={0}
        onKeyDown={walk}
        onClick={press}
      >
        <canvas ref={canvas} aria-hidden="true" />
        <div
          ref={(element) => {
            if (element === null) return
            element.style.width = `${String(size)}px`
            element.style.height = `${String(size)}px`
          }}
        />
      </div>
      <p className="unseen" role="status">
        {cursor === undefined ? '' : describe(cursor)}
      </p>
    </>
  )
}
