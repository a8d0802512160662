/** The report as JUnit XML: a test case for each check, so that a build server shows trust beside its tests. */
import { findingWhy } from '../model/finding-text.ts'
import { entryOf, type CheckResult, type Finding, type Report } from '../model/finding.ts'
import { AREAS, SEVERITIES } from '../model/finding/entry.ts'
import { say } from '../model/words.ts'
import type { Manner } from './manner.ts'
import { outlineOf, type Unseen } from './outline.ts'
import {
  againCommand,
  grade,
  oneLine,
  placeOf,
  repairs,
  serverName,
  subjectRows,
  titleOf,
  unseenAdvice,
  withAside,
} from './phrases.ts'
import { element, xmlDocument, type Element } from './xml.ts'

type Lang = Manner['lang']

interface Case {
  readonly check: CheckResult
  readonly outcome: Element | undefined
}

export function junitReport(report: Report, { lang }: Pick<Manner, 'lang'>): string {
  const { unseen } = outlineOf(report)
  const cases = report.checks.map((check) => ({ check, outcome: outcomeOf(check, unseen, report, lang) }))
  const suites = AREAS.map((area) => ({
    area,
    cases: cases.filter(({ check }) => entryOf(check.id).area === area),
  })).filter((suite) => suite.cases.length > 0)
  return xmlDocument(
    element(
      'testsuites',
      { name: say(lang, 'report.title'), ...counts(cases), time: 0 },
      ...suites.map((suite) =>
        element(
          'testsuite',
          {
            name: say(lang, `area.${suite.area}`),
            ...counts(suite.cases),
            time: 0,
            timestamp: report.takenAt.slice(0, 19),
            hostname: serverName(report, lang),
          },
          ...suite.cases.map((one) => testCase(one, lang)),
        ),
      ),
    ),
  )
}

function counts(cases: readonly Case[]): Readonly<Record<string, number>> {
  const count = (name: string): number => cases.filter(({ outcome }) => outcome?.name === name).length
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') }
}

function testCase({ check, outcome }: Case, lang: Lang): Element {
  const { area, claim } = entryOf(check.id)
  return element(
    'testcase',
    { classname: `hubtrust.${area}`, name: `${check.id}: ${claim[lang]}`, time: 0 },
    ...(outcome === undefined ? [] : [outcome]),
  )
}

/** Undecided and not run are skipped: they are neither passed nor failed. */
function outcomeOf(check: CheckResult, unseen: readonly Unseen[], report: Report, lang: Lang): Element | undefined {
  const { id, state } = check
  if (state === 'pass') return undefined
  const findings = report.findings.filter((finding) => finding.id === id)
  if (state === 'fail')
    return failureOf(
      findings.filter((finding) => finding.state === 'fail'),
      report,
      lang,
    )
  const reason = unseen.find((one) => one.state === state && one.checks.includes(id))
  const suppression = findings.find((finding) => finding.state === 'suppressed')?.suppression ?? ''
  const detail = state === 'suppressed' ? suppression : (reason?.detail ?? '')
  const said = reason === undefined ? say(lang, `state.${state}`) : unseenAdvice(reason, lang)
  const message = withAside(lang, said, oneLine(detail))
  return state === 'error' ? element('error', { message, type: state }) : element('skipped', { message })
}

function failureOf(findings: readonly Finding[], report: Report, lang: Lang): Element {
  const worst = findings.toSorted(
    (left, right) => SEVERITIES.indexOf(right.severity) - SEVERITIES.indexOf(left.severity),
  )
  const message = worst.map((finding) => titleOf(finding, lang)).join(' ')
  const text = worst.map((finding) => failureText(finding, report, lang).join('\n')).join('\n\n')
  return element('failure', { message, type: worst[0]?.severity ?? 'high' }, text)
}

function failureText(finding: Finding, report: Report, lang: Lang): readonly string[] {
  const cause = report.findings.find(({ key }) => key === finding.causedBy)
  const [best] = repairs(finding, report, lang)
  const { expected, actual } = finding
  const labelled = (label: string, value: string): string => `${label}: ${value}`
  return [
    withAside(lang, titleOf(finding, lang), grade(finding, lang)),
    ...(cause === undefined ? [] : [say(lang, 'report.caused-by', { id: cause.id })]),
    oneLine(findingWhy(finding, lang)),
    ...subjectRows(finding.subject, lang).map(([label, value]) => labelled(label, value)),
    ...finding.evidence.map((one) =>
      labelled(say(lang, 'report.proof'), `${placeOf(one)} ${oneLine(one.quote ?? '')}`.trim()),
    ),
    ...(expected === undefined ? [] : [labelled(say(lang, 'report.expected'), oneLine(expected))]),
    ...(actual === undefined ? [] : [labelled(say(lang, 'report.found'), oneLine(actual))]),
    ...(best === undefined
      ? []
      : [labelled(say(lang, 'report.fix'), best.title), ...best.commands, best.prose ?? []].flat()),
    labelled(say(lang, 'report.again'), againCommand(finding, report)),
  ]
}
