/**
 * What is there, asked once a server was followed on from a cookie, and now and then while it is followed. OpenLDAP writes
 * down only now and then how far it is (syncprov-checkpoint): killed and started again, 2.5.13 leaves out what was removed
 * before, and counts changes that are on its disk, but later than what it wrote down, as no changes. One that takes its own
 * changes from another server does not tell all of them. So which entries are there is read, and every one that is newer
 * than the cookie, or was changed lately, and was not told meanwhile, is read as a whole.
 */
import type { LdapSettings } from '../../model/configuration.ts'
import type { LdapResult, LdapStream } from '../../net/ldap-stream.ts'
import type { EntryAnswer, LdapAnswer } from '../../wire/ldap-answer.ts'
import { isCovered } from '../../wire/ldap-sync-cookie.ts'
import type { SourceStep } from '../source.ts'
import { filterOf, mapEntry, SHAPES } from './mapping.ts'

/** Entries asked for by one search. */
const READ_AT_ONCE = 100

export interface LookOptions {
  readonly stream: LdapStream
  readonly settings: LdapSettings
  /** How far the refresh came. */
  readonly cookie: Buffer | undefined
  /** The CSN from which on changes are lately. */
  readonly recent: string | undefined
  /** Told by the refresh itself, as whole entries. */
  readonly told: ReadonlySet<string>
  readonly onStep: (step: SourceStep) => void | Promise<void>
  /** What is there was told. */
  readonly onDone: () => void | Promise<void>
}

export class Look {
  readonly #options: LookOptions
  readonly #gone = new Set<string>()
  readonly #told: Set<string>
  readonly #found: string[] = []
  readonly #missed: string[] = []
  #isEnded = false

  constructor(options: LookOptions) {
    this.#options = options
    this.#told = new Set(options.told)
  }

  /** Not awaited: its answers come by the loop that this is called from. A loss of the connection ends it, too. */
  start(): void {
    const take = (answer: LdapAnswer) => {
      if (answer.kind === 'entry') this.#find(answer)
    }
    this.#search({ filter: this.#filter, attributes: ['entryUUID', 'entryCSN'] }, take, () => this.#present())
  }

  /** Begun anew: the answers are about nothing any more. */
  end(): void {
    this.#isEnded = true
  }

  /** What was told meanwhile is newer than what is read. */
  note({ kind }: SourceStep, ids: readonly string[]): void {
    for (const id of kind === 'present' ? [] : ids) {
      this.#told.add(id)
      if (kind === 'gone') this.#gone.add(id)
    }
  }

  get #filter(): string {
    const { mapping, filter } = this.#options.settings
    return filterOf(mapping, filter)
  }

  #search(
    { filter, attributes }: { readonly filter: string; readonly attributes: readonly string[] },
    take: (answer: LdapAnswer) => void | Promise<void>,
    then: () => void | Promise<void>,
  ): void {
    const { stream, settings } = this.#options
    const last = ({ code, text }: LdapResult) => {
      if (code !== 0) throw new Error(`the search ended with ${String(code)} ${text}`)
      return this.#isEnded ? undefined : then()
    }
    stream.search({ base: settings.base, scope: 'subtree', filter, attributes }, take, { last }).catch(() => {
      // The search that is followed ends by the same trouble, and tells it.
    })
  }

  #find({ dn, attributes }: EntryAnswer): void {
    const { settings, cookie, recent } = this.#options
    const { entry } = mapEntry(settings.mapping, dn, attributes)
    // Not to be read is not to be gone.
    if (entry === undefined) throw new Error('an entry without an entryUUID that may be read')
    this.#found.push(entry.id)
    const isNew = cookie !== undefined && !isCovered(entry.stamp, cookie)
    if (isNew || (recent !== undefined && entry.stamp >= recent)) this.#missed.push(entry.id)
  }

  async #present(): Promise<void> {
    await this.#options.onStep({ kind: 'present', ids: this.#found.filter((id) => !this.#gone.has(id)) })
    await this.#readMissed(this.#missed.filter((id) => !this.#told.has(id)))
  }

  #readMissed(ids: readonly string[]): void | Promise<void> {
    if (ids.length === 0) return this.#options.onDone()
    const some = ids.slice(0, READ_AT_ONCE).map((id) => `(entryUUID=${uuidOf(id)})`)
    const { mapping } = this.#options.settings
    const filter = `(&${this.#filter}(|${some.join('')}))`
    this.#search({ filter, attributes: SHAPES[mapping].attributes }, this.#takeEntry, () =>
      this.#readMissed(ids.slice(READ_AT_ONCE)),
    )
  }

  readonly #takeEntry = (answer: LdapAnswer): void | Promise<void> => {
    if (answer.kind !== 'entry' || this.#isEnded) return
    const { entry } = mapEntry(this.#options.settings.mapping, answer.dn, answer.attributes)
    if (entry !== undefined && !this.#told.has(entry.id)) return this.#options.onStep({ kind: 'entry', entry })
  }
}

function uuidOf(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
