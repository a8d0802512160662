/** How a report is to be written. */
import type { Lang } from '../core/text.ts'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

export interface Manner {
  readonly lang: Lang
  /** Columns of the terminal, for text; 100 when left out. */
  readonly width?: number
  /** Colours for text; none when left out. */
  readonly color?: (style: Style, text: string) => string
  /** Text only: every check with its claim, lesser findings in full, and the selection. */
  readonly all?: boolean
}
