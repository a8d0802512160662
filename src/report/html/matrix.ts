/** How far sessions get, for each peer and direction. */
import type { Report } from '../../model/finding.ts'
import { MATRIX_STAGES, type MatrixCell } from '../../model/matrix.ts'
import { say } from '../../model/words.ts'
import { matrixShown } from '../outline.ts'
import { directionOf, oneLine } from '../phrases.ts'
import { STATE_ICONS } from './icons.ts'
import { both, heading, word } from './languages.ts'
import { html, type Html } from './markup.ts'

const ICONS = {
  pass: STATE_ICONS.pass,
  fail: STATE_ICONS.fail,
  unknown: STATE_ICONS.unknown,
  'not-reached': STATE_ICONS['not-applicable'],
}
const TONES = { pass: 'yes', fail: 'no', unknown: 'unknown', 'not-reached': 'not-applicable' } as const

export function matrixSection(report: Report): Html | undefined {
  const { rows, rest } = matrixShown(report)
  if (rows.length + rest === 0) return undefined
  const all = rows.length + rest
  return html`<section aria-labelledby="matrix">
    <h2 id="matrix">${heading('report.matrix')}</h2>
    <div class="panel matrix">
      ${
        rows.length === 0
          ? undefined
          : html`<table role="table">
              <thead role="rowgroup">
                <tr role="row">
                  <th role="columnheader" scope="col">${heading('report.from-to')}</th>
                  ${MATRIX_STAGES.map((stage) => html`<th role="columnheader" scope="col">${heading(`matrix.${stage}`)}</th>`)}
                </tr>
              </thead>
              <tbody role="rowgroup">
                ${rows.map(
                  (row) =>
                    html`<tr role="row">
                      <th role="rowheader" scope="row">${directionOf(row)}${reason(row.cells)}</th>
                      ${row.cells.map(cell)}
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
      <p class="note">
        ${rest === 0 ? undefined : both((lang) => `${say(lang, 'report.matrix-rest', { count: rest, all })}. `)}
        ${word('report.matrix-legend')}
      </p>
    </div>
  </section>`
}

/** What was said where it ended, in one line below the direction. */
function reason(cells: readonly MatrixCell[]): Html | undefined {
  const end = cells.find(({ state }) => state === 'fail')
  return end?.detail === undefined
    ? undefined
    : html`<small>${heading(`matrix.${end.stage}`)}: ${oneLine(end.detail)}</small>`
}

/** The mark says it; the word stands beside it where there is room, and for those who do not see the mark. */
function cell({ stage, state }: MatrixCell): Html {
  return html`<td role="cell">
    <span class="cell">${heading(`matrix.${stage}`)}</span
    ><span class="tone ${TONES[state]}"
      >${ICONS[state]} <span class="said ${state}">${word(`matrix.${state}`)}</span></span
    >
  </td>`
}
