/** What stands below the findings: what was not seen, symptoms, the earlier report, the sources, and every check. */
import { entryOf, type CheckResult, type CheckState, type Report, type Symptom } from '../../model/finding.ts'
import { AREAS } from '../../model/finding/entry.ts'
import { say } from '../../model/words.ts'
import type { Outline } from '../outline.ts'
import { checksLine, instant, oneLine, unseenAdvice, withAside } from '../phrases.ts'
import { anchorOf, suppressedItem } from './findings.ts'
import { STATE_ICONS } from './icons.ts'
import { both, heading, word } from './languages.ts'
import { html, type Html } from './markup.ts'

export function unseenSection({ unseen }: Outline): Html | undefined {
  if (unseen.length === 0) return undefined
  const items = unseen.map(
    (one) =>
      html`<li>
        <span class="tone ${one.state}">${STATE_ICONS[one.state]} ${word(`state.${one.state}`)}</span>
        ${both((lang) => withAside(lang, unseenAdvice(one, lang), oneLine(one.detail)))}
        <p class="note">${one.checks.map((id) => html`<code>${id}</code> `)}</p>
      </li>`,
  )
  return html`<section aria-labelledby="unseen">
    <h2 id="unseen">${heading('report.unseen')}</h2>
    <ul class="panel rows">
      ${items}
    </ul>
  </section>`
}

export function symptomSection({ symptoms, findings }: Report): Html | undefined {
  if (symptoms.length === 0) return undefined
  const idOf = (key: string): string => findings.find((finding) => finding.key === key)?.id ?? key
  return html`<section aria-labelledby="symptoms">
    <h2 id="symptoms">${heading('report.symptoms')}</h2>
    <div class="panel">
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            ${(['event', 'count', 'first', 'last', 'explained-by'] as const).map(
              (name) => html`<th role="columnheader" scope="col">${heading(`report.${name}`)}</th>`,
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${symptoms.map((symptom) => symptomRow(symptom, idOf))}
        </tbody>
      </table>
    </div>
  </section>`
}

function symptomRow({ id, count, firstAt, lastAt, explainedBy }: Symptom, idOf: (key: string) => string): Html {
  const cell = (name: 'count' | 'first' | 'last' | 'explained-by', value: Html | readonly Html[]): Html =>
    html`<td role="cell"><span class="cell">${heading(`report.${name}`)}</span><span>${value}</span></td>`
  const causes = explainedBy.map((key) => html`<a href="#${anchorOf({ key })}"><code>${idOf(key)}</code></a> `)
  return html`<tr role="row">
    <th role="rowheader" scope="row"><code>${id}</code></th>
    ${cell('count', html`${count}`)}${cell('first', html`${instant(firstAt)}`)}${cell(
      'last',
      html`${instant(lastAt)}`,
    )}${cell('explained-by', causes.length === 0 ? word('report.unexplained') : causes)}
  </tr>`
}

export function suppressedSection({ suppressed }: Outline, { unusedSuppressions }: Report): Html | undefined {
  if (suppressed.length + unusedSuppressions.length === 0) return undefined
  const unused = unusedSuppressions.map(
    (one) =>
      html`<li>
        ${word('report.unused')}: <code>${oneLine(one)}</code>
        <p class="note">${word('report.unused-advice')}</p>
      </li>`,
  )
  return html`<section aria-labelledby="suppressed">
    <h2 id="suppressed">${heading('report.suppressed')}</h2>
    <ul class="panel rows">
      ${suppressed.map(suppressedItem)}${unused}
    </ul>
  </section>`
}

export function baselineSection({ baseline, findings }: Report): Html | undefined {
  if (baseline === undefined) return undefined
  const linked = (keys: readonly string[]): readonly Html[] =>
    findings
      .filter(({ key }) => keys.includes(key))
      .map((finding) => html`<a href="#${anchorOf(finding)}"><code>${finding.id}</code></a> `)
  const lists = [
    ['fixed', baseline.fixed.map(({ id }) => html`<code>${oneLine(id)}</code> `)],
    ['new', linked(baseline.new)],
    ['still', linked(baseline.still)],
  ] as const
  return html`<section aria-labelledby="baseline">
    <h2 id="baseline">
      <span>${both((lang) => say(lang, 'report.baseline', { takenAt: instant(baseline.takenAt) }))}</span>
    </h2>
    <ul class="panel rows">
      ${lists.map(
        ([name, items]) =>
          html`<li>
            <strong>${heading(`report.${name}`)}</strong> <span class="count">${items.length}</span>
            <p>${items}</p>
          </li>`,
      )}
    </ul>
  </section>`
}

/** Folded up: every source, with the findings that rest on it. */
export function evidenceSection({ findings }: Report): Html | undefined {
  const read = findings.flatMap((finding) =>
    finding.evidence.map(({ source }) => ({ source: oneLine(source), finding })),
  )
  if (read.length === 0) return undefined
  const items = [...Map.groupBy(read, ({ source }) => source)].map(
    ([source, uses]) =>
      html`<li>
        <code>${source}</code>
        <p class="note">
          ${[...new Set(uses.map(({ finding }) => finding))].map(
            (finding) => html`<a href="#${anchorOf(finding)}">${finding.id}</a> `,
          )}
        </p>
      </li>`,
  )
  return html`<section>
    <details class="card plain">
      <summary>
        <h2>${heading('report.evidence')} <span class="count">${items.length}</span></h2>
      </summary>
      <div class="body">
        <ul class="proof sources">
          ${items}
        </ul>
      </div>
    </details>
  </section>`
}

export function checksSection(report: Report, outline: Outline): Html {
  const groups = AREAS.map((area) => ({
    area,
    checks: report.checks.filter(({ id }) => entryOf(id).area === area).toSorted(byState),
  })).filter(({ checks }) => checks.length > 0)
  return html`<section>
    <details class="card plain">
      <summary>
        <h2>${heading('report.checks')}</h2>
        <span class="muted">${both((lang) => checksLine(report, outline, lang))}</span>
      </summary>
      <div class="body">
        ${groups.map(
          ({ area, checks }) =>
            html`<h4>${word(`area.${area}`)} <span class="count">${checks.length}</span></h4>
              <ul class="checks">
                ${checks.map(checkItem)}
              </ul>`,
        )}
      </div>
    </details>
  </section>`
}

const FIRST = [
  'fail',
  'error',
  'unknown',
  'not-run',
  'suppressed',
  'pass',
  'not-applicable',
] as const satisfies readonly CheckState[]

function byState(left: CheckResult, right: CheckResult): number {
  return FIRST.indexOf(left.state) - FIRST.indexOf(right.state)
}

function checkItem({ id, state }: CheckResult): Html {
  return html`<li>
    <span class="tone ${state}">${STATE_ICONS[state]} ${word(`state.${state}`)}</span> <code>${id}</code>
    <span class="claim">${both((lang) => entryOf(id).claim[lang])}</span>
  </li>`
}
