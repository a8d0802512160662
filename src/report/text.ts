/** The report for a terminal: the verdict, each cause with its proof and its fix, then what weighs less and what was not seen. */
import type { Evidence } from '../model/facts.ts'
import { findingWhy } from '../model/finding-text.ts'
import type { Finding, Report, Symptom } from '../model/finding.ts'
import { say } from '../model/words.ts'
import { checklist, selectionTable } from './checklist.ts'
import type { Manner, Style } from './manner.ts'
import { matrixTable } from './matrix.ts'
import { consequencesOf, isGrave, outlineOf, type Outline, type Unseen } from './outline.ts'
import { pageOf, type Page } from './page.ts'
import {
  againCommand,
  checksLine,
  counted,
  explainCommand,
  grade,
  instant,
  listComma,
  oneLine,
  placeOf,
  repairs,
  sinceBaseline,
  subjectRows,
  symptomPhrases,
  tally,
  titleOf,
  unseenAdvice,
  verdictSentence,
  withAside,
} from './phrases.ts'
import { productText, shownTimeline, timelineLines, timelineNotes, type TimelineLine } from './timeline.ts'

const VERDICT_STYLE = { trusted: 'green', 'not-trusted': 'red', unknown: 'yellow' } as const satisfies Readonly<
  Record<Report['verdict'], Style>
>

export function textReport(report: Report, manner: Manner): string {
  const page = pageOf(manner)
  const outline = outlineOf(report)
  const all = manner.all ?? false
  const blocks = [
    verdictBlock(report, outline, page),
    ...outline.causes.map((finding) => card(finding, report, page)),
    ...(all
      ? outline.lesser.map((finding) => card(finding, report, page))
      : [outline.lesser.flatMap((finding) => brief(finding, report, page))]),
    timelineBlock(report, page, all),
    matrixTable(report, all, page),
    outline.unexplained.flatMap((symptom) => unexplainedLines(symptom, page)),
    outline.unseen.flatMap((unseen) => unseenLines(unseen, page)),
    suppressedLines(outline, report, page),
    baselineLines(report, page),
    all ? selectionTable(report, page) : [],
    all ? checklist(report, page) : [],
    page.sentence(checksLine(report, outline, page.lang)),
  ]
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n').replace(/^\n+/, ''))
    .join('\n\n')
    .concat('\n')
}

function verdictBlock(report: Report, outline: Outline, { lang, paint, sentence, items }: Page): readonly string[] {
  const { verdict, takenAt, subject, exitCode } = report
  const word = say(lang, `verdict.${verdict}`).toUpperCase()
  const [first = '', ...more] = sentence(`${word}  ${verdictSentence(report, outline, lang)}`)
  return [
    paint('bold', paint(VERDICT_STYLE[verdict], word)) + first.slice(word.length),
    ...more,
    ...(exitCode === 4 ? [paint('red', say(lang, 'verdict.not-repaired'))] : []),
    ...[
      ...items(tally(report, outline, lang)),
      ...items(
        [instant(takenAt), say(lang, `source.${subject.source}`), productText(report, lang)].filter(
          (one) => one !== '',
        ),
      ),
    ].map((line) => paint('dim', line)),
  ]
}

function card(finding: Finding, report: Report, page: Page): readonly string[] {
  const { lang, row, whole } = page
  const label = (word: 'why' | 'proof' | 'again' | 'more'): string => say(lang, `report.${word}`)
  const { expected, actual } = finding
  return [
    ...headline(finding, report, page),
    ...row(label('why'), [oneLine(findingWhy(finding, lang))]),
    ...subjectRows(finding.subject, lang).flatMap(([name, value]) => whole(name, [value])),
    ...row(label('proof'), proofs(finding.evidence)),
    ...(expected === undefined ? [] : row(say(lang, 'report.expected'), [oneLine(expected)])),
    ...(actual === undefined ? [] : row(say(lang, 'report.found'), [oneLine(actual)])),
    ...fixLines(finding, report, page),
    ...whole(label('again'), [page.paint('cyan', againCommand(finding, report))]),
    ...whole(label('more'), [page.paint('cyan', explainCommand(finding.id))]),
    ...explainsLines(finding, report, page),
  ]
}

function headline(finding: Finding, report: Report, { lang, paint, marked }: Page): readonly string[] {
  const since = sinceBaseline(finding, report, lang)
  const said = withAside(lang, titleOf(finding, lang), [grade(finding, lang), since ?? []].flat().join(listComma(lang)))
  return marked(isGrave(finding.severity) ? paint('red', '✗') : paint('yellow', '!'), finding.id, said)
}

function proofs(evidence: readonly Evidence[]): readonly string[] {
  const places = evidence.map((one) => [placeOf(one), one.quote === undefined ? '' : oneLine(one.quote)] as const)
  return places.map(([place, quote]) => `${place}  ${quote}`.trimEnd())
}

function fixLines(finding: Finding, report: Report, { lang, paint, row, whole }: Page): readonly string[] {
  return repairs(finding, report, lang).flatMap((repair, at) => [
    ...row(say(lang, at === 0 ? 'report.fix' : 'report.or'), [repair.title]),
    ...whole(
      '',
      repair.commands.map((command) => paint('cyan', command)),
    ),
    ...(repair.prose === undefined ? [] : row('', [repair.prose])),
    ...(repair.automaton === undefined ? [] : row('', [`(${repair.automaton})`])),
    ...(repair.risk === 'none' ? [] : row(say(lang, 'report.risk'), [say(lang, `risk.${repair.risk}`)])),
    ...whole(
      say(lang, 'report.undo'),
      repair.undo.map((command) => paint('cyan', command)),
    ),
  ])
}

function explainsLines(finding: Finding, report: Report, { lang, row }: Page): readonly string[] {
  const folded = consequencesOf(finding, report).map(
    (consequence) => `${consequence.id}: ${titleOf(consequence, lang)}`,
  )
  const events = symptomPhrases(finding, report, lang).join(listComma(lang))
  return row(say(lang, 'report.explains'), [...(events === '' ? [] : [events]), ...folded])
}

/** One line and its fix, for what weighs less. */
function brief(finding: Finding, report: Report, page: Page): readonly string[] {
  const { lang, paint } = page
  const [best] = repairs(finding, report, lang)
  const events = symptomPhrases(finding, report, lang)
  const commands = best?.commands.map((command) => paint('cyan', command)) ?? []
  const prose = best === undefined || commands.length > 0 ? [] : [best.prose ?? best.title]
  return [
    ...headline(finding, report, page),
    // What waits for a decision is not to be pasted without it.
    ...(best?.onRequest === true ? page.row(say(lang, 'report.fix'), [best.title]) : []),
    ...page.whole(best?.onRequest === true ? '' : say(lang, 'report.fix'), commands),
    ...page.row(say(lang, 'report.fix'), prose),
    ...page.row(say(lang, 'report.explains'), events.length === 0 ? [] : [events.join(listComma(lang))]),
  ]
}

const TIMELINE_MARKS = {
  first: ['✗', 'red'],
  before: ['→', 'yellow'],
  failure: ['x', 'dim'],
  change: ['·', 'dim'],
  recovery: ['✓', 'green'],
} as const satisfies Readonly<Record<TimelineLine['mark'], readonly [string, Style]>>

function timelineBlock(
  report: Report,
  { lang, paint, marked, heading, sentence }: Page,
  all: boolean,
): readonly string[] {
  const timeline = shownTimeline(report)
  // Nothing has failed: that certificates were made is no news.
  if (timeline === undefined || (timeline.firstFailure === undefined && !all)) return []
  const lines = timelineLines(timeline, lang, !all)
  return [
    ...heading(say(lang, 'timeline.title')),
    ...lines.flatMap(({ mark, when, words, evidence }) => {
      const [sign, style] = TIMELINE_MARKS[mark]
      const quote = evidence.quote === undefined ? '' : `  ${oneLine(evidence.quote)}`
      return [...marked(paint(style, sign), when, words), paint('dim', `    ${placeOf(evidence)}${quote}`)]
    }),
    ...timelineNotes(timeline, lang, lines.length).flatMap((note) => sentence(note)),
  ]
}

function unexplainedLines({ id, count, lastAt }: Symptom, { lang, paint, marked, whole }: Page): readonly string[] {
  // A table of events may print days without their year: nobody knows when that was.
  const last = lastAt === '' ? [] : [say(lang, 'report.last-at', { time: lastAt })]
  const often = [counted(lang, 'times', count), ...last].join(listComma(lang))
  return [
    ...marked(paint('dim', '·'), id, withAside(lang, say(lang, 'report.unexplained'), often)),
    ...whole(say(lang, 'report.more'), [paint('cyan', explainCommand(id))]),
  ]
}

function unseenLines(unseen: Unseen, { lang, paint, marked, row }: Page): readonly string[] {
  const advice = unseenAdvice(unseen, lang)
  const count = unseen.checks.length === 1 ? '' : ` (${String(unseen.checks.length)})`
  return [
    ...marked(
      paint('yellow', unseen.state === 'error' ? '!' : '-'),
      say(lang, `state.${unseen.state}`) + count,
      withAside(lang, advice, oneLine(unseen.detail)),
    ),
    ...row('', [unseen.checks.join(listComma(lang))]),
  ]
}

function suppressedLines({ suppressed }: Outline, { unusedSuppressions }: Report, page: Page): readonly string[] {
  const { lang, marked, paint } = page
  return [
    ...suppressed.flatMap((finding) =>
      marked(
        paint('dim', '~'),
        finding.id,
        withAside(
          lang,
          titleOf(finding, lang),
          `${say(lang, 'state.suppressed')}: ${oneLine(finding.suppression ?? '')}`,
        ),
      ),
    ),
    ...unusedSuppressions.flatMap((suppression) =>
      marked(
        paint('yellow', '!'),
        say(lang, 'report.unused'),
        `${oneLine(suppression)}: ${say(lang, 'report.unused-advice')}`,
      ),
    ),
  ]
}

function baselineLines({ baseline, findings }: Report, { lang, row, paint }: Page): readonly string[] {
  if (baseline === undefined) return []
  const idOf = (key: string): string => findings.find((finding) => finding.key === key)?.id ?? key
  const lists = [
    ['fixed', baseline.fixed.map(({ id }) => oneLine(id))],
    ['new', baseline.new.map(idOf)],
    ['still', baseline.still.map(idOf)],
  ] as const
  return [
    paint('bold', say(lang, 'report.baseline', { takenAt: instant(baseline.takenAt) })),
    ...lists.flatMap(([name, ids]) =>
      row(say(lang, `report.${name}`), [ids.length === 0 ? say(lang, 'report.none') : ids.join(listComma(lang))]),
    ),
  ]
}
