/**
 * What a command stands in: the configuration, the store, the directory and the names of this host, each opened when first
 * asked for; the language; the output.
 */
import { systemClock, isoTime, type Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import type { Lang } from '../core/text.ts'
import { configurationPath, readConfiguration } from '../daemon/configuration.ts'
import type { Directory } from '../directory/contract.ts'
import { openEmbeddedDirectory } from '../directory/embedded.ts'
import type { Configuration } from '../model/configuration.ts'
import type { HostNames } from '../model/names.ts'
import type { Selection, SelectionQuestion } from '../model/selection.ts'
import { say, type Word, type WordValues } from '../model/words.ts'
import { collectHostNames } from '../net/host-names.ts'
import type { CertificateStore } from '../store/contract.ts'
import { openFolderStore } from '../store/folder.ts'
import { select } from '../trust/selection.ts'
import type { Format } from './command.ts'
import { requireRight, type Action } from './right.ts'
import type { Terminal } from './terminal.ts'

export interface Context {
  readonly lang: Lang
  readonly format: Format
  readonly isJson: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly terminal: Terminal
  /** The configuration file in force, whether or not it exists. */
  readonly configurationFile: string
  word<W extends Word>(key: W, ...values: WordValues<W>): string
  configuration(): Configuration
  store(): CertificateStore
  directory(): Directory
  hostNames(): Promise<HostNames>
  question(direction: 'inbound' | 'outbound', name?: string): Promise<SelectionQuestion>
  selection(direction: 'inbound' | 'outbound', name?: string): Promise<Selection>
  /** A result, to stdout. */
  out(line: string): void
  /** Something said about the result, to stderr; nothing in JSON, where the result says it. */
  note(line: string): void
  outJson(value: unknown): void
  /** Refuses (CLI_NOT_CONFIRMED) when nobody can be asked and `isAgreed` is false. */
  confirm(change: string, isAgreed: boolean): Promise<void>
  /** Throws CLI_MISSING_RIGHT, naming the missing right. */
  requireRight(action: Action): void
  close(): void
}

export interface ContextSettings {
  readonly lang: Lang
  readonly format: Format
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly terminal: Terminal
  readonly configurationFile: string | undefined
}

export function openContext(settings: ContextSettings): Context {
  const { lang, format, environment, terminal } = settings
  const isJson = format === 'json'
  const open: { configuration?: Configuration; store?: CertificateStore; directory?: Directory } = {}
  const configurationFile = configurationPath({ flag: settings.configurationFile, env: environment })
  const configuration = (): Configuration => (open.configuration ??= readConfiguration(configurationFile, environment))
  const store = (): CertificateStore =>
    (open.store ??= openFolderStore({ folder: configuration().stateFolder, account: configuration().account, clock: systemClock }))
  const directory = (): Directory =>
    (open.directory ??= openEmbeddedDirectory({ path: configuration().directory.path, clock: systemClock }))
  const hostNames = (): Promise<HostNames> => collectHostNames(configuration().server.hostNames)
  const question = async (direction: 'inbound' | 'outbound', name?: string): Promise<SelectionQuestion> => ({
    direction,
    ...(name === undefined ? { purpose: 'internal' as const } : { purpose: 'starttls' as const, name }),
    hostNames: await hostNames(),
    store: store().list(),
    published: publishedFingerprints(directory(), configuration().server.name),
    nowIso: isoTime(systemClock.nowMs()),
  })
  return {
    lang,
    format,
    isJson,
    environment,
    clock: systemClock,
    terminal,
    configurationFile,
    word: (key, ...values) => say(lang, key, ...values),
    configuration,
    store,
    directory,
    hostNames,
    question,
    selection: async (direction, name) => select(await question(direction, name)),
    out: (line) => {
      terminal.out(line)
    },
    note: (line) => {
      if (!isJson) terminal.note(line)
    },
    outJson: (value) => {
      terminal.out(JSON.stringify(value, undefined, 2))
    },
    confirm: (change, isAgreed) => confirm(terminal, lang, { change, isAgreed }),
    requireRight: (action) => {
      requireRight(action, configuration().stateFolder, lang)
    },
    close: () => {
      open.directory?.close()
    },
  }
}

async function confirm(terminal: Terminal, lang: Lang, asked: { change: string; isAgreed: boolean }): Promise<void> {
  const { change, isAgreed } = asked
  if (isAgreed) return
  if (!terminal.isInteractive) throw failure('CLI_NOT_CONFIRMED', { change })
  const answer = await terminal.ask(say(lang, 'general.confirm', { question: change }))
  if (!/^(y|yes|はい)$/i.test(answer.trim())) throw failure('CLI_DECLINED', {})
}

/** Newest publication first, as selection wants them. */
export function publishedFingerprints(directory: Directory, server: string): readonly string[] {
  const certificates = directory.server(server)?.certificates ?? []
  return certificates.toSorted((left, right) => right.publishedAt.localeCompare(left.publishedAt)).map(({ fingerprint }) => fingerprint)
}
