/**
 * The directory a configuration names, for whoever is not the gateway. One that is elsewhere is read from the copy on this
 * machine: kept by the running gateway, else brought up to date here.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../core/clock.ts'
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import type { Directory } from '../directory/contract.ts'
import { identityOf, openCopy } from '../directory/copy.ts'
import { lookAtCopy, type CopyState } from '../directory/copy-reading.ts'
import { refreshCopy } from '../directory/copy-refresh.ts'
import { onlyRead } from '../directory/edge/only-read.ts'
import { openEmbeddedDirectory } from '../directory/embedded.ts'
import { LdapDirectory } from '../directory/ldap/directory.ts'
import { LdapWriter } from '../directory/ldap/writer.ts'
import { accountOf, currentAccount } from '../disk/accounts.ts'
import type { Configuration, LdapSettings } from '../model/configuration.ts'
import { askStatus } from './control.ts'
import { accessOf, sourceOf, type Environment } from './directory-source.ts'

/** A whole directory of a hundred thousand servers is read in less. */
const READ_MS = 60_000
const TAKE_OVER_MS = 15_000
/** What is held or refused after so long will not come by itself. */
const OBJECTION_MS = 1_000
const LOOK_AGAIN_MS = 50

export interface OpeningDirectory {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly environment: Environment
  /** Only what is there now: nobody is asked. */
  readonly isQuick?: boolean
  /** The directory elsewhere cannot be read; the copy, so many milliseconds old, is all there is. */
  readonly onOld?: (old: { readonly ageMs: number; readonly reason: string }) => void
}

/** @throws HubtrustError DIRECTORY_* when it cannot be read and there is no copy of it */
export async function openDirectory(opening: OpeningDirectory): Promise<Directory> {
  const { configuration, clock, environment, isQuick = false } = opening
  const { path, ldap, edge } = configuration.directory
  if (ldap === undefined) {
    const embedded = openEmbeddedDirectory({ path, clock })
    return edge === undefined ? embedded : onlyRead(embedded)
  }
  const keeper = new Keeper(opening, ldap)
  if (!isQuick) await keeper.bringUp()
  return new LdapDirectory({
    copy: openEmbeddedDirectory({ path, clock }),
    writer: new LdapWriter({ settings: ldap, access: accessOf(environment) }),
    untilCopied: (name, isSo) => keeper.untilCopied(name, isSo),
  })
}

class Keeper {
  readonly #opening: OpeningDirectory
  readonly #identity: string

  constructor(opening: OpeningDirectory, ldap: LdapSettings) {
    this.#opening = opening
    this.#identity = identityOf(ldap)
  }

  /** @throws HubtrustError when there is no copy, and none can be made */
  async bringUp(): Promise<void> {
    const { clock, onOld } = this.#opening
    const { isSettled, asOfMs } = this.#look()
    try {
      if (!(await this.#isKept())) await this.#refresh()
      else if (!isSettled) await this.#untilRead()
    } catch (error) {
      if (!isSettled || !(error instanceof HubtrustError)) throw error
      onOld?.({ ageMs: clock.nowMs() - asOfMs, reason: error.message })
    }
  }

  async untilCopied(name: string, isSo: () => boolean): Promise<void> {
    const { clock } = this.#opening
    const startMs = clock.elapsedMs()
    const isOver = (withinMs: number) => clock.elapsedMs() - startMs > withinMs
    while (!isSo()) {
      // A server that is read may get the change a moment after the one that took it.
      if (!(await this.#isKept())) await this.#refreshFor(name)
      if (isSo()) return
      const reason = isOver(OBJECTION_MS) ? this.#objection(name) : undefined
      if (reason !== undefined) throw failure('DIRECTORY_NOT_TAKEN_OVER', { name, reason })
      if (isOver(TAKE_OVER_MS))
        throw failure('DIRECTORY_NOT_TAKEN_OVER', { name, reason: 'the copy does not show it yet' })
      await wait(LOOK_AGAIN_MS)
    }
  }

  async #refreshFor(name: string): Promise<void> {
    try {
      await this.#refresh()
    } catch (error) {
      const reason = error instanceof HubtrustError ? error.message : reasonOf(error)
      throw failure('DIRECTORY_NOT_TAKEN_OVER', { name, reason }, error)
    }
  }

  /** Why the copy does not follow the directory for this server. */
  #objection(name: string): string | undefined {
    const { holds, refusals } = this.#look()
    const hold = holds.find((held) => held.name === name)
    if (hold !== undefined) return `the withdrawal is held (${hold.reason})`
    const refusal = refusals.find((refused) => refused.name === name)
    return refusal === undefined ? undefined : `it is refused (${refusal.reason}) ${refusal.other}`.trim()
  }

  /** A gateway of this configuration follows the directory into the copy. */
  async #isKept(): Promise<boolean> {
    return (await askStatus(this.#opening.configuration))?.directory.follow !== undefined
  }

  #look(): CopyState {
    const { configuration, clock } = this.#opening
    return lookAtCopy(configuration.directory.path, { identity: this.#identity, clock })
  }

  /** By the running gateway. */
  async #untilRead(): Promise<void> {
    const { clock, configuration } = this.#opening
    const endsMs = clock.elapsedMs() + READ_MS
    while (!this.#look().isSettled) {
      const problem = (await askStatus(configuration))?.directory.problem
      if (problem !== undefined || clock.elapsedMs() > endsMs)
        throw failure('DIRECTORY_NOT_READ_YET', { reason: problem ?? 'it is being read' })
      await wait(LOOK_AGAIN_MS)
    }
  }

  async #refresh(): Promise<void> {
    const { configuration, clock, environment } = this.#opening
    const source = sourceOf(configuration, environment, clock)
    if (source === undefined) return
    const { path, guard } = configuration.directory
    const owner = keeperOf(configuration)
    const copy = openCopy({ path, clock, guard, identity: this.#identity, ...(owner === undefined ? {} : { owner }) })
    try {
      await refreshCopy({ copy, source, withinMs: READ_MS })
    } finally {
      copy.close()
    }
  }
}

/** As root the copy is made for the account the gateway runs as. */
function keeperOf({ account }: Configuration): { readonly uid: number; readonly gid: number } | undefined {
  return currentAccount().uid === 0 ? accountOf(account) : undefined
}
