/** Every check with its claim, by area, and every certificate with the steps of selection: what `--all` adds to the text. */
import { table } from '../core/layout.ts'
import { entryOf, type CheckResult, type CheckState, type Report } from '../model/finding.ts'
import { AREAS } from '../model/finding/entry.ts'
import { STEPS, type Candidate } from '../model/selection.ts'
import { say } from '../model/words.ts'
import { reasonText } from '../model/words/selection.ts'
import type { Style } from './manner.ts'
import type { Page } from './page.ts'
import { oneLine, readableTimes, withAside } from './phrases.ts'

const MARKS: Readonly<Record<CheckState, readonly [string, Style]>> = {
  pass: ['✓', 'green'],
  fail: ['✗', 'red'],
  unknown: ['?', 'yellow'],
  'not-applicable': ['-', 'dim'],
  'not-run': ['-', 'yellow'],
  suppressed: ['~', 'dim'],
  error: ['!', 'red'],
}

export function checklist({ checks }: Report, page: Page): readonly string[] {
  const { lang } = page
  return AREAS.flatMap((area) => {
    const here = checks.filter(({ id }) => entryOf(id).area === area)
    return here.length === 0
      ? []
      : [...page.heading(say(lang, `area.${area}`)), ...here.flatMap((check) => checkLine(check, page))]
  })
}

function checkLine({ id, state }: CheckResult, { lang, paint, marked }: Page): readonly string[] {
  const [mark, style] = MARKS[state]
  const said = state === 'pass' ? '' : say(lang, `state.${state}`)
  return marked(paint(style, mark), id, withAside(lang, entryOf(id).claim[lang], said))
}

/** The table of `cert select`, its steps as numbers so that it fits: what the gateway's own selection did. */
export function selectionTable({ selection }: Report, page: Page): readonly string[] {
  const candidates = selection?.inbound.candidates ?? []
  if (candidates.length === 0) return []
  const { lang, paint } = page
  const header = [say(lang, 'certificate.thumbprint'), ...STEPS.map((_, at) => String(at + 1)), '']
  const rows = candidates.map((candidate) => [
    candidate.thumbprint,
    ...STEPS.map((step) => stepMark(candidate, step, paint)),
    uses(candidate, lang),
  ])
  const legend = STEPS.map((step, at) => `${String(at + 1)} ${say(lang, `step.${step}`)}`)
  return [
    ...page.heading(say(lang, 'report.selection')),
    ...table(header, rows).split('\n'),
    ...page.items(legend).map((line) => paint('dim', line)),
    ...candidates.flatMap((candidate) => failures(candidate, page)),
  ]
}

function stepMark({ steps }: Candidate, step: (typeof STEPS)[number], paint: Page['paint']): string {
  const result = steps.find((one) => one.step === step)
  if (result === undefined) return '-'
  return result.passed ? paint('green', '✓') : paint('red', '✗')
}

export function uses({ isSelected, isPublished }: Candidate, lang: Page['lang']): string {
  return [
    ...(isSelected ? [say(lang, 'certificate.in-use')] : []),
    ...(isPublished ? [say(lang, 'certificate.published')] : []),
  ].join(', ')
}

function failures({ thumbprint, steps }: Candidate, { lang, marked, paint }: Page): readonly string[] {
  return steps
    .filter(({ passed }) => !passed)
    .flatMap(({ step, reason }) =>
      marked(
        paint('red', '✗'),
        thumbprint,
        `${say(lang, `step.${step}`)}: ${oneLine(readableTimes(reasonText(reason, lang)))}`,
      ),
    )
}
