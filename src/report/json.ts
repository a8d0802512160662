/** The report as JSON, schema `hubtrust.report/1`: the data, and the words made from them in the language asked for. */
import type { Lang } from '../core/text.ts'
import { findingTitle, findingWhy, remedyText } from '../model/finding-text.ts'
import { entryOf, type CheckResult, type Finding, type ProposedRemedy, type Report } from '../model/finding.ts'
import { selectionView } from '../model/selection.ts'
import { happeningText, isLocalTime, roleOf, type Timeline } from '../model/timeline.ts'
import type { Manner } from './manner.ts'
import { named } from './phrases.ts'

/** As JSON.stringify takes it; a key whose value is undefined is left out. */
type Shape = Readonly<Record<string, unknown>>

export function jsonReport(report: Report, { lang }: Pick<Manner, 'lang'>): string {
  return `${readable(JSON.stringify(reportShape(report, lang), undefined, 2))}\n`
}

export function reportShape(report: Report, lang: Lang): Shape {
  const { schema, version, takenAt, exitCode, subject, verdict, selection } = report
  return {
    schema,
    version,
    takenAt,
    exitCode,
    subject,
    verdict,
    lang,
    findings: report.findings.map((finding) => findingShape(finding, report, lang)),
    checks: report.checks.map(checkShape),
    symptoms: report.symptoms,
    timeline: report.timeline && timelineShape(report.timeline, lang),
    selection: selection && { ...selectionView(selection.inbound), outbound: selectionView(selection.outbound) },
    matrix: report.matrix,
    unusedSuppressions: report.unusedSuppressions,
    baseline: report.baseline,
    repairs: report.repairs,
  }
}

/** Each entry with its words and its role; a time without a zone has `isLocal`. */
function timelineShape(timeline: Timeline, lang: Lang): Shape {
  return {
    ...timeline,
    entries: timeline.entries.map((entry) => ({
      ...entry,
      role: roleOf(entry),
      isLocal: isLocalTime(entry.at),
      text: happeningText(entry, lang),
    })),
  }
}

function findingShape(finding: Finding, report: Report, lang: Lang): Shape {
  const { id, key, state, severity, area, confidence, subject, args, expected, actual, evidence, explains } = finding
  return {
    id,
    key,
    state,
    severity,
    area,
    confidence,
    subject,
    args,
    title: findingTitle(finding, lang),
    why: findingWhy(finding, lang),
    expected,
    actual,
    evidence,
    explains,
    causedBy: finding.causedBy,
    remedies: finding.remedies.map((remedy) => remedyShape(remedy, report, lang)),
    suppression: finding.suppression,
    docs: `hubtrust explain ${id}`,
  }
}

function remedyShape(remedy: ProposedRemedy, report: Report, lang: Lang): Shape {
  const text = remedyText(remedy, lang)
  const typed = (command: string): string => named(command, report)
  return { ...text, commands: text.commands.map(typed), undo: text.undo.map(typed), args: remedy.args }
}

function checkShape({ id, state, missing, detail }: CheckResult): Shape {
  return { id, state, needs: entryOf(id).needs, missing, detail }
}

/** JSON lets through what steers a terminal or turns a line around; written as escapes it means the same. */
function readable(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
