/** The rows as people read them. Pure. */
import type { Row } from './row.ts'

const HEAD = ['name', 'Hubtrust', 'unit', 'peer', 'its value', 'ratio', 'goal', ''] as const
const NUMBERS: ReadonlySet<number> = new Set([1, 4, 5])

export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => padded(cell, column, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cellsOf({ name, value, unit, peer, peerValue, ratio, goal, holds }: Row): readonly string[] {
  return [name, String(value), unit, peer, String(peerValue), ratio.toFixed(2), goal, verdictOf(holds)]
}

function verdictOf(holds: boolean | null): string {
  if (holds === null) return ''
  return holds ? 'holds' : 'MISSED'
}

function padded(cell: string, column: number, width: number): string {
  return NUMBERS.has(column) ? cell.padStart(width) : cell.padEnd(width)
}

/** One sentence under the table. */
export function summaryOf(rows: readonly Row[]): string {
  const judged = rows.filter(({ holds }) => holds !== null)
  const missed = judged.filter(({ holds }) => holds === false)
  const held = `${String(judged.length - missed.length)} of ${String(judged.length)} goals hold`
  return missed.length === 0 ? `${held}.` : `${held}; missed: ${missed.map(({ name }) => name).join(', ')}.`
}
