/** The colours of the style sheet, for what is drawn on a canvas. */
import type { PairState } from './model.ts'

export interface Colours {
  readonly pair: Readonly<Record<PairState, string>>
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly panel: string
  readonly accent: string
  readonly sans: string
}

export function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string): string => style.getPropertyValue(name).trim()
  return {
    pair: {
      trusted: of('--good'),
      refused: of('--bad'),
      expected: of('--good-soft'),
      impossible: of('--warn-soft'),
      same: of('--line'),
    },
    ink: of('--ink'),
    soft: of('--ink-soft'),
    line: of('--line'),
    panel: of('--panel'),
    accent: of('--accent'),
    sans: of('--sans'),
  }
}

/** A canvas as sharp as the screen; the context counts in CSS pixels. */
export function sharp(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | undefined {
  const ratio = devicePixelRatio
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  const context = canvas.getContext('2d') ?? undefined
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}
