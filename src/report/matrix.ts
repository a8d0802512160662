/** How far sessions get, as a table of marks for a terminal. */
import { table } from '../core/layout.ts'
import type { Report } from '../model/finding.ts'
import { MATRIX_STAGES, type MatrixCell, type MatrixState } from '../model/matrix.ts'
import { say } from '../model/words.ts'
import type { Style } from './manner.ts'
import { matrixShown } from './outline.ts'
import type { Page } from './page.ts'
import { directionOf } from './phrases.ts'

const MARKS: Readonly<Record<MatrixState, readonly [string, Style]>> = {
  pass: ['✓', 'green'],
  fail: ['✗', 'red'],
  unknown: ['?', 'yellow'],
  'not-reached': ['-', 'dim'],
}

export function matrixTable(report: Report, all: boolean, { lang, paint, sentence }: Page): readonly string[] {
  const { rows, rest } = matrixShown(report, all)
  const mark = ({ state }: MatrixCell): string => paint(MARKS[state][1], MARKS[state][0])
  const header = ['', ...MATRIX_STAGES.map((stage) => say(lang, `matrix.${stage}`))]
  const lines = rows.map((row) => [directionOf(row), ...row.cells.map(mark)])
  const said = rest === 0 ? [] : sentence(say(lang, 'report.matrix-rest', { count: rest, all: rows.length + rest }))
  return [...(lines.length === 0 ? [] : table(header, lines).split('\n')), ...said].map((line) => line.trimEnd())
}
