/** The order of events as a table: the first failure and what changed before it stand out. */
import type { Report } from '../../model/finding.ts'
import { oneLine, placeOf } from '../phrases.ts'
import { shownTimeline, timelineLines, timelineNotes } from '../timeline.ts'
import { both, heading } from './languages.ts'
import { html, type Html } from './markup.ts'

const TONES = { first: 'fail', before: 'medium', failure: 'fail', change: 'info', recovery: 'pass' } as const
const MARKS = { first: '✗', before: '→', failure: '✗', change: '·', recovery: '✓' } as const

export function timelineSection(report: Report): Html | undefined {
  const timeline = shownTimeline(report)
  if (timeline === undefined) return undefined
  const english = timelineLines(timeline, 'en')
  const japanese = timelineLines(timeline, 'ja')
  const notes = timelineNotes(timeline, 'en', english.length)
  const notesInJapanese = timelineNotes(timeline, 'ja', japanese.length)
  return html`<section aria-labelledby="timeline">
    <h2 id="timeline">${heading('timeline.title')} <span class="count">${english.length}</span></h2>
    <div class="panel">
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            ${(['when', 'what', 'where'] as const).map(
              (name) => html`<th role="columnheader" scope="col">${heading(`timeline.${name}`)}</th>`,
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${english.map(({ mark, when, words, evidence }, at) => {
            const quote =
              evidence.quote === undefined ? undefined : html`<p class="note">${oneLine(evidence.quote)}</p>`
            return html`<tr role="row">
              <th role="rowheader" scope="row"><span class="tone ${TONES[mark]}">${MARKS[mark]}</span> ${when}</th>
              <td role="cell">${both((lang) => (lang === 'en' ? words : (japanese[at]?.words ?? words)))}</td>
              <td role="cell"><code>${placeOf(evidence)}</code>${quote}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </div>
    ${notes.map((note, at) => html`<p class="note">${both((lang) => (lang === 'en' ? note : (notesInJapanese[at] ?? note)))}</p>`)}
  </section>`
}
