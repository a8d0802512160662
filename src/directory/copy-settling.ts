/**
 * From what the source told to what is in force. Only names that something was said about are looked at, and those they
 * share a certificate with; a name that would lose all trust together with many others stays as it is and is held.
 */
import { isoTime, type Clock } from '../core/clock.ts'
import type { GuardSettings } from '../model/configuration.ts'
import { judgeWithdrawal } from './guard.ts'
import type { CopyTables, Hold, HoldCause, InForce, Origin, Refusal } from './copy-tables.ts'

export interface SettlingQuestion {
  readonly names: ReadonlySet<string>
  readonly fingerprints: ReadonlySet<string>
  readonly isWhole: boolean
  /** Servers that lost trust within the window before. */
  readonly recently: number
  /** Names whose loss somebody has confirmed. */
  readonly confirmed: ReadonlySet<string>
  /** The entries that stood for a name until now. */
  readonly gone: ReadonlyMap<string, readonly string[]>
}

export interface Settling {
  readonly isChanged: boolean
  /** Servers that have lost all trust. */
  readonly lost: readonly string[]
  readonly held: readonly Hold[]
  /** Holds that are over because the directory gave trust back, or because the loss was confirmed. */
  readonly released: readonly string[]
  readonly refused: readonly Refusal[]
  readonly trusted: number
}

/** What the source's entries of one name come to. */
interface Wanted {
  readonly name: string
  readonly before: InForce | undefined
  readonly winner: Origin | undefined
  readonly fingerprints: ReadonlySet<string>
  readonly refusals: readonly Refusal[]
}

export interface SettlingGround {
  readonly tables: CopyTables
  readonly clock: Clock
  readonly guard: GuardSettings
}

export function settle(ground: SettlingGround, question: SettlingQuestion): Settling {
  const { tables } = ground
  const names = closure(tables, question)
  const all = [...names].sort().map((name) => wantedOf(ground, name))
  const { frozen, held, lost, trusted } = holdBack(ground, question, all)
  const { applied, remains, taken } = apart(all, frozen)
  const isTaken = takeFrom(tables, remains, taken)
  const isApplied = carryOut(tables, applied)
  const isHeld = new Set(remains.map(({ name }) => name))
  for (const hold of held) if (isHeld.has(hold.name)) tables.putHold(hold)
  const released = release(tables, applied)
  const isChanged = isTaken || isApplied
  if (isChanged) tables.count()
  return { isChanged, lost, held, released, refused: noteRefusals(ground, all), trusted }
}

/**
 * Who becomes as the source says, and who stays. A certificate that stands for another server now has moved, and a server
 * that is left without any is held no longer; it may free others in turn.
 */
function apart(all: readonly Wanted[], frozen: ReadonlySet<string>) {
  const staying = new Set(frozen)
  for (;;) {
    const applied = all.filter(({ name }) => !staying.has(name))
    const remains = all.filter(({ name }) => staying.has(name))
    const taken = new Set(applied.flatMap(({ fingerprints }) => [...fingerprints]))
    const bereft = remains.filter(({ before }) => [...(before?.fingerprints ?? [])].every((one) => taken.has(one)))
    if (bereft.length === 0) return { applied, remains, taken }
    for (const { name } of bereft) staying.delete(name)
  }
}

/** The names, and all others that a change of theirs can reach: over a certificate that several claim. */
function closure(tables: CopyTables, { names, fingerprints }: SettlingQuestion): ReadonlySet<string> {
  const found = new Set<string>()
  const seen = new Set<string>()
  const open = [...names]
  const follow = (fingerprint: string): void => {
    if (seen.has(fingerprint)) return
    seen.add(fingerprint)
    for (const { name } of tables.claimers(fingerprint)) open.push(name)
    const owner = tables.owner(fingerprint)
    if (owner !== undefined) open.push(owner)
  }
  for (const fingerprint of fingerprints) follow(fingerprint)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === '' || found.has(name)) continue
    found.add(name)
    for (const fingerprint of tables.inForce(name)?.fingerprints ?? []) follow(fingerprint)
    for (const { id } of tables.originsNamed(name)) {
      for (const claim of tables.claimsOf(id)) if (claim.fault === undefined) follow(claim.fingerprint)
    }
  }
  return found
}

function wantedOf(ground: SettlingGround, name: string): Wanted {
  const { tables, clock } = ground
  const [winner, ...others] = tables.originsNamed(name)
  const before = tables.inForce(name)
  if (winner === undefined) return { name, before, winner, fingerprints: new Set(), refusals: [] }
  const at = isoTime(clock.nowMs())
  const refusals: Refusal[] = others.map(({ id, place }) => ({
    ...{ origin: id, fingerprint: '', reason: 'same-name', name, place, other: winner.place, at },
  }))
  const fingerprints = new Set<string>()
  for (const { fingerprint, fault } of tables.claimsOf(winner.id)) {
    const rivals = fault === undefined ? rivalsOf(tables, fingerprint, name) : []
    if (fault === undefined && rivals.length === 0) fingerprints.add(fingerprint)
    else {
      const reason = fault ?? 'two-servers'
      const { id, place } = winner
      refusals.push({ origin: id, fingerprint, reason, name, place, other: rivals.join(', '), at })
    }
  }
  return { name, before, winner, fingerprints, refusals }
}

/** Other servers that a certificate is published for. An entry that stands for no server does not count. */
function rivalsOf(tables: CopyTables, fingerprint: string, own: string): readonly string[] {
  return tables
    .claimers(fingerprint)
    .filter(({ id, name }) => name !== own && tables.originsNamed(name)[0]?.id === id)
    .map(({ name }) => name)
}

function isTrusted(server: Pick<InForce, 'enabled' | 'fingerprints'> | undefined): boolean {
  return server?.enabled === true && server.fingerprints.size > 0
}

function isLost({ before, winner, fingerprints }: Wanted): boolean {
  return isTrusted(before) && !isTrusted(winner && { enabled: winner.enabled, fingerprints })
}

function holdBack(ground: SettlingGround, question: SettlingQuestion, all: readonly Wanted[]) {
  const { tables, guard, clock } = ground
  const { isWhole, recently, confirmed, gone } = question
  const holding = tables.holdNames()
  const moved = new Set(all.flatMap(({ winner, fingerprints }) => (winner?.enabled === true ? [...fingerprints] : [])))
  const losing = all.filter((wanted) => isLost(wanted) && !confirmed.has(wanted.name))
  // Under another name the certificates stay in force: nothing is lost.
  const isElsewhere = ({ before }: Wanted) => [...(before?.fingerprints ?? [])].every((one) => moved.has(one))
  const fresh = losing.filter((wanted) => !holding.has(wanted.name) && !isElsewhere(wanted))
  const isMany = fresh.length + recently > 1
  const trusted = isMany ? tables.trustedCount() : 0
  const reason = isMany ? judgeWithdrawal({ losing: fresh.length, recently, trusted, isWhole }, guard) : undefined
  const at = isoTime(clock.nowMs())
  const held: readonly Hold[] =
    reason === undefined
      ? []
      : fresh.map((wanted) => ({
          ...{ name: wanted.name, origins: standing(wanted, gone), cause: causeOf(wanted), reason, at },
        }))
  const frozen = new Set([
    ...held.map(({ name }) => name),
    ...losing.flatMap(({ name }) => (holding.has(name) ? [name] : [])),
  ])
  const lost = all.flatMap((wanted) =>
    isLost(wanted) && !frozen.has(wanted.name) && !isElsewhere(wanted) ? [wanted.name] : [],
  )
  return { frozen, held, lost, trusted }
}

function standing({ name, winner }: Wanted, gone: SettlingQuestion['gone']): readonly string[] {
  return winner === undefined ? (gone.get(name) ?? []) : [winner.id]
}

function causeOf({ winner, refusals }: Wanted): HoldCause {
  if (winner === undefined) return 'gone'
  if (!winner.enabled) return 'disabled'
  return refusals.some(({ origin }) => origin === winner.id) ? 'refused' : 'no-certificate'
}

function takeFrom(tables: CopyTables, remains: readonly Wanted[], taken: ReadonlySet<string>): boolean {
  let isTaken = false
  for (const { name, before } of remains) {
    for (const fingerprint of before?.fingerprints ?? []) {
      if (!taken.has(fingerprint)) continue
      tables.withdraw(name, fingerprint)
      isTaken = true
    }
  }
  return isTaken
}

/** First everything goes that has to, then what comes finds its place free. */
function carryOut(tables: CopyTables, applied: readonly Wanted[]): boolean {
  const changed = applied.filter(isOther)
  for (const { name, before, fingerprints } of changed) {
    for (const one of before?.fingerprints ?? []) if (!fingerprints.has(one)) tables.withdraw(name, one)
  }
  for (const { name, before, winner, fingerprints } of changed) {
    if (winner === undefined) tables.dropServer(name)
    else {
      tables.putServer(winner)
      tables.takeUp(
        name,
        [...fingerprints].filter((one) => before?.fingerprints.has(one) !== true),
      )
    }
  }
  return changed.length > 0
}

function isOther({ before, winner, fingerprints }: Wanted): boolean {
  if (before === undefined || winner === undefined) return before !== winner
  return (
    before.enabled !== winner.enabled ||
    before.roles !== winner.roles ||
    before.addresses !== winner.addresses ||
    before.fingerprints.size !== fingerprints.size ||
    [...fingerprints].some((one) => !before.fingerprints.has(one))
  )
}

function release(tables: CopyTables, applied: readonly Wanted[]): readonly string[] {
  const holding = tables.holdNames()
  const released = applied.map(({ name }) => name).filter((name) => holding.has(name))
  for (const name of released) tables.dropHold(name)
  return released
}

/** Those that were not known before. */
function noteRefusals({ tables }: SettlingGround, all: readonly Wanted[]): readonly Refusal[] {
  const fresh: Refusal[] = []
  for (const { name, refusals } of all) {
    for (const { id } of tables.originsNamed(name)) {
      const own = refusals.filter(({ origin }) => origin === id)
      const known = tables.refusalsOf(id)
      const isKnown = (one: Refusal) =>
        known.find(({ fingerprint, reason, other }) => {
          return fingerprint === one.fingerprint && reason === one.reason && other === one.other
        })
      fresh.push(...own.filter((one) => isKnown(one) === undefined))
      tables.replaceRefusals(
        id,
        own.map((one) => isKnown(one) ?? one),
      )
    }
  }
  return fresh
}
