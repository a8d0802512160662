/**
 * Follows by content synchronization (RFC 4533, refreshAndPersist). What a refresh may conclude is decided here: with no
 * cookie everything is told, so what was not named is gone; with one, the same holds only when a present phase has ended
 * (section 3.3.2). A server that says with a cookie that it names what is gone is not believed: OpenLDAP 2.5.13, killed and
 * started again, leaves out what was deleted before. So which entries are there is asked as well. Before the refresh is done nothing is settled, and a connection lost in between says nothing.
 */
import { createHash } from 'node:crypto'
import type { LdapSettings } from '../../model/configuration.ts'
import type { LdapResult } from '../../net/ldap-stream.ts'
import type { EntryAnswer, LdapAnswer } from '../../wire/ldap-answer.ts'
import * as sync from '../../wire/ldap-sync.ts'
import type { Follow, SourceStep } from '../source.ts'
import { filterOf, mapEntry, SHAPES } from './mapping.ts'
import { badEnd, told, type Opened } from './stream.ts'

/** What a cookie is good for: it belongs to a question, whichever server of the directory answers it. */
function questionOf({ base, mapping, filter }: LdapSettings): string {
  const question = JSON.stringify([base.toLowerCase(), filterOf(mapping, filter)])
  return `sync-${createHash('sha256').update(question).digest('hex').slice(0, 16)}:`
}

/** The server knows less than another one does: it lags behind, or was killed before it wrote down how far it is. */
export class ServerBehind extends Error {}

const UNWILLING = 53
const PRESENT_AT_ONCE = 1_000

/** @throws ServerBehind before anything was told; HubtrustError DIRECTORY_UNREACHABLE */
export async function followSync(opened: Opened, settings: LdapSettings, follow: Follow): Promise<void> {
  const question = questionOf(settings)
  const known = follow.cookie?.startsWith(question) === true ? follow.cookie.slice(question.length) : undefined
  let cookie = known === undefined ? undefined : Buffer.from(known, 'base64')
  const pass = new SyncPass(opened, settings, { follow, question })
  opened.stream.onPause(() => pass.settleChanges())
  opened.stream.stayAlive(() => pass.current())
  for (;;) {
    pass.begin(cookie)
    const result: LdapResult = await told(opened.url, searchOnce(opened, settings, { pass, cookie }))
    if (result.code === UNWILLING && cookie !== undefined && !pass.isRefreshed) throw new ServerBehind(result.text)
    const isToBeginAnew = result.code === sync.SYNC_REFRESH_REQUIRED && (cookie !== undefined || pass.isRefreshed)
    if (!isToBeginAnew) {
      throw badEnd(result, { url: opened.url, base: settings.base })
    }
    cookie = undefined
  }
}

interface Asked {
  readonly pass: SyncPass
  readonly cookie: Buffer | undefined
}

function searchOnce({ stream }: Opened, settings: LdapSettings, { pass, cookie }: Asked): Promise<LdapResult> {
  const { base, mapping, filter } = settings
  const search = { base, scope: 'subtree', filter: filterOf(mapping, filter) } as const
  const control = sync.syncControl({ mode: 'follow', ...(cookie === undefined ? {} : { cookie }) })
  return stream.search({ ...search, attributes: SHAPES[mapping].attributes }, (answer) => pass.take(answer), {
    controls: [control],
  })
}

/** From one beginning of a search to the next. */
class SyncPass {
  readonly #stream: Opened['stream']
  readonly #settings: LdapSettings
  readonly #follow: Follow
  readonly #question: string
  #isWhole = false
  #isChanged = false
  #cookie: Buffer | undefined
  /** Named in a refresh that can still be broken off by e-syncRefreshRequired. */
  #named: Set<string> | undefined
  /** Named in one that was, and not since. */
  #doubtful = new Set<string>()
  /** Gone while it was asked which entries there are; undefined when that is not asked now. */
  #goneMeanwhile: Set<string> | undefined
  isRefreshed = false

  constructor(
    opened: Opened,
    settings: LdapSettings,
    { follow, question }: { readonly follow: Follow; readonly question: string },
  ) {
    this.#stream = opened.stream
    this.#settings = settings
    this.#follow = follow
    this.#question = question
  }

  begin(cookie: Buffer | undefined): void {
    if (!this.isRefreshed && this.#named !== undefined) this.#doubtful = this.#named
    this.#named = cookie === undefined ? undefined : new Set()
    this.#isWhole = cookie === undefined
    this.#isChanged = false
    this.#cookie = undefined
    this.#goneMeanwhile = undefined
    this.isRefreshed = false
  }

  take(answer: LdapAnswer): void | Promise<void> {
    if (answer.kind === 'entry') return this.#entry(answer)
    if (answer.kind === 'intermediate' && answer.name === sync.SYNC_INFO)
      return this.#info(sync.readSyncInfo(answer.value))
  }

  /** Changes that came together are settled together. */
  async settleChanges(): Promise<void> {
    if (this.#isQuiet && this.#isChanged) await this.#settle(false)
  }

  async current(): Promise<void> {
    if (this.#isQuiet && !this.#isChanged) await this.#follow.onStep({ kind: 'current' })
  }

  get #isQuiet(): boolean {
    return this.isRefreshed && this.#goneMeanwhile === undefined
  }

  #entry(answer: EntryAnswer): void | Promise<void> {
    const control = answer.controls.get(sync.SYNC_STATE)
    if (control === undefined) throw new Error('an entry without its state')
    const { state, id, cookie } = sync.readSyncState(control)
    this.#keep(cookie)
    if (state === 'delete') return this.#tell({ kind: 'gone', ids: [id] }, [id])
    if (state === 'present') return this.#tell({ kind: 'present', ids: [id] }, [id])
    // The state's id is the one that counts, whether or not the attribute may be read.
    const attributes = new Map([...answer.attributes, ['entryUUID', [Buffer.from(id)]] as const])
    const { entry } = mapEntry(this.#settings.mapping, answer.dn, attributes)
    if (entry !== undefined) return this.#tell({ kind: 'entry', entry }, [id])
  }

  #info(info: sync.SyncInfo): void | Promise<void> {
    this.#keep(info.cookie)
    if (info.kind === 'ids')
      return this.#tell({ kind: info.refreshDeletes ? 'gone' : 'present', ids: info.ids }, info.ids)
    if (info.kind !== 'phase' || this.isRefreshed) return
    if (info.phase === 'present') this.#isWhole = true
    if (info.isDone) return this.#refreshed()
  }

  async #refreshed(): Promise<void> {
    if (this.#doubtful.size > 0) await this.#follow.onStep({ kind: 'gone', ids: [...this.#doubtful] })
    this.#doubtful = new Set()
    this.#named = undefined
    this.isRefreshed = true
    if (this.#isWhole) await this.#settle(true)
    else this.#askWhatIsThere()
  }

  /** Not awaited: its answers come by the loop that we are called from. A loss of the connection ends that, too. */
  #askWhatIsThere(): void {
    const { base, mapping, filter } = this.#settings
    const found: string[] = []
    const goneMeanwhile = new Set<string>()
    this.#goneMeanwhile = goneMeanwhile
    const search = { base, scope: 'subtree', filter: filterOf(mapping, filter), attributes: ['entryUUID'] } as const
    const take = (answer: LdapAnswer) => {
      if (answer.kind !== 'entry') return
      const id = mapEntry(mapping, answer.dn, answer.attributes).entry?.id
      // Not to be read is not to be gone.
      if (id === undefined) throw new Error('an entry without an entryUUID that may be read')
      found.push(id)
    }
    const last = async ({ code, text }: LdapResult) => {
      if (code !== 0) throw new Error(`the search ended with ${String(code)} ${text}`)
      // Begun anew meanwhile: this answer is about nothing any more.
      if (this.#goneMeanwhile !== goneMeanwhile) return
      this.#goneMeanwhile = undefined
      const ids = found.filter((id) => !goneMeanwhile.has(id))
      for (let at = 0; at < ids.length; at += PRESENT_AT_ONCE)
        await this.#follow.onStep({ kind: 'present', ids: ids.slice(at, at + PRESENT_AT_ONCE) })
      await this.#settle(true)
    }
    this.#stream.search(search, take, { last }).catch(() => {
      // The search that is followed ends by the same trouble, and tells it.
    })
  }

  async #settle(isWhole: boolean): Promise<void> {
    this.#isChanged = false
    const cookie = this.#cookie
    const text = cookie === undefined ? {} : { cookie: `${this.#question}${cookie.toString('base64')}` }
    await this.#follow.onStep({ kind: 'settled', isWhole, ...text })
  }

  #tell(step: SourceStep, ids: readonly string[]): void | Promise<void> {
    this.#isChanged = true
    for (const id of ids) {
      this.#named?.add(id)
      this.#doubtful.delete(id)
      if (step.kind === 'gone') this.#goneMeanwhile?.add(id)
    }
    return this.#follow.onStep(step)
  }

  /** A view until now: the message it is in may be large. */
  #keep(cookie: Buffer | undefined): void {
    if (cookie === undefined) return
    this.#cookie = Buffer.from(cookie)
    this.#isChanged = true
  }
}
