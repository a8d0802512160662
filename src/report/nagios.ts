/** One line for Nagios and its kin, with performance data and its own exit status. */
import type { Report } from '../model/finding.ts'
import { SEVERITIES } from '../model/finding/entry.ts'
import type { Manner } from './manner.ts'
import { outlineOf } from './outline.ts'
import { listComma, oneLine, tally, titleOf, verdictSentence } from './phrases.ts'

const WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const
const STATUS_OF_EXIT = { 0: 0, 1: 2, 2: 1, 3: 3, 4: 2 } as const satisfies Readonly<
  Record<Report['exitCode'], 0 | 1 | 2 | 3>
>

/** Plugins may write 4 KB; older agents cut at 1,024 bytes, and a Japanese character takes three. */
const CHARACTERS_MAX = 300

/** 0 fine, 1 warning, 2 critical, 3 unknown: `--fail-on` moves the line between 1 and 2. */
export function nagiosStatus({ exitCode }: Report): 0 | 1 | 2 | 3 {
  return STATUS_OF_EXIT[exitCode]
}

export function nagiosReport(report: Report, { lang }: Pick<Manner, 'lang'>): string {
  const outline = outlineOf(report)
  const worst = [...outline.causes, ...outline.lesser].map((finding) => `[${finding.id}] ${titleOf(finding, lang)}`)
  const counts = tally(report, outline, lang).join(listComma(lang))
  const said = [verdictSentence(report, outline, lang), ...worst.slice(0, 1), counts].filter((part) => part !== '')
  return `HUBTRUST ${WORDS[nagiosStatus(report)]} - ${shortened(plain(said.join(' ')))}|${performance(report)}\n`
}

/** What stands behind the first bar is performance data. */
function plain(text: string): string {
  return oneLine(text).replaceAll('|', '/')
}

function shortened(text: string): string {
  const characters = Array.from(text)
  return characters.length <= CHARACTERS_MAX ? text : `${characters.slice(0, CHARACTERS_MAX - 1).join('')}…`
}

function performance(report: Report): string {
  const failing = report.findings.filter(({ state }) => state === 'fail')
  const { states } = outlineOf(report)
  const counts: readonly (readonly [string, number])[] = [
    ['findings', failing.length],
    ...SEVERITIES.toReversed().map(
      (each) => [each, failing.filter(({ severity }) => severity === each).length] as const,
    ),
    ['symptoms', report.symptoms.length],
    ['checks', report.checks.length],
    ['not_run', states['not-run'] + states.unknown + states.error],
  ]
  return counts.map(([name, count]) => `${name}=${String(count)};;;0`).join(' ')
}
