/**
 * The facts as checks see them: a section that is known is a value, one that is not ends the check, and the report says
 * what was missing. What follows from several sections (the selection) is made here once, by the gateway's own functions.
 */
import type {
  AccountFacts,
  BackendFacts,
  BalancerFacts,
  ClockFacts,
  ConfigurationFacts,
  DirectoryFacts,
  Evidence,
  Facts,
  GatewayFacts,
  MachineFacts,
  MailServerFacts,
  NameFacts,
  OwnListenerFacts,
  PeerFacts,
  Section,
  SectionName,
  StoreFacts,
} from '../model/facts.ts'
import type { StoredCertificate } from '../model/certificate.ts'
import type { EventRecord } from '../model/events.ts'
import type { PostfixServiceFacts } from '../model/postfix-facts.ts'
import type { Candidate, Selection, SelectionQuestion } from '../model/selection.ts'
import type { Server } from '../model/server.ts'
import { select } from '../trust/selection.ts'

/** Ends a check whose section is unknown; the engine turns it into `not-run`. */
export class MissingSection extends Error {
  readonly section: SectionName

  constructor(section: SectionName) {
    super(section)
    this.section = section
  }
}

type Direction = 'inbound' | 'outbound'

export class View {
  readonly facts: Facts
  readonly nowMs: number
  readonly #read = new Set<SectionName>()
  readonly #selections = new Map<Direction, Selection>()

  constructor(facts: Facts) {
    this.facts = facts
    this.nowMs = Date.parse(facts.takenAt)
  }

  /** Sections that were asked for: a test compares them with what the table says a check needs. */
  get sectionsRead(): ReadonlySet<SectionName> {
    return this.#read
  }

  forgetReading(): void {
    this.#read.clear()
  }

  get machine(): MachineFacts {
    return this.#need('machine', this.facts.machine)
  }
  get configuration(): ConfigurationFacts {
    return this.#need('configuration', this.facts.configuration)
  }
  get names(): NameFacts {
    return this.#need('names', this.facts.names)
  }
  get account(): AccountFacts {
    return this.#need('account', this.facts.account)
  }
  get store(): StoreFacts {
    return this.#need('store', this.facts.store)
  }
  get directory(): DirectoryFacts {
    return this.#need('directory', this.facts.directory)
  }
  get gateway(): GatewayFacts {
    return this.#need('gateway', this.facts.gateway)
  }
  get listeners(): readonly OwnListenerFacts[] {
    return this.#need('listeners', this.facts.listeners)
  }
  get peers(): readonly PeerFacts[] {
    return this.#need('peers', this.facts.peers)
  }
  get backends(): readonly BackendFacts[] {
    return this.#need('backends', this.facts.backends)
  }
  get balancer(): BalancerFacts {
    return this.#need('balancer', this.facts.balancer)
  }
  get clock(): ClockFacts {
    return this.#need('clock', this.facts.clock)
  }
  get events(): readonly EventRecord[] {
    return this.#need('events', this.facts.events)
  }
  get mailServers(): readonly MailServerFacts[] {
    return this.#need('mailServers', this.facts.mailServers)
  }
  get postfixService(): PostfixServiceFacts {
    return this.#need('postfixService', this.facts.postfixService)
  }

  #need<T>(name: SectionName, section: Section<T>): T {
    this.#read.add(name)
    if (section.state === 'unknown') throw new MissingSection(name)
    return section.value
  }

  /** Ends the check unless the section is known: for checks that look at why one is not. */
  require(name: SectionName): void {
    this.#need<unknown>(name, this.facts[name])
  }

  /** Where a section was read, for findings that have nothing nearer. */
  evidenceOf(name: SectionName): readonly Evidence[] {
    const section = this.facts[name]
    return section.state === 'known' ? section.evidence : []
  }

  /** This server's name in the directory. */
  get serverName(): string {
    return this.facts.server ?? this.configuration.server.name
  }

  /** This server as the directory has it. */
  get ownEntry(): Server | undefined {
    const name = this.serverName
    return this.directory.servers.find((server) => server.name === name)
  }

  /** Fingerprints published for this server, newest publication first. */
  get published(): readonly string[] {
    return (this.ownEntry?.certificates ?? [])
      .toSorted((left, right) => right.publishedAt.localeCompare(left.publishedAt))
      .map(({ fingerprint }) => fingerprint)
  }

  question(direction: Direction): SelectionQuestion {
    return {
      direction,
      purpose: 'internal',
      hostNames: this.names.hostNames,
      store: this.store.certificates,
      published: this.published,
      nowIso: this.facts.takenAt,
    }
  }

  selection(direction: Direction): Selection {
    const known = this.#selections.get(direction)
    // Asked again all the same: a check has read these sections also when another one asked first.
    const question = this.question(direction)
    if (known !== undefined) return known
    const selection = select(question)
    this.#selections.set(direction, selection)
    return selection
  }

  certificate(fingerprint: string | undefined): StoredCertificate | undefined {
    return this.store.certificates.find((certificate) => certificate.fingerprint === fingerprint)
  }

  /** The steps of one certificate of the store, as the selection took them. */
  candidate(fingerprint: string): Candidate | undefined {
    return this.selection('inbound').candidates.find((candidate) => candidate.fingerprint === fingerprint)
  }

  /** Certificates of the store that are published for this server. */
  get publishedHere(): readonly StoredCertificate[] {
    return this.published.flatMap((fingerprint) => this.certificate(fingerprint) ?? [])
  }
}
