/** A finding as a card: what, why, the proof, the fix as something to copy, and what it explains. */
import { findingWhy } from '../../model/finding-text.ts'
import type { Finding, Report } from '../../model/finding.ts'
import { say } from '../../model/words.ts'
import { consequencesOf, symptomsOf } from '../outline.ts'
import {
  againCommand,
  counted,
  explainCommand,
  instant,
  oneLine,
  placeOf,
  repairs,
  sinceBaseline,
  subjectRows,
  titleOf,
  type Repair,
} from '../phrases.ts'
import { SEVERITY_ICONS } from './icons.ts'
import { both, heading, word } from './languages.ts'
import { html, type Html } from './markup.ts'

export function anchorOf({ key }: Pick<Finding, 'key'>): string {
  return `finding-${key}`
}

export function card(finding: Finding, report: Report, isOpen: boolean): Html {
  const { id, severity, evidence } = finding
  return html`<details class="card ${severity}" id="${anchorOf(finding)}" ${isOpen ? html`open` : undefined}>
    <summary>
      <span class="meta"
        ><span class="tone">${SEVERITY_ICONS[severity]} ${word(`severity.${severity}`)}</span>${since(
          finding,
          report,
        )}</span
      >
      <h3>${both((lang) => titleOf(finding, lang))}</h3>
      <span class="meta muted"><code>${id}</code> <span>${word(`confidence.${finding.confidence}`)}</span></span>
    </summary>
    <div class="body">
      <p class="why">${both((lang) => oneLine(findingWhy(finding, lang)))}</p>
      ${facts(finding)} ${evidence.length === 0 ? undefined : proof(finding)} ${fixes(finding, report)}
      <h4>${heading('report.again')}</h4>
      ${command(`again-${finding.key}`, againCommand(finding, report))} ${explained(finding, report)}
      <h4>${heading('report.more')}</h4>
      ${command(`more-${finding.key}`, explainCommand(id))}
    </div>
  </details>`
}

function since(finding: Finding, report: Report): Html | undefined {
  if (report.baseline === undefined) return undefined
  return html` <span class="muted">${both((lang) => sinceBaseline(finding, report, lang) ?? '')}</span>`
}

function facts(finding: Finding): Html | undefined {
  const { subject, expected, actual } = finding
  const japanese = subjectRows(subject, 'ja')
  const rows = subjectRows(subject, 'en').map(([label, value], at) => {
    const [labelJa, valueJa] = japanese[at] ?? [label, value]
    const each = (en: string, ja: string): Html => both((lang) => (lang === 'en' ? en : ja))
    return html`<dt>${each(label, labelJa)}</dt>
      <dd class="mono">${each(value, valueJa)}</dd>`
  })
  const compared = [
    ['report.expected', expected],
    ['report.found', actual],
  ] as const
  const others = compared.map(([label, value]) =>
    value === undefined
      ? undefined
      : html`<dt>${word(label)}</dt>
          <dd class="mono">${oneLine(value)}</dd>`,
  )
  return html`<dl class="facts">${rows}${others}</dl>`
}

function proof({ evidence }: Finding): Html {
  const items = evidence.map(
    (one) =>
      html`<li>
        <code class="place">${placeOf(one)}</code>${
          one.observedAt === undefined ? undefined : html` <small class="muted">${instant(one.observedAt)}</small>`
        }${one.quote === undefined ? undefined : html`<code class="quote">${oneLine(one.quote)}</code>`}
      </li>`,
  )
  return html`<h4>${heading('report.proof')}</h4>
    <ul class="proof">
      ${items}
    </ul>`
}

function fixes(finding: Finding, report: Report): Html | undefined {
  const english = repairs(finding, report, 'en')
  const japanese = repairs(finding, report, 'ja')
  const blocks = english.map((repair, at) => [
    at === 0 ? undefined : html`<p class="note or">${word('report.or')}</p>`,
    fix(repair, japanese[at] ?? repair, `${finding.key}-${String(at)}`),
  ])
  return blocks.length === 0
    ? undefined
    : html`<h4>${heading('report.fix')}</h4>
        ${blocks}`
}

function fix(english: Repair, japanese: Repair, key: string): Html {
  const each = (pick: (repair: Repair) => string | undefined): Html =>
    both((lang) => pick(lang === 'en' ? english : japanese) ?? '')
  const commands = english.commands.map((text, at) => command(`fix-${key}-${String(at)}`, text))
  const undo = english.undo.map((text, at) => command(`undo-${key}-${String(at)}`, text))
  return html`<div class="fix">
    <p>${each(({ title }) => title)}</p>
    ${commands} ${english.prose === undefined ? undefined : html`<p>${each(({ prose }) => prose)}</p>`}
    ${english.automaton === undefined ? undefined : html`<p class="note">${each(({ automaton }) => automaton)}</p>`}
    ${
      english.risk === 'none'
        ? undefined
        : html`<p class="note">${heading('report.risk')}: ${word(`risk.${english.risk}`)}</p>`
    }
    ${
      undo.length === 0
        ? undefined
        : html`<h4>${heading('report.undo')}</h4>
            ${undo}`
    }
  </div>`
}

/** A command and a button that copies it. */
export function command(id: string, text: string): Html {
  return html`<div class="command">
    <code id="${id}">${text}</code
    ><button type="button" class="copy" aria-describedby="${id}" data-needs-script hidden>
      <span class="ask">${word('report.copy')}</span><span class="done">${word('report.copied')}</span
      ><span class="failed">${word('report.copy-failed')}</span>
    </button>
  </div>`
}

function explained(finding: Finding, report: Report): Html | undefined {
  const symptoms = symptomsOf(finding, report).map(
    ({ id, count }) =>
      html`<li><code>${id}</code> <span class="muted">${both((lang) => counted(lang, 'times', count))}</span></li>`,
  )
  const folded = consequencesOf(finding, report).map((one) => html`<li>${card(one, report, false)}</li>`)
  if (symptoms.length + folded.length === 0) return undefined
  return html`<h4>${heading('report.explains')}</h4>
    <ul class="explained">
      ${symptoms}${folded}
    </ul>`
}

/** One line for a finding that is suppressed. */
export function suppressedItem(finding: Finding): Html {
  return html`<li id="${anchorOf(finding)}">
    ${both((lang) => titleOf(finding, lang))} <code class="muted">${finding.id}</code>
    <p class="note">${both((lang) => `${say(lang, 'state.suppressed')}: ${oneLine(finding.suppression ?? '')}`)}</p>
  </li>`
}
