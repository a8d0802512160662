/** Writes docs/reference from the tables, so that a page cannot say what the program does not. `test/cli/reference.test.ts` compares. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command, OptionSpec } from '../src/cli/command.ts'
import { openApi } from '../src/console/openapi.ts'
import { explain } from '../src/model/explanations.ts'
import { COMMANDS, GLOBAL_OPTIONS, nameOf, usageOf } from '../src/cli/table.ts'
import { CODES } from '../src/core/codes.ts'
import { VERSION } from '../src/core/version.ts'
import { EVENTS } from '../src/model/events.ts'
import { AREAS } from '../src/model/finding/entry.ts'
import { entryOf, FINDING_IDS, type FindingId } from '../src/model/finding.ts'
import { findingExample } from '../src/model/finding-text.ts'
import { METRICS } from '../src/model/metrics.ts'
import { say } from '../src/model/words.ts'
import { configurationSchema, settingLines } from './config-reference.ts'

const NOTICE = '<!-- Written by scripts/reference.ts from the tables in src. Do not edit: run "npm run reference". -->'

/** Path under the checkout → text. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/reference/commands.md', commandsPage()],
    ['docs/reference/config.md', configurationPage()],
    ['docs/reference/config.schema.json', configurationSchema()],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/events.md', eventsPage()],
    ['docs/reference/findings.md', findingsPage()],
    ['docs/reference/metrics.md', metricsPage()],
    ['docs/reference/openapi.json', `${JSON.stringify(openApi(VERSION), undefined, 2)}\n`],
  ])
}

function page(title: string, lines: readonly string[]): string {
  return [`# ${title}`, '', NOTICE, '', ...lines].join('\n').trimEnd() + '\n'
}

function commandsPage(): string {
  const globals = ['Every command also takes:', '', ...optionList(GLOBAL_OPTIONS), '']
  return page('Commands', [...globals, ...COMMANDS.flatMap(commandSection)])
}

function commandSection(command: Command): readonly string[] {
  const about = command.about === undefined ? [] : [say('en', command.about), '']
  return [
    `## hubtrust ${nameOf(command)}`,
    '',
    `${say('en', command.summary)}.`,
    '',
    ...about,
    '```',
    usageOf(command),
    '```',
    '',
    ...(command.options.length === 0 ? [] : [...optionList(command.options), '']),
    `Formats: ${command.formats.map((format) => `\`${format}\``).join(', ')} (the first is the default).`,
    '',
    'Examples:',
    '',
    '```',
    ...command.examples,
    '```',
    '',
  ]
}

function optionList(options: readonly OptionSpec[]): readonly string[] {
  return options.map((option) => {
    const short = option.short === undefined ? '' : `\`-${option.short}\`, `
    const value = option.value === undefined ? '' : ` ${option.value}`
    const choices =
      option.choices === undefined ? '' : ` — one of ${option.choices.map((choice) => `\`${choice}\``).join(', ')}`
    return `- ${short}\`--${option.name}${value}\`: ${say('en', option.help)}${choices}`
  })
}

function configurationPage(): string {
  return page('config.yaml', [
    'Relative paths start at the folder of the file. A wrong setting is refused with file, line and column.',
    'Editors that know JSON Schema complete it with `config.schema.json` beside this page.',
    '',
    ...settingLines(),
  ])
}

function errorsPage(): string {
  const sections = Object.entries(CODES)
    .toSorted(([left], [right]) => left.localeCompare(right))
    .flatMap(([code, { message, remedy, retry }]) => [
      `## ${code}`,
      '',
      `- Says: ${plain(message.en)} / ${plain(message.ja)}`,
      `- What to do: ${plain(remedy.en)} / ${plain(remedy.ja)}`,
      `- Trying again: ${retry ? 'may help; on the wire 4xx' : 'does not help by itself; on the wire 5xx'}`,
      '',
    ])
  return page('Error codes', ['A word in braces stands for a value.', '', ...sections])
}

function eventsPage(): string {
  const events = Object.entries(EVENTS).flatMap(([id, { name, category, severity, text }]) => [
    `## ${id} ${name}`,
    '',
    `- ${category}, ${severity}`,
    `- ${plain(text.en)}`,
    `- ${plain(text.ja)}`,
    `- What to do: ${plain(explain(id, 'en')?.remedy ?? '')}`,
    ...causesLine(id),
    '',
  ])
  return page('Events', [
    'Ids below 30000 keep the numbers and meanings of Exchange 2007–2010. Causes are explained in [Findings](findings.md).',
    '',
    ...events,
  ])
}

const AREA_TITLES = {
  own: 'This server and its certificates',
  directory: 'The directory',
  peer: 'Peers',
  surroundings: 'Connectors, gateway and what stands around them',
} as const

function findingsPage(): string {
  const sections = AREAS.flatMap((area) => [
    `## ${AREA_TITLES[area]}`,
    '',
    ...FINDING_IDS.filter((id) => entryOf(id).area === area).flatMap(findingSection),
  ])
  return page('Findings of the doctor', [
    'What `hubtrust doctor` can find, as it could read. `hubtrust explain ID` shows the same in English and Japanese.',
    '',
    ...sections,
  ])
}

function findingSection(id: FindingId): readonly string[] {
  const { severity, claim, citation, needs, explains } = entryOf(id)
  const english = findingExample(id, 'en')
  const remedies = english.remedies.flatMap(({ title, prose, commands, automatic, onRequest }) => [
    `- ${automatic ? 'Repaired by `--fix`' : onRequest === true ? `Repaired by \`--fix ${id}\`` : 'Remedy'}: ${plain(title)}${prose === undefined ? '' : ` ${plain(prose)}`}`,
    ...commands.map((command) => `  - \`${command}\``),
  ])
  return [
    `### ${id}`,
    '',
    `- Severity: ${severity}; reads: ${needs.join(', ')}`,
    `- ${plain(english.title)}`,
    `- ${plain(findingExample(id, 'ja').title)}`,
    `- Why: ${plain(english.why)}`,
    `- When all is well: ${plain(claim.en)}`,
    ...remedies,
    ...(explains.length === 0 ? [] : [`- Accounts for: ${explains.map((symptom) => `\`${symptom}\``).join(', ')}`]),
    `- Sources: ${plain(citation.join('; '))}`,
    '',
  ]
}

function metricsPage(): string {
  return page('Metrics', [
    'What `hubtrust status --format prometheus` tells. Moments are seconds since 1970; counters begin at zero when the gateway starts.',
    '`packaging/grafana/hubtrust.json` is a dashboard of them, `packaging/prometheus/hubtrust.rules.yaml` has alerts.',
    '',
    '| metric | kind | labels | meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(METRICS).map(([name, { kind, labels, help }]) => {
      const list = labels.map((label) => `\`${label}\``).join(', ')
      return `| \`${name}\` | ${kind} | ${list} | ${plain(help.en)}<br>${plain(help.ja)} |`
    }),
  ])
}

function causesLine(id: string): readonly string[] {
  const related = explain(id, 'en')?.related ?? []
  return related.length === 0 ? [] : [`- Possible causes: ${related.map((cause) => `\`${cause}\``).join(', ')}`]
}

/** Keeps angle brackets and bars from being read as markup. */
function plain(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('|', '\\|')
}

if (import.meta.main) {
  const checkout = join(import.meta.dirname, '..')
  for (const [path, text] of referencePages()) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    writeFileSync(join(checkout, path), text)
  }
}
