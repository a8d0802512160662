/**
 * What stands behind a copy: a replicated directory that tells, in its own order, which servers there are. A source
 * reads and decides nothing; whether a step is taken, held or refused is for the copy.
 */
import type { Role } from '../model/server.ts'

/** A server as a source holds it, not judged yet. */
export interface SourceEntry {
  /** Names the entry for good, through every rename: entryUUID or objectGUID, 32 lower-case hexadecimal digits. */
  readonly id: string
  /** Where it is, for people: the distinguished name. */
  readonly place: string
  /** Another one whenever the entry is another one: entryCSN, uSNChanged. */
  readonly stamp: string
  /** As the source spells it; whether it can be a server's name is for the copy. */
  readonly name: string
  readonly roles: readonly Role[]
  /** `host:port` in the order they are tried. */
  readonly addresses: readonly string[]
  readonly enabled: boolean
  /** DER; whether it parses is for the copy. */
  readonly certificates: readonly Uint8Array[]
  /** When it was changed, by the source's clock, ISO 8601; for the time a change takes to get here. */
  readonly changedAt?: string
}

/**
 * A pass is what stands between two `settled`. Nothing may be concluded from what a pass did not name before it has
 * settled as whole (RFC 4533, section 3.3.2): a connection lost in between says nothing about anybody.
 */
export type SourceStep =
  | { readonly kind: 'entry'; readonly entry: SourceEntry }
  /** Still there, unchanged since the last settled pass. */
  | { readonly kind: 'present'; readonly ids: readonly string[] }
  | { readonly kind: 'gone'; readonly ids: readonly string[] }
  /** `isWhole`: what this pass did not name is not there. `cookie`: where to go on from; absent keeps the one before. */
  | { readonly kind: 'settled'; readonly isWhole: boolean; readonly cookie?: string }
  /** Nothing has changed up to now: the source has just shown that it is there and would have told. */
  | { readonly kind: 'current' }

export interface Follow {
  /** From the last settled pass; one that another source made, or for another question, counts as none. */
  readonly cookie: string | undefined
  /** Awaited before the next one is read, so that a slow disk slows the source and not the memory. */
  readonly onStep: (step: SourceStep) => void | Promise<void>
  /** Nobody has told anything for too long; the source goes on waiting. The next step says that it is over. */
  readonly onMissed?: (reason: string) => void
  readonly signal: AbortSignal
}

export interface Source {
  /** The server that is spoken to, or would be: for people. */
  readonly location: string
  /**
   * Tells everything since the cookie, then every change as it comes, until the signal or trouble ends it.
   *
   * @throws HubtrustError DIRECTORY_UNREACHABLE and others of the directory, when it cannot go on
   */
  follow(follow: Follow): Promise<void>
  /**
   * The entries that are there now and not disabled, read once and anew, from another server of the directory where there
   * is one: the second opinion before many servers are let go at once.
   *
   * @throws HubtrustError DIRECTORY_UNREACHABLE
   */
  census(signal: AbortSignal): Promise<ReadonlySet<string>>
}
