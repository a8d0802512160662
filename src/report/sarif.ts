/** The report as SARIF 2.1.0 (OASIS), for code scanning and other tools that keep findings of many kinds side by side. */
import type { Evidence } from '../model/facts.ts'
import { findingWhy, remedyText } from '../model/finding-text.ts'
import { entryOf, isFindingId, type Finding, type FindingId, type Report } from '../model/finding.ts'
import type { Severity } from '../model/finding/entry.ts'
import type { Manner } from './manner.ts'
import { outlineOf } from './outline.ts'
import { explainCommand, oneLine, placeOf, serverName, titleOf, unseenAdvice, withAside } from './phrases.ts'

type Lang = Manner['lang']
/** As JSON.stringify takes it; a key whose value is undefined is left out. */
type Shape = Readonly<Record<string, unknown>>

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

const LEVELS = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const satisfies Readonly<Record<Severity, string>>

export function sarifReport(report: Report, { lang }: Pick<Manner, 'lang'>): string {
  const { version, takenAt, exitCode, verdict } = report
  const rules = rulesOf(report)
  const run: Shape = {
    tool: {
      driver: { name: 'Hubtrust', version, semanticVersion: version, language: lang, rules: rules.map(ruleOf(lang)) },
    },
    automationDetails: { id: `hubtrust/doctor/${serverName(report, 'en')}/` },
    language: lang,
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: true,
        exitCode,
        startTimeUtc: takenAt,
        toolExecutionNotifications: notifications(report, lang),
      },
    ],
    results: [
      ...report.findings.map((finding) => resultOf(finding, report, rules, lang)),
      ...fixedResults(report, rules),
    ],
    properties: { verdict },
  }
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`
}

/** Only the rules somebody refers to. */
function rulesOf({ findings, checks, baseline }: Report): readonly FindingId[] {
  const fixed = baseline?.fixed.map(({ id }) => id) ?? []
  const seen = [...findings.map(({ id }) => id), ...checks.filter(isUnseen).map(({ id }) => id), ...fixed]
  return [...new Set(seen.filter(isFindingId))]
}

function isUnseen({ state }: Report['checks'][number]): boolean {
  return state === 'not-run' || state === 'unknown' || state === 'error'
}

function ruleOf(lang: Lang): (id: FindingId) => Shape {
  return (id) => {
    const { claim, area, severity, citation } = entryOf(id)
    return {
      id,
      shortDescription: message(claim[lang]),
      fullDescription: message(claim[lang]),
      help: message(withAside(lang, explainCommand(id), citation.join('; '))),
      defaultConfiguration: { level: LEVELS[severity] },
      properties: { tags: [area], severity },
    }
  }
}

function resultOf(finding: Finding, report: Report, rules: readonly FindingId[], lang: Lang): Shape {
  const { id, key, state, severity, confidence, subject, args, explains, causedBy, evidence } = finding
  const isNew = report.baseline?.new.includes(key)
  return {
    ruleId: id,
    ruleIndex: rules.indexOf(id),
    kind: 'fail',
    level: LEVELS[severity],
    message: message(`${titleOf(finding, lang)} ${oneLine(findingWhy(finding, lang))}`),
    partialFingerprints: { 'hubtrustKey/v1': key },
    locations: evidence.map(locationOf),
    suppressions:
      state === 'suppressed'
        ? [{ kind: 'external', status: 'accepted', justification: finding.suppression ?? '' }]
        : [],
    ...(isNew === undefined ? {} : { baselineState: isNew ? 'new' : 'unchanged' }),
    properties: {
      severity,
      confidence,
      subject,
      args,
      explains,
      causedBy,
      remedies: finding.remedies.map((remedy) => remedyText(remedy, lang)),
    },
  }
}

/** What the earlier report found and this one does not. */
function fixedResults({ baseline }: Report, rules: readonly FindingId[]): readonly Shape[] {
  return (baseline?.fixed ?? []).map(({ id, key }) => {
    const index = rules.findIndex((rule) => rule === id)
    return {
      ruleId: id,
      ...(index < 0 ? {} : { ruleIndex: index }),
      message: message(id),
      partialFingerprints: { 'hubtrustKey/v1': key },
      suppressions: [],
      baselineState: 'absent',
    }
  })
}

/** A file where there is one; an address, a command or a log has only a name. */
function locationOf(evidence: Evidence): Shape {
  const { source, line, quote } = evidence
  const isFile = source.startsWith('/') || line !== undefined
  return {
    ...(isFile
      ? {
          physicalLocation: {
            artifactLocation: { uri: fileUri(source) },
            ...(line === undefined ? {} : { region: { startLine: line } }),
          },
        }
      : { logicalLocations: [{ fullyQualifiedName: placeOf(evidence), kind: 'resource' }] }),
    ...(quote === undefined ? {} : { message: message(quote) }),
  }
}

function fileUri(path: string): string {
  const encoded = path.toWellFormed().split('/').map(encodeURIComponent).join('/')
  return path.startsWith('/') ? `file://${encoded}` : encoded
}

/** Checks that could not judge are no results: neither passed nor failed. */
function notifications(report: Report, lang: Lang): readonly Shape[] {
  return outlineOf(report).unseen.flatMap((unseen) =>
    unseen.checks.map((id) => ({
      level: unseen.state === 'error' ? 'error' : 'warning',
      message: message(`${id}: ${withAside(lang, unseenAdvice(unseen, lang), oneLine(unseen.detail))}`),
      associatedRule: { id },
    })),
  )
}

/** Braces mean placeholders (3.11.5) and `[text](target)` a link (3.11.6): what a stranger wrote must be neither. */
function message(text: string): Shape {
  return { text: text.replace(/[{}]/g, '$&$&').replaceAll('](', String.raw`\](`) }
}
