/** The edge's end, put together from what the daemon has: whom it knows, what it shows, and what is in force here. */
import type { Clock } from '../core/clock.ts'
import type { DirectoryReader } from '../directory/contract.ts'
import { standingOf } from '../directory/edge/admission.ts'
import { readHubs, readSubscriptions, writeHubs } from '../directory/edge/records.ts'
import { EdgeSource } from '../directory/edge/source.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Raise } from '../model/events.ts'
import type { Selection } from '../model/selection.ts'
import type { Trace } from '../model/trace.ts'
import type { Identity } from '../net/tls.ts'
import type { CertificateStore } from '../store/contract.ts'
import type { DirectoryState } from './directory-sync.ts'

export interface EdgeSideOptions {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly raise: Raise
  readonly trace: Trace
  readonly store: CertificateStore
  /** What connections show now. */
  readonly identity: () => Identity | undefined
  readonly selection: () => Selection | undefined
  readonly state: () => DirectoryState
  /** What was pushed; undefined before the first time, and where the copy cannot be read. */
  readonly kept: () => DirectoryReader | undefined
  readonly held: () => readonly string[]
}

/** Undefined where the directory is not pushed from inside. */
export function edgeSourceOf(options: EdgeSideOptions): EdgeSource | undefined {
  const { configuration, clock, raise, trace, state, held } = options
  const { edge: settings } = configuration.directory
  if (settings === undefined) return undefined
  const { name } = configuration.server
  return new EdgeSource({
    ...{ edge: name, settings, place: configuration, clock, raise, trace, held },
    identity: () => shown(options),
    named: () => namedBy(options),
    hubOf: (digest) => hubOf(options, digest),
    onSettled: () => {
      rememberHubs(options)
    },
    state: () => {
      const { asOfMs, isStale } = state()
      const entries = (options.kept()?.servers() ?? []).map(
        ({ name: server, roles, addresses, enabled, certificates }) => ({
          ...{ name: server, roles: [...roles], addresses: [...addresses], enabled },
          fingerprints: certificates.map(({ fingerprint }) => fingerprint),
        }),
      )
      return { entries, asOfMs, isStale, held: held() }
    },
  })
}

/** By what is in force; by what was in force last where that is lost. */
function hubOf({ configuration, kept, state }: EdgeSideOptions, digest: Uint8Array): string | undefined {
  const directory = kept()
  if (directory === undefined) return readHubs(configuration)[Buffer.from(digest).toString('hex').toUpperCase()]
  const hub = state().index?.find(digest)
  const server = hub === undefined ? undefined : directory.server(hub)
  const isHub = server?.enabled === true && server.roles.includes('hub') && hub !== configuration.server.name
  return isHub ? hub : undefined
}

function rememberHubs({ configuration, kept }: EdgeSideOptions): void {
  const hubs = (kept()?.servers() ?? []).filter(({ roles, enabled }) => enabled && roles.includes('hub'))
  const entries: readonly (readonly [string, string])[] = hubs.flatMap(({ name, certificates }) =>
    certificates.map(({ fingerprint }) => [fingerprint, name] as const),
  )
  if (entries.length > 0) writeHubs(configuration, Object.fromEntries<string>(entries))
}

/** Until the inside has published one, the certificate that the token names: another one would be a stranger to it. */
function shown({ configuration, clock, store, state, identity }: EdgeSideOptions): Identity | undefined {
  const own = identity()
  if (own === undefined || state().published.length > 0) return own
  const open = readSubscriptions(configuration).findLast((one) => standingOf(one, clock.nowMs()) === 'open')
  if (open === undefined || open.fingerprint === own.fingerprint) return own
  try {
    const { thumbprint, fingerprint } = store.find(open.fingerprint)
    return {
      thumbprint,
      fingerprint,
      certificateDer: store.certificateDer(thumbprint),
      keyPem: store.keyPem(thumbprint),
    }
  } catch {
    // It is not in the store any more, or its key is not for us: the inside will refuse the other one, and say so.
    return own
  }
}

/** The one in use first, then all that could be used. */
function namedBy({ store, selection }: EdgeSideOptions): readonly Uint8Array[] {
  const decided = selection()
  if (decided === undefined) return []
  const eligible = decided.candidates.filter(({ steps }) =>
    steps.every(({ step, passed }) => passed || step === 'best'),
  )
  const all = [decided.inUse, ...eligible.map(({ fingerprint }) => fingerprint)]
  return [...new Set(all)].flatMap((fingerprint) => {
    try {
      return fingerprint === undefined ? [] : [store.certificateDer(fingerprint)]
    } catch {
      // It was removed since, and the next selection knows.
      return []
    }
  })
}
