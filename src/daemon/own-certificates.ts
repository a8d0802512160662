/**
 * This server's own certificates: which ones the gateway shows, and the events that say what is wrong with them. Decided
 * by the same selection that `hubtrust cert select` explains, again whenever store, keys, names or directory change.
 */
import { isoTime, type Clock } from '../core/clock.ts'
import { HubtrustError, reasonOf } from '../core/errors.ts'
import { accessStamp } from '../disk/access.ts'
import type { Identities } from '../gateway/trust-view.ts'
import type { StoredCertificate } from '../model/certificate.ts'
import type { Configuration } from '../model/configuration.ts'
import type { EventDraft, Raise } from '../model/events.ts'
import type { Cause } from '../model/findings.ts'
import type { HostNames } from '../model/names.ts'
import type { Selection, SelectionQuestion } from '../model/selection.ts'
import type { Trace } from '../model/trace.ts'
import { collectHostNames, qualifyWithin } from '../net/host-names.ts'
import type { Identity } from '../net/tls.ts'
import type { CertificateStore } from '../store/contract.ts'
import { select } from '../trust/selection.ts'
import { symptoms } from '../trust/symptoms.ts'

/** Permissions change without a word in the folder that is watched. */
const LOOK_MS = 1_000
/** Names of the host and the passing of time. */
const AGAIN_MS = 10 * 60_000
/** Long enough for a second name server to be asked when the first is dead (resolv.conf(5): five seconds each). */
const NAMES_MS = 22_000

export interface OwnOptions {
  readonly configuration: Configuration
  readonly store: CertificateStore
  readonly clock: Clock
  readonly raise: Raise
  readonly trace: Trace
  /** SHA-256 fingerprints published for this server, newest first. */
  readonly published: () => readonly string[]
  readonly onIdentities: (identities: Identities) => void
}

type Direction = 'inbound' | 'outbound'

export class OwnCertificates {
  readonly #options: OwnOptions
  #configuration: Configuration
  #watcher: { close(): void } | undefined
  #timer: NodeJS.Timeout | undefined
  #stamp = ''
  #evaluatedMs = -Infinity
  #selection: Selection | undefined
  #raised = ''
  #own: Readonly<Record<Direction, readonly EventDraft[]>> = { inbound: [], outbound: [] }
  #facts: Omit<SelectionQuestion, 'direction' | 'purpose'> | undefined
  #known = new Map<string, Identity>()
  #inUse: string | undefined
  /** One evaluation at a time; whoever asks meanwhile gets one more. */
  #running: Promise<void> | undefined
  #isAskedAgain = false

  constructor(options: OwnOptions) {
    this.#options = options
    this.#configuration = options.configuration
  }

  /** As it was decided last, for inbound sessions. */
  get selection(): Selection | undefined {
    return this.#selection
  }

  /** Names of this host as they were found last. */
  get hostNames(): HostNames | undefined {
    return this.#facts?.hostNames
  }

  /** What is selected now, by the names found last, and what is wrong with it; with a name: for STARTTLS under it. */
  explain(
    direction: Direction,
    name?: string,
  ): { readonly selection: Selection; readonly events: readonly EventDraft[] } | undefined {
    if (this.#facts === undefined) return undefined
    const { clock, store, published } = this.#options
    const now = { store: store.list(), published: published(), nowIso: isoTime(clock.nowMs()) }
    const purpose = name === undefined ? ({ purpose: 'internal' } as const) : ({ purpose: 'starttls', name } as const)
    return this.#internal({ ...this.#facts, ...now, direction, ...purpose })
  }

  async start(): Promise<void> {
    await this.evaluate()
    const again = (): void => {
      void this.evaluate()
    }
    this.#watcher = this.#options.store.watch(again)
    this.#timer = setInterval(() => {
      const isDue = this.#options.clock.nowMs() - this.#evaluatedMs > AGAIN_MS
      if (isDue || this.#keysStamp() !== this.#stamp) again()
    }, LOOK_MS).unref()
  }

  use(configuration: Configuration): Promise<void> {
    this.#configuration = configuration
    return this.evaluate()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#watcher?.close()
  }

  /** A session needed our certificate: what is wrong with it matters now, and is counted. */
  used(direction: Direction): void {
    for (const draft of this.#own[direction]) this.#options.raise(draft)
  }

  async evaluate(): Promise<void> {
    this.#isAskedAgain = true
    this.#running ??= this.#evaluateWhileAsked().finally(() => {
      this.#running = undefined
    })
    await this.#running
  }

  async #evaluateWhileAsked(): Promise<void> {
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false
      const hostNames = await collectHostNames(this.#configuration.server.hostNames, qualifyWithin(NAMES_MS))
      try {
        this.#decide(hostNames)
      } catch (error) {
        // The store is not readable at the moment: what was decided stays, and the next look tries again.
        this.#options.trace('Common\\Certificate', 'the store cannot be read', () => ({ reason: reasonOf(error) }))
      }
    }
  }

  #decide(hostNames: HostNames): void {
    const { clock, store, published } = this.#options
    const certificates = store.list()
    this.#evaluatedMs = clock.nowMs()
    this.#stamp = this.#keysStamp(certificates)
    const facts = { hostNames, store: certificates, published: published(), nowIso: isoTime(this.#evaluatedMs) }
    this.#facts = facts
    const inbound = this.#internal({ ...facts, direction: 'inbound', purpose: 'internal' })
    const outbound = this.#internal({ ...facts, direction: 'outbound', purpose: 'internal' })
    this.#selection = inbound.selection
    this.#own = { inbound: inbound.events, outbound: outbound.events }
    const names = this.#startTls({ ...facts, direction: 'inbound', purpose: 'starttls' })
    this.#tell([...inbound.events, ...outbound.events, ...names.events])
    this.#show(inbound.selection, names.inUse, certificates)
  }

  #internal(question: SelectionQuestion): { readonly selection: Selection; readonly events: readonly EventDraft[] } {
    const selection = select(question)
    const { server, expiryWarningMs } = this.#configuration
    this.#options.trace('Common\\Certificate', 'selection', () => ({ direction: question.direction, ...selection }))
    return { selection, events: symptoms({ question, selection, serverName: server.name, expiryWarningMs }) }
  }

  /** The certificates of shared connectors, by their names. */
  #startTls(facts: SelectionQuestion): {
    readonly inUse: ReadonlyMap<string, string>
    readonly events: readonly EventDraft[]
  } {
    const { gateway, server, expiryWarningMs } = this.#configuration
    const inUse = new Map<string, string>()
    const events: EventDraft[] = []
    for (const { name: connector, mode, auth, fqdn } of gateway.receive) {
      if (mode !== 'shared' || !auth.includes('tls')) continue
      const question = { ...facts, name: fqdn }
      const selection = select(question)
      if (selection.inUse !== undefined) inUse.set(connector, selection.inUse)
      events.push(...symptoms({ question, selection, serverName: server.name, connector, expiryWarningMs }))
    }
    return { inUse, events }
  }

  /** What is wrong is told when it begins or changes; sessions that suffer from it count it. */
  #tell(events: readonly EventDraft[]): void {
    const different = new Map(events.map((event) => [JSON.stringify(event), event]))
    // The hours that are left pass without anything else having changed.
    const told = [...different.values()].map(({ id, cause, proof }) => JSON.stringify([id, cause, proof])).join()
    if (told === this.#raised) return
    this.#raised = told
    for (const event of different.values()) this.#options.raise(event)
  }

  #show(
    selection: Selection,
    byConnector: ReadonlyMap<string, string>,
    certificates: readonly StoredCertificate[],
  ): void {
    const { onIdentities, raise } = this.#options
    const known = this.#known
    this.#known = new Map()
    const load = (fingerprint: string): Identity | Cause => {
      const identity = known.get(fingerprint) ?? this.#known.get(fingerprint) ?? this.#load(fingerprint, certificates)
      if (typeof identity === 'object') this.#known.set(fingerprint, identity)
      return identity
    }
    const internal = selection.inUse === undefined ? undefined : load(selection.inUse)
    const connectors = new Map<string, Identity>()
    for (const [connector, fingerprint] of byConnector) {
      const identity = load(fingerprint)
      if (typeof identity === 'object') connectors.set(connector, identity)
    }
    const problem = typeof internal === 'string' ? internal : (selection.cause ?? 'selection.none-eligible')
    const identity = typeof internal === 'object' ? internal : undefined
    onIdentities({ internal: identity, byConnector: connectors, problem: identity === undefined ? problem : undefined })
    if (identity !== undefined && identity.fingerprint !== this.#inUse)
      raise({ id: 30005, args: { thumbprint: identity.thumbprint } })
    this.#inUse = identity?.fingerprint
  }

  #load(fingerprint: string, certificates: readonly StoredCertificate[]): Identity | Cause {
    const { store, trace } = this.#options
    const thumbprint =
      certificates.find((certificate) => certificate.fingerprint === fingerprint)?.thumbprint ?? fingerprint
    try {
      return {
        fingerprint,
        thumbprint,
        certificateDer: store.certificateDer(thumbprint),
        keyPem: store.keyPem(thumbprint),
      }
    } catch (error) {
      trace('Common\\Certificate', 'the certificate cannot be loaded', () => ({ thumbprint, reason: reasonOf(error) }))
      return error instanceof HubtrustError && error.code === 'STORE_KEY_MISSING' ? 'key.missing' : 'key.unreadable'
    }
  }

  /** Who owns the key files and who may reach them; changes when somebody turned a permission. */
  #keysStamp(certificates?: readonly StoredCertificate[]): string {
    if (certificates !== undefined) this.#keyPaths = certificates.flatMap(({ key }) => key.path ?? [])
    return this.#keyPaths.map(accessStamp).join('\n')
  }

  #keyPaths: readonly string[] = []
}
