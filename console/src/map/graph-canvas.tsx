/** The graph: sites as circles, hubs as dots, edges as squares, a line for each handshake that was seen. Drag to move, wheel to zoom. */
import { useCallback, useEffect, useMemo, useRef, useState, type PointerEvent } from 'react'
import { useManner } from '../manner.tsx'
import { coloursNow, sharp, type Colours } from './colours.ts'
import { layoutOf, type Layout, type Stand } from './graph-layout.ts'
import type { TrustMap } from './model.ts'

interface GraphProps {
  readonly map: TrustMap
  readonly label: string
  readonly chosen: number | undefined
  readonly onOpen: (server: number) => void
}

interface Sight {
  readonly scale: number
  readonly x: number
  readonly y: number
}

const NEAR_PX = 14
const NAMED_AT = 1.5
const FEW = 60
const CLOSER = 1.25
const LEAST = 0.05
const MOST = 8
const DOT = 5
const CROWD = 400
const HALO = 4
const SELF_PX = 6

interface Drawing {
  readonly map: TrustMap
  readonly layout: Layout
  readonly sight: Sight
  readonly width: number
  readonly height: number
  readonly chosen: number | undefined
  readonly colours: Colours
}

function drawLinks(context: CanvasRenderingContext2D, { map, layout, colours, sight }: Drawing): void {
  const places = new Map(layout.stands.map((stand) => [stand.server.at, stand]))
  // Refusals last, so that no other line hides them.
  const isCrowded = map.seen.length > CROWD
  for (const state of ['trusted', 'refused'] as const) {
    // Of thousands only what is wrong is drawn; the dots say the rest.
    if (isCrowded && state === 'trusted') continue
    context.strokeStyle = colours.pair[state]
    context.globalAlpha = isCrowded ? 0.28 : state === 'refused' ? 0.9 : 0.4
    context.lineWidth = (state === 'refused' ? 2 : 1) / sight.scale
    context.beginPath()
    for (const { from, to, pair } of map.seen) {
      const [a, b] = [places.get(from), places.get(to)]
      if (pair.state !== state || a === undefined || b === undefined) continue
      context.moveTo(a.x, a.y)
      context.lineTo(b.x, b.y)
    }
    context.stroke()
  }
  context.globalAlpha = 1
}

function fillOf({ server }: Stand, { map, colours }: Drawing): string {
  if (server.isSelf) return colours.accent
  const states = [map.pairOf(map.self, server.at).state, map.pairOf(server.at, map.self).state]
  if (states.includes('refused')) return colours.pair.refused
  if (states.includes('trusted')) return colours.pair.trusted
  return states.includes('impossible') ? colours.line : colours.soft
}

function drawStands(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { layout, colours, chosen, sight } = drawing
  for (const stand of layout.stands) {
    const { server, x, y } = stand
    context.fillStyle = fillOf(stand, drawing)
    context.beginPath()
    if (server.isEdge) context.rect(x - DOT, y - DOT, 2 * DOT, 2 * DOT)
    else context.arc(x, y, server.isSelf ? Math.max(DOT + 2, SELF_PX / sight.scale) : DOT, 0, 2 * Math.PI)
    context.fill()
    if (server.at !== chosen) continue
    context.strokeStyle = colours.ink
    context.lineWidth = 2 / sight.scale
    context.stroke()
  }
}

function drawNames(context: CanvasRenderingContext2D, { layout, sight, colours, width, height }: Drawing): void {
  const isNamed = layout.stands.length <= FEW || sight.scale >= NAMED_AT
  const onScreen = (x: number, y: number) =>
    [width / 2 + sight.x + x * sight.scale, height / 2 + sight.y + y * sight.scale] as const
  context.textAlign = 'center'
  context.fillStyle = colours.soft
  context.font = `600 13px ${colours.sans}`
  context.strokeStyle = colours.panel
  context.lineWidth = HALO
  for (const { name, x, y, radius } of layout.sites) {
    const [left, top] = onScreen(x, y - radius)
    context.strokeText(name, left, top - 6)
    context.fillText(name, left, top - 6)
  }
  if (!isNamed) return
  context.fillStyle = colours.ink
  context.font = `12px ${colours.sans}`
  for (const { server, x, y } of layout.stands) {
    const [left, top] = onScreen(x, y + DOT)
    if (left > 0 && left < width && top > 0 && top < height) context.fillText(server.short, left, top + 13)
  }
}

function draw(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const { width, height, sight, layout, colours } = drawing
  const context = sharp(canvas, width, height)
  if (context === undefined) return
  context.fillStyle = colours.panel
  context.fillRect(0, 0, width, height)
  context.save()
  context.translate(width / 2 + sight.x, height / 2 + sight.y)
  context.scale(sight.scale, sight.scale)
  context.strokeStyle = colours.line
  context.lineWidth = 1 / sight.scale
  for (const { x, y, radius } of layout.sites) {
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.stroke()
  }
  drawLinks(context, drawing)
  drawStands(context, drawing)
  context.restore()
  drawNames(context, drawing)
}

const between = (scale: number): number => Math.min(MOST, Math.max(LEAST, scale))

/** Where the reader looks: dragged with the pointer, nearer and farther with the wheel. */
function useSight(reach: number) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [moved, setMoved] = useState<Sight>()
  const [box, setBox] = useState({ width: 0, height: 0 })
  const drag = useRef<{ readonly x: number; readonly y: number; isMoved: boolean }>(undefined)
  const fitting = box.width === 0 ? 1 : Math.min(MOST / 4, Math.min(box.width, box.height) / (2 * reach))
  const sight = moved ?? { scale: fitting, x: 0, y: 0 }
  useEffect(() => {
    const element = canvas.current
    if (element === null) return
    const sizes = new ResizeObserver(() => setBox({ width: element.clientWidth, height: element.clientHeight }))
    sizes.observe(element)
    return () => sizes.disconnect()
  }, [])
  useEffect(() => {
    const element = canvas.current
    if (element === null) return
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      const { left, top, width, height } = element.getBoundingClientRect()
      const [px, py] = [event.clientX - left - width / 2, event.clientY - top - height / 2]
      const scale = between(sight.scale * (event.deltaY < 0 ? CLOSER : 1 / CLOSER))
      const by = scale / sight.scale
      setMoved({ scale, x: px - (px - sight.x) * by, y: py - (py - sight.y) * by })
    }
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [sight.scale, sight.x, sight.y])
  const onPointerDown = (event: PointerEvent) => {
    drag.current = { x: event.clientX - sight.x, y: event.clientY - sight.y, isMoved: false }
  }
  const onPointerMove = (event: PointerEvent) => {
    const start = drag.current
    if (start === undefined || event.buttons === 0) return
    const [x, y] = [event.clientX - start.x, event.clientY - start.y]
    if (Math.hypot(x - sight.x, y - sight.y) > 3 || start.isMoved) {
      start.isMoved = true
      setMoved({ ...sight, x, y })
    }
  }
  const wasDragged = () => drag.current?.isMoved === true
  return { canvas, sight, box, wasDragged, handlers: { onPointerDown, onPointerMove } }
}

export function GraphCanvas({ map, label, chosen, onOpen }: GraphProps) {
  const { theme } = useManner()
  const layout = useMemo(() => layoutOf(map), [map])
  const { canvas, sight, box, wasDragged, handlers } = useSight(layout.reach)
  const paint = useCallback(() => {
    if (canvas.current !== null && box.width > 0) {
      draw(canvas.current, { map, layout, sight, ...box, chosen, colours: coloursNow() })
    }
  }, [canvas, map, layout, sight, box, chosen])
  useEffect(() => {
    const frame = requestAnimationFrame(paint)
    return () => cancelAnimationFrame(frame)
  }, [paint, theme])
  return (
    <canvas
      ref={canvas}
      className="graph"
      role="img"
      aria-label={label}
      {...handlers}
      onClick={(event) => {
        if (wasDragged()) return
        const { left, top } = event.currentTarget.getBoundingClientRect()
        const x = (event.clientX - left - box.width / 2 - sight.x) / sight.scale
        const y = (event.clientY - top - box.height / 2 - sight.y) / sight.scale
        const near = nearest(layout.stands, x, y)
        if (near !== undefined && near.distance * sight.scale < NEAR_PX) onOpen(near.at)
      }}
    />
  )
}

function nearest(
  stands: readonly Stand[],
  x: number,
  y: number,
): { readonly at: number; readonly distance: number } | undefined {
  let best: { readonly at: number; readonly distance: number } | undefined
  for (const stand of stands) {
    const distance = Math.hypot(stand.x - x, stand.y - y)
    if (best === undefined || distance < best.distance) best = { at: stand.server.at, distance }
  }
  return best
}
