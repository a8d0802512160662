/** The words every format shares: the verdict, subjects, grades, remedies, and what could not be seen. */
import { printable, type Lang } from '../core/text.ts'
import type { Evidence } from '../model/facts.ts'
import { findingTitle, quotedWord, remedyText, type RemedyText } from '../model/finding-text.ts'
import { CHECK_STATES, type CheckState, type Finding, type Report, type Subject } from '../model/finding.ts'
import type { MatrixRow } from '../model/matrix.ts'
import { say } from '../model/words.ts'
import { symptomsOf, type Outline, type Unseen } from './outline.ts'

type Countable = 'causes' | 'lesser' | 'symptoms' | 'checks' | 'times' | CheckState

export function counted(lang: Lang, what: Countable, count: number): string {
  return say(lang, `count.${what}-${count === 1 ? 'one' : 'many'}`, { count })
}

/** Anything on one line, without what could forge another line or steer a terminal. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim()
}

export function serverName({ subject }: Report, lang: Lang): string {
  return subject.server === undefined ? say(lang, 'report.this-server') : oneLine(subject.server)
}

/** The whole report in one sentence. */
export function verdictSentence(report: Report, { lesser }: Outline, lang: Lang): string {
  const server = serverName(report, lang)
  if (report.verdict === 'unknown') return say(lang, 'verdict.unseen', { server })
  if (report.verdict === 'trusted') {
    return say(lang, lesser.length === 0 ? 'verdict.works' : 'verdict.works-so-far', { server })
  }
  const isStopping = report.findings.some(({ state, severity }) => state === 'fail' && severity === 'critical')
  return say(lang, isStopping ? 'verdict.stops' : 'verdict.will-stop', { server })
}

/** `1 cause, 3 symptoms, 6 not run`: only what there is. */
export function tally(report: Report, outline: Outline, lang: Lang): readonly string[] {
  const { states } = outline
  const all = [
    ['causes', outline.causes.length],
    ['symptoms', report.symptoms.length],
    ['lesser', outline.lesser.length],
    ['suppressed', outline.suppressed.length],
    ['unknown', states.unknown],
    ['not-run', states['not-run']],
    ['error', states.error],
  ] as const
  return all.filter(([, count]) => count > 0).map(([what, count]) => counted(lang, what, count))
}

/** `31 checks: 28 passed, 1 failed, 2 not run` */
export function checksLine({ checks }: Report, { states }: Outline, lang: Lang): string {
  const parts = CHECK_STATES.filter((state) => states[state] > 0).map((state) => counted(lang, state, states[state]))
  const all = counted(lang, 'checks', checks.length)
  return parts.length === 0 ? all : `${all}: ${parts.join(listComma(lang))}`
}

export function listComma(lang: Lang): string {
  return lang === 'ja' ? '、' : ', '
}

/** A sentence with something in brackets behind it. */
export function withAside(lang: Lang, sentence: string, aside: string): string {
  if (aside === '') return sentence
  return lang === 'ja' ? `${sentence}(${aside})` : `${sentence} (${aside})`
}

export const SUBJECT_FIELDS = ['server', 'certificate', 'keyFile', 'peer', 'connector', 'object'] as const

/** What a finding is about, as label and value. */
export function subjectRows(subject: Subject, lang: Lang): readonly (readonly [string, string])[] {
  const rows = SUBJECT_FIELDS.flatMap((field): readonly (readonly [string, string])[] => {
    const value = subject[field]
    return value === undefined ? [] : [[say(lang, `subject.${field}`), oneLine(value)]]
  })
  const { direction } = subject
  return direction === undefined
    ? rows
    : [...rows, [say(lang, 'subject.direction'), say(lang, `direction.${direction}`)]]
}

/** `critical, proven` */
export function grade({ severity, confidence }: Finding, lang: Lang): string {
  return [say(lang, `severity.${severity}`), say(lang, `confidence.${confidence}`)].join(listComma(lang))
}

/** `icacls.txt:14`, `event log #88121`: where a person finds it. */
export function placeOf({ source, line, record }: Evidence): string {
  const place = oneLine(source)
  if (line !== undefined) return `${place}:${String(line)}`
  return record === undefined ? place : `${place} #${String(record)}`
}

export interface Repair extends RemedyText {
  /** Says that `doctor --fix` does it; undefined when it does not. */
  readonly automaton: string | undefined
}

/** Best first. */
export function repairs(finding: Finding, report: Report, lang: Lang): readonly Repair[] {
  const { source, server } = report.subject
  const isHere = source === 'live' || server === undefined
  const automatonOf = ({ automatic, onRequest }: RemedyText): string | undefined => {
    if (!automatic && onRequest !== true) return undefined
    const command = named(automatic ? 'hubtrust doctor --fix' : `hubtrust doctor --fix ${finding.id}`, report)
    return isHere ? say(lang, 'report.fixed-here', { command }) : say(lang, 'report.fixed-there', { server, command })
  }
  return finding.remedies
    .map((remedy) => remedyText(remedy, lang))
    .map((remedy) => ({
      ...remedy,
      title: oneLine(remedy.title),
      ...(remedy.prose === undefined ? {} : { prose: oneLine(remedy.prose) }),
      commands: remedy.commands.map((command) => named(oneCommand(command), report)),
      undo: remedy.undo.map((command) => named(oneCommand(command), report)),
      automaton: automatonOf(remedy),
    }))
}

/** Spaces inside a command may be part of a name and stay; a line break would be a second line that nobody meant. */
function oneCommand(command: string): string {
  return printable(command).replace(/[\t\n]/g, ' ')
}

/** A command of ours, for the configuration that was named: without it another server would be changed, or none. */
export function named(command: string, { subject: { config } }: Report): string {
  const isOurs = config !== undefined && command.startsWith('hubtrust ') && !command.includes(' --config ')
  return isOurs ? `${command} --config ${quotedWord(config)}` : command
}

/** The command that looks once more at what a repair should have mended. */
export function againCommand({ id, remedies }: Finding, report: Report): string {
  const [first] = remedies
  const verified = first === undefined ? [] : remedyText(first, 'en').verify
  return named(`hubtrust doctor --only ${[...new Set([id, ...verified])].join(',')}`, report)
}

export function explainCommand(id: string): string {
  return `hubtrust explain ${id.replace(/^event\./, '')}`
}

/** `event.1037 (14 times)` for each symptom a finding accounts for. */
export function symptomPhrases(finding: Finding, report: Report, lang: Lang): readonly string[] {
  return symptomsOf(finding, report).map(({ id, count }) => `${id} (${counted(lang, 'times', count)})`)
}

export function unseenAdvice({ state, missing }: Unseen, lang: Lang): string {
  if (state === 'unknown') return say(lang, 'missing.undecided')
  if (state === 'error') return say(lang, 'missing.broke')
  if (missing === undefined) return say(lang, 'state.not-run')
  return say(lang, `missing.${missing.reason}`, { section: say(lang, `section.${missing.section}`) })
}

/** `hub1.corp.example → hub2.corp.example` */
export function directionOf({ from, to }: MatrixRow): string {
  return `${oneLine(from)} → ${oneLine(to)}`
}

/** `new` or `still there`, when there was an earlier report. */
export function sinceBaseline({ key }: Finding, { baseline }: Report, lang: Lang): string | undefined {
  if (baseline === undefined) return undefined
  return say(lang, baseline.new.includes(key) ? 'report.new' : 'report.still')
}

/** `2026-06-01 12:00:00 UTC` */
export function instant(iso: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso)
  return found === null ? oneLine(iso) : `${found[1] ?? ''} ${found[2] ?? ''} UTC`
}

/** The same for every instant in a sentence. */
export function readableTimes(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, instant)
}

export function titleOf(finding: Finding, lang: Lang): string {
  return oneLine(findingTitle(finding, lang))
}
