/** The colours of the page, for light and for dark. A test holds the contrast of every pair that meets. */
export interface Palette {
  readonly ground: string
  readonly surface: string
  readonly code: string
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly accent: string
  readonly critical: string
  readonly high: string
  readonly medium: string
  readonly low: string
  readonly info: string
  readonly good: string
}

export const LIGHT: Palette = {
  ground: '#f4f6f8',
  surface: '#ffffff',
  code: '#eef2f6',
  ink: '#1b2733',
  muted: '#52606f',
  line: '#d5dce4',
  accent: '#1a5fb4',
  critical: '#b3261e',
  high: '#9b4300',
  medium: '#755600',
  low: '#4b5b6b',
  info: '#1a5fb4',
  good: '#17683a',
}

export const DARK: Palette = {
  ground: '#10151b',
  surface: '#192028',
  code: '#10161d',
  ink: '#e3e9ef',
  muted: '#9caab8',
  line: '#303b47',
  accent: '#86b7ff',
  critical: '#ff958c',
  high: '#ffb27a',
  medium: '#e6c465',
  low: '#b4c1ce',
  info: '#86b7ff',
  good: '#7fd3a0',
}

export function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, color]) => `--${name}:${String(color)};`)
    .join('')
}
