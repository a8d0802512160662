/** Facts that lie on this machine: configuration, store, directory, event log, and what the running gateway says. */
import { join } from 'node:path'
import { isoTime, type Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { VERSION } from '../core/version.ts'
import { openEmbeddedDirectory } from '../directory/embedded.ts'
import { effectiveAccess } from '../disk/access.ts'
import { accountNameOf, currentAccount } from '../disk/accounts.ts'
import { fileExists, listFolder, statOf } from '../disk/files.ts'
import type { Configuration } from '../model/configuration.ts'
import type { EventRecord } from '../model/events.ts'
import {
  known,
  unknown,
  type DirectoryFacts,
  type GatewayFacts,
  type MachineFacts,
  type Section,
  type StoreFacts,
} from '../model/facts.ts'
import { permissionsOfAll, readOnlyMounts } from '../probe/permissions.ts'
import { installedUnit, unitOf } from '../probe/unit.ts'
import type { CertificateStore } from '../store/contract.ts'
import { TrustIndex } from '../trust/index.ts'
import { readConfiguration } from './configuration.ts'
import { askStatus, controlPath } from './control.ts'
import { eventsFolder, readEvents } from './event-log.ts'
import { isRoot, unseen } from './section.ts'

const EVENTS_MS = 24 * 60 * 60 * 1_000
const EVENTS_MAX = 500

export function machineFacts(): Section<MachineFacts> {
  const { name } = currentAccount()
  return known({ platform: process.platform, hubtrustVersion: VERSION, isRoot: isRoot(), account: name })
}

export function configurationFacts(path: string): Section<Configuration> {
  if (!fileExists(path)) return unknown('not-configured', failure('CONFIG_MISSING', { path }).message)
  return known(readConfiguration(path), { source: path })
}

export async function storeFacts(
  store: CertificateStore,
  { stateFolder }: Configuration,
): Promise<Section<StoreFacts>> {
  const { certificates, problems: found } = await store.lookInTurns()
  const keysFolder = join(stateFolder, 'keys')
  const keys = certificates.flatMap(({ key }) => key.path ?? [])
  const problems = found.map(({ path, problem }) => ({ path, code: problem.code, message: problem.message }))
  const facts = {
    folder: stateFolder,
    certificates,
    pendingRequests: store.pendingRequests().map(({ id, createdAt }) => ({ id, createdAt })),
    problems,
    permissions: permissionsOfAll([keysFolder, ...keys]),
    readOnlyMounts: readOnlyMounts([keysFolder]),
  }
  return known(facts, { source: stateFolder })
}

export interface DirectoryRead {
  readonly section: Section<DirectoryFacts>
  readonly index: TrustIndex | undefined
}

/** Closed again at once: nothing of it is held while others are asked. */
export function directoryFacts({ directory: { kind, path } }: Configuration, clock: Clock): DirectoryRead {
  if (!isRoot() && effectiveAccess(path, currentAccount()).allowed === false && fileExists(path))
    return {
      section: unknown('needs-root', failure('DISK_READ_FAILED', { path, reason: 'EACCES' }).message),
      index: undefined,
    }
  const directory = openEmbeddedDirectory({ path, clock, isReadOnly: true })
  try {
    const index = TrustIndex.build(directory.trustEntries())
    const facts = {
      kind,
      location: path,
      changeNumber: directory.changeNumber(),
      servers: directory.servers(),
      refused: index.refused.map(({ fingerprint, servers }) => ({
        fingerprint,
        servers,
        reason: servers.length > 1 ? 'several servers claim it' : 'it is no SHA-256',
      })),
    }
    return { section: known(facts, { source: path }), index }
  } finally {
    directory.close()
  }
}

/** Of the last 24 hours, at most 500. */
export function eventFacts(configuration: Configuration, clock: Clock): Section<readonly EventRecord[]> {
  const folder = eventsFolder(configuration)
  // Where the folder cannot be entered its files seem not to be there.
  listFolder(folder)
  const since = isoTime(clock.nowMs() - EVENTS_MS)
  const records = readEvents(folder, { limit: EVENTS_MAX }).filter(({ time }) => time >= since)
  return known(records, { source: join(folder, 'events.jsonl') })
}

export async function gatewayFacts(configuration: Configuration): Promise<Section<GatewayFacts>> {
  const path = controlPath(configuration)
  const owner = statOf(path)?.uid
  if (owner !== undefined && !isRoot() && owner !== currentAccount().uid)
    return unseen(
      failure('DISK_READ_FAILED', { path, reason: 'EACCES' }, Object.assign(new Error(), { code: 'EACCES' })),
    )
  const status = await askStatus(configuration)
  if (status === undefined) {
    const installed = installedUnit()
    return known({ running: false, ...(installed === undefined ? {} : { unit: installed }) }, { source: path })
  }
  const { pid, version, startedAt, inUse, listening, directory, sessions } = status
  const { servers, certificates, asOf, isStale, problem } = directory
  const unit = unitOf(pid)
  const facts: GatewayFacts = {
    running: true,
    pid,
    ...(unit === undefined ? {} : { unit }),
    version,
    account: accountNameOf(statOf(`/proc/${pid}`)?.uid ?? owner ?? 0),
    startedAt,
    ...(inUse === undefined ? {} : { inUse }),
    listening,
    directory: { servers, certificates, asOf, isStale, ...(problem === undefined ? {} : { problem }) },
    peers: sessions.peers,
  }
  return known(facts, { source: path })
}
