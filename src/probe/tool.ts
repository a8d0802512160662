/** How a program of another mail server is asked. */
export interface ToolQuestion {
  /** For each question. */
  readonly withinMs: number
  /** Where programs are looked for; everywhere when left out. */
  readonly path?: string
}
