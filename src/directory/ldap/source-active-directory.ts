/**
 * Follows Active Directory, AD LDS and Samba. What has changed is asked of the domain controller and what it is now is read
 * anew, so that a right to read is all an account needs. What was deleted is told only to those who may see tombstones, and
 * a move of a container or of a right names nobody: so whenever anything has changed, which entries there are is compared
 * as well, as often as that is cheap. A certificate that was taken away does not outlive that.
 */
import { systemClock } from '../../core/clock.ts'
import type { LdapSettings } from '../../model/configuration.ts'
import { DIRSYNC, NOTIFICATION } from '../../wire/ldap-dirsync.ts'
import type { Follow, SourceEntry } from '../source.ts'
import { changesSince, ChangesRefused, type AdChanges, type AdQuestion } from './ad-changes.ts'
import { readMark, writeMark, type AdMark } from './ad-mark.ts'
import { adServerOf, highestUsn, type AdServer } from './ad-server.ts'
import { AdWake } from './ad-wake.ts'
import { readEntries, readNamed } from './entries.ts'
import { filterOf, mapEntry } from './mapping.ts'
import { readPages, type Opened } from './stream.ts'

/** How far the domain controller is, is asked this often; a notification comes before. */
const LOOK_MS = 1_000
/** Comparing takes at most one part in so many of the time, unless it is due. */
const COMPARE_SHARE = 100
const COMPARE_MIN_MS = 1_000
/** So many times the interval of polling, when nothing has changed at all. */
const COMPARE_IDLE = 10
/** Another domain controller may lag behind the one before: what it does not have yet is not gone. */
const SETTLE_MS = 60_000

interface AdFollow {
  readonly follow: Follow
  /** Another connection to the same server. */
  readonly openAnother: () => Promise<Opened>
}

/** @throws HubtrustError DIRECTORY_UNREACHABLE */
export async function followActiveDirectory(
  opened: Opened,
  settings: LdapSettings,
  { follow, openAnother }: AdFollow,
): Promise<void> {
  const server = await adServerOf(opened, settings.base)
  const wake = new AdWake()
  const following = new AdFollowing({ opened, settings, server }, follow)
  opened.stream.stayAlive(() => undefined)
  try {
    await following.begin()
    if (server.controls.has(NOTIFICATION)) void wake.start(openAnother, server.context)
    for (;;) {
      await following.look()
      await wake.wait(LOOK_MS, follow.signal)
    }
  } finally {
    wake.close()
  }
}

class AdFollowing {
  #question: AdQuestion
  readonly #follow: Follow
  #mark: AdMark = { invocationId: '', usn: 0, cookie: undefined }
  /** By id, what this domain controller stamped them with. */
  #known = new Map<string, string>()
  /** What is not known was told before the mark that was kept, and need not be told again. */
  #isTrusting = false
  #isOwed = true
  #compareAfterMs = 0
  #compareBeforeMs = 0

  constructor(question: AdQuestion, follow: Follow) {
    this.#question = question
    this.#follow = follow
  }

  async begin(): Promise<void> {
    const { settings, server, opened } = this.#question
    const kept = readMark(settings, this.#follow.cookie)
    const isSame = kept?.invocationId === server.invocationId
    // Less than it has counted already: a copy of an older disk.
    const isBack = isSame && (await highestUsn(opened)) < kept.usn
    const isGood = kept !== undefined && !isBack && (isSame || isOfAll(server, kept))
    if (!isGood) return this.#anew()
    this.#isTrusting = true
    if (!isSame) this.#schedule(SETTLE_MS)
    // Else it is settled by comparing, at once: who reads one pass only has read what is missing, too.
    if ((await this.#tellSince(kept)) !== 'anew' && !isSame) await this.#settle(false)
  }

  /** What has changed since the last time. */
  async look(): Promise<void> {
    const usn = await highestUsn(this.#question.opened)
    if (usn < this.#mark.usn) return this.#anew()
    if (usn !== this.#mark.usn) {
      this.#isOwed = true
      const told = await this.#tellSince(this.#mark)
      if (told === 'anew') return
      if (told === 'some') await this.#settle(false)
    }
    const nowMs = systemClock.elapsedMs()
    if (nowMs >= (this.#isOwed ? this.#compareAfterMs : this.#compareBeforeMs)) await this.#compare()
    else if (!this.#isOwed) await this.#follow.onStep({ kind: 'current' })
  }

  /** Not settled yet, unless it had to begin anew. */
  async #tellSince(mark: AdMark): Promise<'some' | 'none' | 'anew'> {
    try {
      const changes = await changesSince(this.#question, mark)
      if (changes.ids.size > 0) await this.#tell(changes)
      this.#mark = changes.mark
      return changes.ids.size > 0 ? 'some' : 'none'
    } catch (error) {
      if (!(error instanceof ChangesRefused)) throw error
      await this.#anew()
      return 'anew'
    }
  }

  async #tell({ ids }: AdChanges): Promise<void> {
    const gone = new Set(ids)
    await this.#read([...ids], (entry) => {
      gone.delete(entry.id)
      this.#known.set(entry.id, entry.stamp)
    })
    for (const id of gone) this.#known.delete(id)
    if (gone.size > 0) await this.#follow.onStep({ kind: 'gone', ids: [...gone] })
  }

  async #read(ids: readonly string[], onEntry: (entry: SourceEntry) => void): Promise<void> {
    const { opened, settings } = this.#question
    await readNamed(opened, settings, {
      ids,
      onEntry: (entry) => {
        onEntry(entry)
        return this.#follow.onStep({ kind: 'entry', entry })
      },
    })
  }

  async #anew(): Promise<void> {
    const startedMs = systemClock.elapsedMs()
    const { opened, settings } = this.#question
    this.#mark = await this.#firstMark()
    this.#known = new Map()
    this.#isTrusting = false
    await readEntries(opened, settings, (entry) => {
      this.#known.set(entry.id, entry.stamp)
      return this.#follow.onStep({ kind: 'entry', entry })
    })
    await this.#settleWhole(startedMs)
  }

  /** An account that DirSync is refused to is told changes in the other way. */
  async #firstMark(): Promise<AdMark> {
    try {
      return (await changesSince(this.#question, undefined)).mark
    } catch (error) {
      const { server } = this.#question
      if (!(error instanceof ChangesRefused) || !server.controls.has(DIRSYNC)) throw error
      const controls = new Set([...server.controls].filter((control) => control !== DIRSYNC))
      this.#question = { ...this.#question, server: { ...server, controls } }
      return (await changesSince(this.#question, undefined)).mark
    }
  }

  /** Which entries there are; those that are not what they were are read again. */
  async #compare(): Promise<void> {
    const startedMs = systemClock.elapsedMs()
    const { opened, settings } = this.#question
    const { base, mapping, filter } = settings
    const found = new Map<string, string>()
    const search = { base, scope: 'subtree', filter: filterOf(mapping, filter) } as const
    await readPages(opened, { ...search, attributes: ['objectGUID', 'uSNChanged'] }, ({ dn, attributes }) => {
      const { entry } = mapEntry(mapping, dn, attributes)
      // Not to be read is not to be gone.
      if (entry === undefined) throw new Error('an entry without an objectGUID that may be read')
      found.set(entry.id, entry.stamp)
    })
    const isAsBefore = ([id, stamp]: readonly [string, string]) =>
      this.#known.has(id) ? this.#known.get(id) === stamp : this.#isTrusting
    const unchanged = [...found].filter(isAsBefore).map(([id]) => id)
    await this.#follow.onStep({ kind: 'present', ids: unchanged })
    await this.#read(
      [...found].filter((one) => !isAsBefore(one)).map(([id]) => id),
      ({ id, stamp }) => found.set(id, stamp),
    )
    this.#known = found
    this.#isTrusting = false
    await this.#settleWhole(startedMs)
  }

  async #settleWhole(startedMs: number): Promise<void> {
    await this.#settle(true)
    const tookMs = systemClock.elapsedMs() - startedMs
    this.#isOwed = false
    const { pollMs } = this.#question.settings
    this.#schedule(Math.min(pollMs, Math.max(COMPARE_MIN_MS, tookMs * COMPARE_SHARE)))
  }

  #schedule(afterMs: number): void {
    const nowMs = systemClock.elapsedMs()
    this.#compareAfterMs = nowMs + afterMs
    this.#compareBeforeMs = nowMs + Math.max(afterMs, this.#question.settings.pollMs * COMPARE_IDLE)
  }

  async #settle(isWhole: boolean): Promise<void> {
    const cookie = writeMark(this.#question.settings, this.#mark)
    await this.#follow.onStep({ kind: 'settled', isWhole, cookie })
  }
}

/** A cookie of DirSync goes on at any domain controller; a count of changes is of one database. */
function isOfAll({ controls }: AdServer, { cookie }: AdMark): boolean {
  return cookie !== undefined && controls.has(DIRSYNC)
}
