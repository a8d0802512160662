/** The report as GitHub-flavoured Markdown, for tickets. What came from outside is escaped or stands in code. */
import { findingWhy } from '../model/finding-text.ts'
import type { Finding, Report } from '../model/finding.ts'
import { MATRIX_STAGES, type MatrixState } from '../model/matrix.ts'
import { say } from '../model/words.ts'
import type { Manner } from './manner.ts'
import { cellCode, code, escaped, fenced } from './markdown-text.ts'
import { consequencesOf, matrixShown, outlineOf, type Outline } from './outline.ts'
import {
  againCommand,
  checksLine,
  counted,
  directionOf,
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
import { productText, shownTimeline, timelineLines, timelineNotes } from './timeline.ts'

type Lang = Manner['lang']

const VERDICT_MARKS = { trusted: '✅', 'not-trusted': '❌', unknown: '❔' } as const

export function markdownReport(report: Report, { lang }: Pick<Manner, 'lang'>): string {
  const outline = outlineOf(report)
  const blocks = [
    heading(report, outline, lang),
    outline.causes.flatMap((finding) => section(finding, report, lang)),
    outline.lesser.flatMap((finding) => section(finding, report, lang)),
    timelineTable(report, lang),
    matrixSection(report, lang),
    listed(
      say(lang, 'report.symptoms'),
      outline.unexplained.map(({ id, count }) =>
        withAside(lang, `${code(id)}: ${say(lang, 'report.unexplained')}`, counted(lang, 'times', count)),
      ),
    ),
    listed(say(lang, 'report.unseen'), unseenItems(outline, lang)),
    listed(
      say(lang, 'report.suppressed'),
      outline.suppressed.map((one) =>
        withAside(lang, `${code(one.id)} ${escaped(titleOf(one, lang))}`, escaped(oneLine(one.suppression ?? ''))),
      ),
    ),
    listed(
      say(lang, 'report.unused'),
      report.unusedSuppressions.map((unused) => `${code(unused)}: ${say(lang, 'report.unused-advice')}`),
    ),
    baselineSection(report, lang),
    [escaped(checksLine(report, outline, lang))],
  ]
  return `${blocks
    .flat()
    .filter((block) => block !== '')
    .join('\n\n')}\n`
}

function heading(report: Report, outline: Outline, lang: Lang): readonly string[] {
  const { verdict, takenAt, subject, version, exitCode } = report
  const details = [
    ...tally(report, outline, lang),
    instant(takenAt),
    say(lang, `source.${subject.source}`),
    ...[productText(report, lang)].filter((one) => one !== ''),
    `Hubtrust ${version}`,
  ]
  return [
    `## ${VERDICT_MARKS[verdict]} ${escaped(say(lang, `verdict.${verdict}`))}`,
    `**${escaped(verdictSentence(report, outline, lang))}**`,
    exitCode === 4 ? escaped(say(lang, 'verdict.not-repaired')) : '',
    escaped(details.join(' · ')),
  ]
}

function section(finding: Finding, report: Report, lang: Lang): readonly string[] {
  const since = sinceBaseline(finding, report, lang)
  const label = (word: 'about' | 'proof' | 'again' | 'more' | 'explains'): string =>
    `**${say(lang, `report.${word}`)}**`
  const proof = finding.evidence.map((one) => `- ${code(placeOf(one))} ${code(oneLine(one.quote ?? ''))}`.trimEnd())
  const about = subjectRows(finding.subject, lang).map(([name, value]) => `- ${name}: ${code(value)}`)
  const explained = [
    ...symptomPhrases(finding, report, lang).map((phrase) => `- ${escaped(phrase)}`),
    ...consequencesOf(finding, report).map((one) => `- ${code(one.id)} ${escaped(titleOf(one, lang))}`),
  ]
  return [
    `### ${code(finding.id)} ${escaped(titleOf(finding, lang))}`,
    `*${escaped([grade(finding, lang), since ?? []].flat().join(listComma(lang)))}*`,
    escaped(oneLine(findingWhy(finding, lang))),
    bulleted(label('about'), [...about, ...comparison(finding, lang)]),
    bulleted(label('proof'), proof),
    ...fixBlocks(finding, report, lang),
    `${label('again')}: ${code(againCommand(finding, report))}  \n${label('more')}: ${code(explainCommand(finding.id))}`,
    bulleted(label('explains'), explained),
  ]
}

function comparison({ expected, actual }: Finding, lang: Lang): readonly string[] {
  return [
    ...(expected === undefined ? [] : [`- ${say(lang, 'report.expected')}: ${code(oneLine(expected))}`]),
    ...(actual === undefined ? [] : [`- ${say(lang, 'report.found')}: ${code(oneLine(actual))}`]),
  ]
}

function fixBlocks(finding: Finding, report: Report, lang: Lang): readonly string[] {
  return repairs(finding, report, lang).flatMap((repair, at) => [
    `**${say(lang, at === 0 ? 'report.fix' : 'report.or')}**: ${escaped(
      withAside(lang, repair.title, repair.automaton ?? ''),
    )}`,
    fenced(repair.commands),
    repair.prose === undefined ? '' : escaped(repair.prose),
    repair.risk === 'none' ? '' : `**${say(lang, 'report.risk')}**: ${escaped(say(lang, `risk.${repair.risk}`))}`,
    repair.undo.length === 0 ? '' : `**${say(lang, 'report.undo')}**:`,
    fenced(repair.undo),
  ])
}

const TIMELINE_MARKS = { first: '❌', before: '➡️', failure: '✗', change: '·', recovery: '✓' } as const

function timelineTable(report: Report, lang: Lang): readonly string[] {
  const timeline = shownTimeline(report)
  if (timeline === undefined) return []
  const lines = timelineLines(timeline, lang)
  const rows = lines.map(({ mark, when, words, evidence }) => {
    const place = cellCode(placeOf(evidence))
    const said = mark === 'first' ? `**${escaped(words)}**` : escaped(words)
    return `| ${TIMELINE_MARKS[mark]} | ${escaped(when)} | ${said} | ${place} |`
  })
  const heads = (['when', 'what', 'where'] as const).map((name) => escaped(say(lang, `timeline.${name}`)))
  return [
    `### ${escaped(say(lang, 'timeline.title'))}`,
    [`|  | ${heads.join(' | ')} |`, '| --- | --- | --- | --- |', ...rows].join('\n'),
    ...timelineNotes(timeline, lang, lines.length).map(escaped),
  ]
}

const CELL_MARKS: Readonly<Record<MatrixState, string>> = { pass: '✅', fail: '❌', unknown: '❔', 'not-reached': '–' }

function matrixSection(report: Report, lang: Lang): readonly string[] {
  const { rows, rest } = matrixShown(report)
  if (rows.length + rest === 0) return []
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const table = [
    line([say(lang, 'report.from-to'), ...MATRIX_STAGES.map((stage) => say(lang, `matrix.${stage}`))]),
    line(['---', ...MATRIX_STAGES.map(() => ':-:')]),
    ...rows.map((row) => line([cellCode(directionOf(row)), ...row.cells.map(({ state }) => CELL_MARKS[state])])),
  ]
  return [
    `### ${escaped(say(lang, 'report.matrix'))}`,
    rows.length === 0 ? '' : table.join('\n'),
    rest === 0 ? '' : escaped(say(lang, 'report.matrix-rest', { count: rest, all: rows.length + rest })),
    escaped(say(lang, 'report.matrix-legend')),
  ]
}

function unseenItems({ unseen }: Outline, lang: Lang): readonly string[] {
  return unseen.map((one) => {
    const checks = one.checks.map(code).join(listComma(lang))
    const said = escaped(withAside(lang, unseenAdvice(one, lang), oneLine(one.detail)))
    return `${say(lang, `state.${one.state}`)}: ${said} ${checks}`
  })
}

function baselineSection({ baseline, findings }: Report, lang: Lang): readonly string[] {
  if (baseline === undefined) return []
  const idOf = (key: string): string => findings.find((finding) => finding.key === key)?.id ?? key
  const lists = {
    fixed: baseline.fixed.map(({ id }) => id),
    new: baseline.new.map(idOf),
    still: baseline.still.map(idOf),
  }
  const said = (['fixed', 'new', 'still'] as const).map((name) => {
    const ids = lists[name].map(code).join(listComma(lang))
    return `${say(lang, `report.${name}`)}: ${ids === '' ? say(lang, 'report.none') : ids}`
  })
  return listed(say(lang, 'report.baseline', { takenAt: instant(baseline.takenAt) }), said)
}

function listed(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`### ${escaped(title)}`, items.map((item) => `- ${item}`).join('\n')]
}

function bulleted(label: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${label}:\n\n${items.join('\n')}`
}
