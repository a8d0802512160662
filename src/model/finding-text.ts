/** Findings as sentences, in English and Japanese, from id and args alone. */
import { fill, type Lang } from '../core/text.ts'
import { PLACEHOLDERS } from './cause-texts.ts'
import { EXAMPLE_ARGS } from './finding-examples.ts'
import { entryOf, type Finding, type FindingId, type ProposedRemedy } from './finding.ts'
import { gatewayCommands } from './gateway-commands.ts'
import { isRemedyId, REMEDIES } from './remedies.ts'
import type { RemedyEntry } from './remedy/entry.ts'

export interface RemedyText {
  readonly id: string
  readonly title: string
  readonly commands: readonly string[]
  readonly prose?: string
  readonly automatic: boolean
  readonly onRequest?: true
  readonly risk: RemedyEntry['risk']
  readonly undo: readonly string[]
  readonly verify: readonly string[]
}

export function findingTitle({ id, args }: Pick<Finding, 'id' | 'args'>, lang: Lang): string {
  return fill(entryOf(id).title[lang], args)
}

export function findingWhy({ id, args }: Pick<Finding, 'id' | 'args'>, lang: Lang): string {
  return fill(entryOf(id).why[lang], args)
}

export function remedyText({ id, args }: ProposedRemedy, lang: Lang): RemedyText {
  const remedy: RemedyEntry = REMEDIES[id]
  const values = { ...PLACEHOLDERS, ...args }
  const gateway = gatewayCommands(args, quotedWord)
  const command = (template: string) =>
    fill(template, remedy.shell === 'powershell' ? plainForPowerShell(values) : { ...quoted(values), ...gateway })
  const words = { ...values, ...gateway }
  return {
    id,
    title: fill(remedy.title[lang], words),
    commands: remedy.commands.map(command).filter((one) => one !== ''),
    ...(remedy.prose === undefined ? {} : { prose: fill(remedy.prose[lang], words) }),
    automatic: remedy.automatic,
    ...(remedy.onRequest === undefined ? {} : { onRequest: remedy.onRequest }),
    risk: remedy.risk,
    undo: remedy.undo.map(command),
    verify: remedy.verify,
  }
}

/** Values inside the quotes of a template: nothing that could end them or be expanded is left. */
function plainForPowerShell(values: ProposedRemedy['args']): ProposedRemedy['args'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value).replace(/["`$\r\n\u201c-\u201f]/g, '')]),
  )
}

/** Values as words of a POSIX shell: what a stranger wrote must not become a second command. */
function quoted(values: ProposedRemedy['args']): ProposedRemedy['args'] {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, quotedWord(String(value))]))
}

/** A value as one word of a POSIX shell. */
export function quotedWord(text: string): string {
  return /^[\w@%+=:,./[\]-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

export interface FindingExample {
  readonly title: string
  readonly why: string
  readonly remedies: readonly RemedyText[]
}

/** The title of a finding as it could read, without the work of all the rest. */
export function exampleTitle(id: FindingId, lang: Lang): string {
  return findingTitle({ id, args: EXAMPLE_ARGS }, lang)
}

/** A finding as it could read. */
export function findingExample(id: FindingId, lang: Lang): FindingExample {
  const { remedies } = entryOf(id)
  return {
    title: exampleTitle(id, lang),
    why: findingWhy({ id, args: EXAMPLE_ARGS }, lang),
    remedies: remedies.filter(isRemedyId).map((remedy) => remedyText({ id: remedy, args: EXAMPLE_ARGS }, lang)),
  }
}
