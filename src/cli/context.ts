/**
 * What a command stands in: the configuration, the store, the directory and the names of this host, each opened when first
 * asked for; the language; the output.
 */
import { systemClock, isoTime } from '../core/clock.ts'
import { configurationPath, readConfiguration } from '../daemon/configuration.ts'
import { openDirectory } from '../daemon/open-directory.ts'
import type { Directory } from '../directory/contract.ts'
import type { Configuration } from '../model/configuration.ts'
import type { HostNames } from '../model/names.ts'
import type { Selection, SelectionQuestion } from '../model/selection.ts'
import { collectHostNames } from '../net/host-names.ts'
import type { CertificateStore } from '../store/contract.ts'
import { openFolderStore } from '../store/folder.ts'
import { select } from '../trust/selection.ts'
import { unchangingDirectory, unchangingStore } from './dry-run.ts'
import { openLightContext, type ContextSettings, type LightContext } from './light-context.ts'
import { requireRight, type Action } from './right.ts'

export interface Context extends LightContext {
  /** The configuration file in force, whether or not it exists. */
  readonly configurationFile: string
  configuration(): Configuration
  store(): CertificateStore
  /** Asked first when needed: one that is elsewhere may have to be read. */
  directory(): Promise<Directory>
  hostNames(): Promise<HostNames>
  question(direction: 'inbound' | 'outbound', name?: string): Promise<SelectionQuestion>
  selection(direction: 'inbound' | 'outbound', name?: string): Promise<Selection>
  /** Throws CLI_MISSING_RIGHT, naming the missing right. */
  requireRight(action: Action): void
  close(): void
}

export function openContext(settings: ContextSettings): Context {
  const { lang, environment } = settings
  const open: { configuration?: Configuration; store?: CertificateStore; directory?: Promise<Directory> } = {}
  const configurationFile = configurationPath({ flag: settings.configurationFile, env: environment })
  const configuration = (): Configuration => (open.configuration ??= readConfiguration(configurationFile))
  const isDry = settings.dryRun !== undefined
  const store = (): CertificateStore => {
    const opened = (open.store ??= openFolderStore({
      folder: configuration().stateFolder,
      account: configuration().account,
      clock: systemClock,
    }))
    return isDry ? unchangingStore(opened) : opened
  }
  const light = openLightContext(settings)
  const directory = async (): Promise<Directory> => {
    const opened = await (open.directory ??= openDirectory({
      ...{ configuration: configuration(), clock: systemClock, environment },
      ...(settings.isQuick === undefined ? {} : { isQuick: settings.isQuick }),
      onOld: ({ ageMs, reason }) => {
        light.note(light.word('directory.is-old', { seconds: Math.round(ageMs / 1_000), reason }))
      },
    }))
    return isDry ? unchangingDirectory(opened) : opened
  }
  const hostNames = (): Promise<HostNames> => collectHostNames(configuration().server.hostNames)
  const question = async (direction: 'inbound' | 'outbound', name?: string): Promise<SelectionQuestion> => ({
    direction,
    ...(name === undefined ? { purpose: 'internal' as const } : { purpose: 'starttls' as const, name }),
    hostNames: await hostNames(),
    store: store().list(),
    published: publishedFingerprints(await directory(), configuration().server.name),
    nowIso: isoTime(systemClock.nowMs()),
  })
  return {
    ...light,
    configurationFile,
    configuration,
    store,
    directory,
    hostNames,
    question,
    selection: async (direction, name) => select(await question(direction, name)),
    requireRight: (action) => {
      requireRight(action, configuration().stateFolder, lang)
    },
    close: () => {
      // Whatever went wrong with it was told where it was asked for.
      open.directory?.then(
        (opened) => {
          opened.close()
        },
        () => undefined,
      )
    },
  }
}

/** Newest publication first, as selection wants them. */
export function publishedFingerprints(directory: Directory, server: string): readonly string[] {
  const certificates = directory.server(server)?.certificates ?? []
  return certificates
    .toSorted((left, right) => right.publishedAt.localeCompare(left.publishedAt))
    .map(({ fingerprint }) => fingerprint)
}
