/**
 * The whole story without a terminal: deliver in all directions; break each cause of the article, see its events, see what
 * mail does, repair, deliver again; then take a server out of the directory, see its mail deferred, and see it arrive.
 * Every step that does not come as expected ends it.
 */
import type { Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import type { Lang } from '../core/text.ts'
import { collectFacts } from '../daemon/collect.ts'
import { eventsFolder, readEvents } from '../daemon/event-log.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { eventSentence } from '../model/event-text.ts'
import type { EventRecord } from '../model/events.ts'
import type { Finding, FindingId } from '../model/finding.ts'
import type { Cause } from '../model/findings.ts'
import type { Selection } from '../model/selection.ts'
import { collectHostNames } from '../net/host-names.ts'
import { select } from '../trust/selection.ts'
import { ARTICLE_CAUSES, breakageOf, type Breakage, type Sign } from './breakage.ts'
import { breakIt, repair } from './breaking.ts'
import type { Attempt, Delivery, Lab, OwnLetter } from './lab.ts'
import { pairs, PATIENT, WITNESS, type Pair } from './servers.ts'
import type { Site } from './site.ts'

const SIGN_MS = 60_000
const LOOK_AGAIN_MS = 100
const BOTH_WAYS: readonly Pair[] = [
  { from: PATIENT, to: WITNESS },
  { from: WITNESS, to: PATIENT },
]

/** What is told as it happens. */
export interface Teller {
  delivered(delivery: Delivery): void
  broken(breakage: Breakage): void
  seen(record: EventRecord): void
  diagnosed(server: string, finding: Finding): void
  deferred(pair: Pair, reason: string): void
  repaired(cause: FindingId): void
}

export interface EventSeen {
  readonly server: string
  readonly id: number
  readonly cause: Cause | undefined
  readonly text: string
}

export interface Chapter {
  readonly cause: FindingId
  readonly broken: true
  readonly events: readonly EventSeen[]
  /** What the doctor of that server named first. */
  readonly finding: FindingId
  /** What mail did while it was broken: the certificate in use goes on, or nothing can be shown and the sender waits. */
  readonly mail: 'delivered' | 'deferred'
  readonly repaired: true
  readonly delivered: true
}

export interface Story {
  readonly deliveries: readonly Delivery[]
  readonly causes: readonly Chapter[]
  /** The one in which mail is stopped at the far side. */
  readonly stopped: Chapter & { readonly reason: string }
}

export interface StoryOptions {
  readonly lab: Lab
  readonly site: Site
  readonly clock: Clock
  readonly lang: Lang
  readonly teller: Teller
  /** Letters in each direction. */
  readonly rounds: number
  /** Ends it early. */
  readonly signal: AbortSignal
}

/** @throws HubtrustError LAB_STORY_FAILED */
export async function playStory(options: StoryOptions): Promise<Story> {
  const deliveries: Delivery[] = []
  for (let round = 0; round < options.rounds; round += 1) {
    for (const pair of pairs()) deliveries.push(await mustDeliver(options, options.lab.write(pair)))
  }
  const causes: Chapter[] = []
  for (const breakage of ARTICLE_CAUSES) causes.push(await playCause(options, breakage))
  return { deliveries, causes, stopped: await playStopped(options) }
}

async function mustDeliver({ lab, teller }: StoryOptions, own: OwnLetter): Promise<Delivery> {
  const attempt = await lab.deliver(own)
  const { from, to } = own
  if (attempt.kind !== 'delivered') throw unexpected(`mail from ${from} to ${to} is delivered`, attempt.reason)
  const { delivery } = attempt
  if (delivery.trustedAs !== from)
    throw unexpected(`${to} trusts ${from} by its certificate`, delivery.trustedAs ?? '-')
  teller.delivered(delivery)
  return delivery
}

async function playCause(options: StoryOptions, breakage: Breakage): Promise<Chapter> {
  const { site, teller } = options
  const before = lastSequences(site)
  breakIt(site, breakage)
  teller.broken(breakage)
  const events = await signsOf(options, breakage.signs, before)
  const mail = (await selectionOf(options)).inUse === undefined ? 'deferred' : 'delivered'
  for (const pair of BOTH_WAYS) {
    const { kind } = await tryOnce(options, pair)
    if (kind !== mail)
      throw unexpected(`mail from ${pair.from} to ${pair.to} is ${mail} while ${breakage.cause} is broken`, kind)
  }
  const finding = await findingOf(options, breakage)
  await repairAndSee(options, breakage)
  return { cause: breakage.cause, broken: true, events, finding, mail, repaired: true, delivered: true }
}

/** Trust itself is taken away: mail waits at its sender, and the very letter that waited arrives after the repair. */
async function playStopped(options: StoryOptions): Promise<Story['stopped']> {
  const { site, lab, teller } = options
  const breakage = breakageOf('peer.not-in-directory')
  const before = lastSequences(site)
  breakIt(site, breakage)
  teller.broken(breakage)
  const own = lab.write({ from: PATIENT, to: WITNESS })
  const reason = await until(options, 'mail is deferred with event 1036', async () => {
    const attempt = await lab.deliver(own)
    return attempt.kind === 'deferred' && attempt.reason.includes('1036')
      ? { found: attempt.reason }
      : { seen: seenOf(attempt) }
  })
  teller.deferred(own, reason)
  const events = await signsOf(options, breakage.signs, before)
  const finding = await findingOf(options, breakage)
  repair(site, breakage)
  teller.repaired(breakage.cause)
  await until(options, 'the deferred letter arrives', async () => {
    const attempt = await lab.deliver(own)
    if (attempt.kind !== 'delivered') return { seen: seenOf(attempt) }
    teller.delivered(attempt.delivery)
    return { found: attempt.delivery }
  })
  await deliverBothWays(options)
  return {
    cause: breakage.cause,
    broken: true,
    events,
    finding,
    mail: 'deferred',
    reason,
    repaired: true,
    delivered: true,
  }
}

async function repairAndSee(options: StoryOptions, breakage: Breakage): Promise<void> {
  repair(options.site, breakage)
  options.teller.repaired(breakage.cause)
  const { cause } = await selectionOf(options)
  if (cause !== undefined) throw unexpected('the selection is healthy after the repair', cause)
  await deliverBothWays(options)
}

/** The gateway needs a moment to see what changed; the same letters are tried until they arrive. */
async function deliverBothWays(options: StoryOptions): Promise<void> {
  for (const pair of BOTH_WAYS) {
    const own = options.lab.write(pair)
    await until(options, `mail flows from ${pair.from} to ${pair.to} after the repair`, async () => {
      const attempt = await options.lab.deliver(own)
      if (attempt.kind !== 'delivered') return { seen: seenOf(attempt) }
      options.teller.delivered(attempt.delivery)
      return { found: attempt.delivery }
    })
  }
}

function tryOnce({ lab }: StoryOptions, pair: Pair): Promise<Attempt> {
  return lab.deliver(lab.write(pair))
}

function seenOf(attempt: Attempt): string {
  return attempt.kind === 'delivered' ? 'delivered' : attempt.reason
}

/** The doctor looks at that server as `hubtrust doctor` does, and must name the cause before anything else. */
async function findingOf(options: StoryOptions, { finding: { server, id } }: Breakage): Promise<FindingId> {
  const { site, clock, teller } = options
  return until(options, `the doctor of ${server} names ${id} first`, async () => {
    const facts = await collectFacts({ configurationFile: site.server(server).config, clock, hasPeers: true })
    const [first] = diagnose(facts).findings
    if (first?.id !== id) return { seen: first?.id ?? 'nothing' }
    teller.diagnosed(server, first)
    return { found: first.id }
  })
}

type Sequences = ReadonlyMap<string, number>

function lastSequences(site: Site): Sequences {
  return new Map(site.record.servers.map(({ name }) => [name, recordsOf(site, name, 0).at(-1)?.sequence ?? 0]))
}

function recordsOf(site: Site, server: string, sinceSequence: number): readonly EventRecord[] {
  return readEvents(eventsFolder(site.configuration(server)), { sinceSequence })
}

/** Mail is tried in both directions until every sign is in the event log of its server. */
async function signsOf(
  options: StoryOptions,
  signs: readonly Sign[],
  before: Sequences,
): Promise<readonly EventSeen[]> {
  const expected = signs
    .map(({ server, id, cause }) => `event ${String(id)} of ${server} with cause ${cause}`)
    .join(' and ')
  const records = await until(options, expected, async () => {
    for (const pair of BOTH_WAYS) await tryOnce(options, pair)
    const fresh = new Map(
      options.site.record.servers.map(({ name }) => [name, recordsOf(options.site, name, before.get(name) ?? 0)]),
    )
    const found = signs.map(({ server, id, cause }) =>
      fresh.get(server)?.find((record) => record.id === id && record.cause === cause),
    )
    const whole = found.filter((record) => record !== undefined)
    if (whole.length === signs.length) return { found: whole }
    return {
      seen:
        [...fresh.values()]
          .flat()
          .map(({ id, cause }) => `${String(id)} ${cause ?? ''}`.trim())
          .join(', ') || '-',
    }
  })
  for (const record of records) options.teller.seen(record)
  return records.map((record) => ({
    server: record.server,
    id: record.id,
    cause: record.cause,
    text: eventSentence(record, options.lang),
  }))
}

/** What the server that gets broken would select now, computed by the code that decides at run time. */
async function selectionOf({ site, clock }: StoryOptions): Promise<Selection> {
  return select({
    direction: 'inbound',
    purpose: 'internal',
    hostNames: await collectHostNames(site.configuration(PATIENT).server.hostNames),
    store: site.store(PATIENT).list(),
    published: site.entry(PATIENT).certificates.map(({ fingerprint }) => fingerprint),
    nowIso: new Date(clock.nowMs()).toISOString(),
  })
}

type Look<T> = { readonly found: T } | { readonly seen: string }

async function until<T>({ clock, signal }: StoryOptions, expected: string, look: () => Promise<Look<T>>): Promise<T> {
  const deadlineMs = clock.elapsedMs() + SIGN_MS
  for (;;) {
    const outcome = await look()
    if ('found' in outcome) return outcome.found
    if (signal.aborted || clock.elapsedMs() > deadlineMs) throw unexpected(expected, outcome.seen)
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_AGAIN_MS)
    })
  }
}

function unexpected(expected: string, seen: string): Error {
  return failure('LAB_STORY_FAILED', { expected, seen })
}
