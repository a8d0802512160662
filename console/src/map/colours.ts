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

/** @param name a custom property of the style sheet: `--bad` */
export function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

export function coloursNow(): Colours {
  return {
    pair: {
      trusted: colourOf('--good'),
      refused: colourOf('--bad'),
      expected: colourOf('--good-soft'),
      impossible: colourOf('--warn-soft'),
      same: colourOf('--line'),
    },
    ink: colourOf('--ink'),
    soft: colourOf('--ink-soft'),
    line: colourOf('--line'),
    panel: colourOf('--panel'),
    accent: colourOf('--accent'),
    sans: colourOf('--sans'),
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
