/** The edge's end, put together from what the daemon has: whom it knows, what it shows, and what is in force here. */
import type { Clock } from '../core/clock.ts'
import { standingOf } from '../directory/edge/admission.ts'
import { readSubscriptions } from '../directory/edge/records.ts'
import { EdgeSource } from '../directory/edge/source.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Raise } from '../model/events.ts'
import type { Selection } from '../model/selection.ts'
import type { Server } from '../model/server.ts'
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
  /** What was pushed; none before the first time. */
  readonly servers: () => readonly Server[]
  readonly server: (name: string) => Server | undefined
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
    hubOf: (digest) => {
      const hub = state().index?.find(digest)
      if (hub === undefined || hub === name) return undefined
      const server = options.server(hub)
      return server?.enabled === true && server.roles.includes('hub') ? hub : undefined
    },
    state: () => {
      const { asOfMs, isStale } = state()
      const entries = options.servers().map(({ name: server, roles, addresses, enabled, certificates }) => ({
        ...{ name: server, roles: [...roles], addresses: [...addresses], enabled },
        fingerprints: certificates.map(({ fingerprint }) => fingerprint),
      }))
      return { entries, asOfMs, isStale, held: held() }
    },
  })
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
