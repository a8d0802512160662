/** Which certificate is used, and why not the others: every candidate with every step of the gateway's own selection. */
import type { Report } from '../../model/finding.ts'
import { STEPS, type Candidate, type Selection, type StepResult } from '../../model/selection.ts'
import { say } from '../../model/words.ts'
import { reasonText } from '../../model/words/selection.ts'
import { oneLine, readableTimes, serverName } from '../phrases.ts'
import { STATE_ICONS } from './icons.ts'
import { both, heading, word } from './languages.ts'
import { html, type Html } from './markup.ts'

export function selectionSection(report: Report): Html | undefined {
  const { selection } = report
  if (selection === undefined || selection.inbound.candidates.length === 0) return undefined
  const { inbound, outbound } = selection
  const isSame = JSON.stringify(inbound) === JSON.stringify(outbound)
  return html`<section aria-labelledby="selection">
    <h2 id="selection">${heading('report.selection')}</h2>
    ${
      isSame
        ? selectionTable(inbound, undefined)
        : [
            selectionTable(
              inbound,
              both((lang) => say(lang, 'selection.inbound', { server: serverName(report, lang) })),
            ),
            selectionTable(
              outbound,
              both((lang) => say(lang, 'selection.outbound', { server: serverName(report, lang) })),
            ),
          ]
    }
  </section>`
}

function selectionTable({ candidates }: Selection, caption: Html | undefined): Html {
  return html`<div class="panel">
    <table role="table">
      ${
        caption === undefined
          ? undefined
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">${word('certificate.thumbprint')}</th>
          ${STEPS.map((step) => html`<th role="columnheader" scope="col">${heading(`step.${step}`)}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${candidates.map(candidateRow)}
      </tbody>
    </table>
  </div>`
}

function candidateRow(candidate: Candidate): Html {
  const { thumbprint, subject, steps, isSelected, isPublished } = candidate
  return html`<tr role="row">
    <th role="rowheader" scope="row">
      <code>${thumbprint}</code> <span class="muted">${oneLine(subject)}</span>
      <div>
        ${isSelected ? html`<span class="chip">${word('certificate.in-use')}</span>` : undefined}${
          isPublished ? html`<span class="chip">${word('certificate.published')}</span>` : undefined
        }
      </div>
    </th>
    ${STEPS.map(
      (step) =>
        html`<td role="cell">
          <span class="cell">${heading(`step.${step}`)}</span>${outcome(steps.find((one) => one.step === step))}
        </td>`,
    )}
  </tr>`
}

function outcome(result: StepResult | undefined): Html {
  if (result === undefined) return html`<span class="muted">–</span>`
  const { passed, reason } = result
  const said = both((lang) => oneLine(readableTimes(reasonText(reason, lang))))
  return html`<span class="tone ${passed ? 'yes' : 'no'}"
      >${STATE_ICONS[passed ? 'pass' : 'fail']} ${word(passed ? 'general.yes' : 'general.no')}</span
    ><small>${said}</small>`
}
