/**
 * Follows by content synchronization (RFC 4533, refreshAndPersist). With no cookie everything is told, so what was not
 * named is gone. With one, the server is not believed about what it does not tell: see sync-look.ts. Before the refresh is
 * done nothing is settled, and a connection lost in between says nothing.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../core/clock.ts'
import type { LdapSettings } from '../../model/configuration.ts'
import type { LdapResult } from '../../net/ldap-stream.ts'
import type { EntryAnswer, LdapAnswer } from '../../wire/ldap-answer.ts'
import * as sync from '../../wire/ldap-sync.ts'
import { cookieOfRefresh, cookieWith, csnBefore } from '../../wire/ldap-sync-cookie.ts'
import type { Follow, SourceStep } from '../source.ts'
import { filterOf, mapEntry, SHAPES } from './mapping.ts'
import { badEnd, told, type Opened } from './stream.ts'
import { Look } from './sync-look.ts'

/** What a cookie is good for: it belongs to a question, whichever server of the directory answers it. */
function questionOf({ base, mapping, filter }: LdapSettings): string {
  const question = JSON.stringify([base.toLowerCase(), filterOf(mapping, filter)])
  return `sync-${createHash('sha256').update(question).digest('hex').slice(0, 16)}:`
}

/** The server knows less than another one does: it lags behind, or was killed before it wrote down how far it is. */
export class ServerBehind extends Error {}

const UNWILLING = 53
/** What was changed in so many milliseconds before the newest change is read again. */
const RECENT_MS = 300_000
/** As often as the server was asked whether it is there: every minute. */
const LOOK_EVERY = 12
/** In a large directory less often: looking takes at most one part in so many of the time. */
const LOOK_SHARE = 100

/** @throws ServerBehind before anything was told; HubtrustError DIRECTORY_UNREACHABLE */
export async function followSync(
  opened: Opened,
  settings: LdapSettings,
  { follow, clock }: { readonly follow: Follow; readonly clock: Clock },
): Promise<void> {
  const question = questionOf(settings)
  const known = follow.cookie?.startsWith(question) === true ? follow.cookie.slice(question.length) : undefined
  let cookie = known === undefined ? undefined : Buffer.from(known, 'base64')
  const pass = new SyncPass(opened, settings, { follow, question, clock })
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
  readonly #clock: Clock
  #isChanged = false
  #cookie: Buffer | undefined
  /** Named in a refresh that can still be broken off by e-syncRefreshRequired. */
  #named: Set<string> | undefined
  /** Of these, whatever is to be known of them was told. */
  #told = new Set<string>()
  /** Named in one that was, and not since. */
  #doubtful = new Set<string>()
  /** While it is asked which entries there are. */
  #look: Look | undefined
  #currents = 0
  #lookAfterMs = 0
  isRefreshed = false

  constructor(
    opened: Opened,
    settings: LdapSettings,
    { follow, question, clock }: { readonly follow: Follow; readonly question: string; readonly clock: Clock },
  ) {
    this.#clock = clock
    this.#stream = opened.stream
    this.#settings = settings
    this.#follow = follow
    this.#question = question
  }

  begin(cookie: Buffer | undefined): void {
    if (!this.isRefreshed && this.#named !== undefined) this.#doubtful = this.#named
    this.#named = cookie === undefined ? undefined : new Set()
    this.#told = new Set()
    this.#currents = 0
    this.#isChanged = false
    this.#cookie = cookie
    this.#look?.end()
    this.#look = undefined
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
    if (!this.#isQuiet || this.#isChanged) return
    await this.#follow.onStep({ kind: 'current' })
    this.#currents += 1
    if (this.#currents % LOOK_EVERY === 0 && this.#clock.elapsedMs() >= this.#lookAfterMs)
      this.#lookAround(this.#cookie === undefined ? undefined : csnBefore(this.#cookie, RECENT_MS))
  }

  get #isQuiet(): boolean {
    return this.isRefreshed && this.#look === undefined
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
    if (info.isDone) return this.#refreshed()
  }

  async #refreshed(): Promise<void> {
    if (this.#doubtful.size > 0) await this.#follow.onStep({ kind: 'gone', ids: [...this.#doubtful] })
    this.#doubtful = new Set()
    this.isRefreshed = true
    const isFromCookie = this.#named !== undefined
    this.#named = undefined
    if (isFromCookie) this.#lookAround(undefined)
    // Without a cookie everything was told.
    else await this.#settle(true)
  }

  /** @param recent what was changed at that CSN or later is read again; a refresh has just told it */
  #lookAround(recent: string | undefined): void {
    const sinceMs = this.#clock.elapsedMs()
    const look = new Look({
      ...{ stream: this.#stream, settings: this.#settings, cookie: this.#cookie, told: this.#told, recent },
      onStep: (step) => this.#follow.onStep(step),
      onDone: async () => {
        this.#look = undefined
        await this.#settle(true)
        const nowMs = this.#clock.elapsedMs()
        this.#lookAfterMs = nowMs + LOOK_SHARE * (nowMs - sinceMs)
      },
    })
    this.#told = new Set()
    this.#look = look
    look.start()
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
      if (this.#named !== undefined && step.kind !== 'present') this.#told.add(id)
      this.#doubtful.delete(id)
    }
    this.#look?.note(step, ids)
    return this.#follow.onStep(step)
  }

  #keep(told: Buffer | undefined): void {
    if (told === undefined) return
    const cookie = this.isRefreshed ? cookieWith(this.#cookie, told) : cookieOfRefresh(told)
    if (cookie === undefined) return
    this.#cookie = cookie
    this.#isChanged = true
  }
}
