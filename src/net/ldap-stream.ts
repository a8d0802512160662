/**
 * A connection of LDAP on which answers are handed on as they come: searches that never end, and intermediate answers
 * (RFC 4511, section 4.13). Nothing is read while somebody still works on what was read before, so that a slow disk slows
 * the server and not the memory. A server that is silent is asked for its root entry; one that stays silent is given up.
 */
import type { Socket } from 'node:net'
import { AnswerReader, type LdapAnswer } from '../wire/ldap-answer.ts'
import { encodeChange, encodeWhoAmI, type LdapChange } from '../wire/ldap-change.ts'
import type { LdapControl } from '../wire/ldap-control.ts'
import {
  encodeExternalBind,
  encodeSearch,
  encodeSimpleBind,
  encodeUnbind,
  type LdapSearch,
} from '../wire/ldap-request.ts'
import type { Secret } from '../core/secret.ts'
import { ignoreErrors } from './socket.ts'

export interface LdapStreamOptions {
  /** Milliseconds a simple question may take, and a server may stay silent when asked whether it is there. */
  readonly withinMs: number
  /** How often it is asked. */
  readonly aliveMs: number
  readonly signal: AbortSignal
}

export type LdapResult = Extract<LdapAnswer, { readonly kind: 'result' }>
type Taker = (answer: LdapAnswer) => void | Promise<void>

interface SearchOptions {
  readonly controls?: readonly LdapControl[]
  readonly last?: Last
}

type Last = (result: LdapResult) => void | Promise<void>

interface Asking {
  readonly take?: Taker
  readonly last?: Last
  readonly withinMs?: number
}

interface Waiting {
  readonly take: Taker
  readonly fail: (error: Error) => void
}

const ROOT: LdapSearch = { base: '', scope: 'base', filter: '(objectClass=*)', attributes: ['1.1'] }
const UNSOLICITED = 0
const ID_MAX = 2 ** 31 - 1

/** Every promise it gave is refused once the connection is lost, the signal came or it was closed. */
export class LdapStream {
  readonly #socket: Socket
  readonly #options: LdapStreamOptions
  readonly #reader = new AnswerReader()
  readonly #waiting = new Map<number, Waiting>()
  readonly #onAbort = () => {
    this.close()
  }
  #id = 0
  #isBusy = false
  #ended: Error | undefined
  /** Everything that came so far was handed on. */
  #onPause: () => void | Promise<void> = () => undefined

  constructor(socket: Socket, options: LdapStreamOptions) {
    this.#socket = socket
    this.#options = options
    ignoreErrors(socket)
    if (options.signal.aborted) this.close()
    else options.signal.addEventListener('abort', this.#onAbort, { once: true })
    void this.#read()
  }

  bindSimple(dn: string, password: Secret): Promise<LdapResult> {
    return this.#ask((id) => encodeSimpleBind(id, dn, password.reveal()), { withinMs: this.#options.withinMs })
  }

  bindExternal(): Promise<LdapResult> {
    return this.#ask(encodeExternalBind, { withinMs: this.#options.withinMs })
  }

  /** What came of it is the result's to say. */
  change(change: LdapChange, controls: readonly LdapControl[] = []): Promise<LdapResult> {
    return this.#ask((id) => encodeChange(id, change, controls), { withinMs: this.#options.withinMs })
  }

  /** RFC 4532: `value` says who we are to the server, empty for nobody. */
  whoAmI(): Promise<LdapResult> {
    return this.#ask(encodeWhoAmI, { withinMs: this.#options.withinMs })
  }

  /**
   * Resolves at the end of the search; everything before it goes to `take`. Of itself it may take any time. `last` is
   * called at the end, before anything behind it is read.
   */
  search(search: LdapSearch, take: Taker, { controls = [], last }: SearchOptions = {}): Promise<LdapResult> {
    return this.#ask((id) => encodeSearch(id, search, controls), { take, ...(last === undefined ? {} : { last }) })
  }

  /** Until the connection ends: asks the server whether it is there, and calls `onAlive` when it was. */
  stayAlive(onAlive: () => void | Promise<void>): void {
    const timer = setInterval(() => {
      if (this.#ended !== undefined) clearInterval(timer)
      else this.#askAlive(onAlive)
    }, this.#options.aliveMs)
  }

  onPause(work: () => void | Promise<void>): void {
    this.#onPause = work
  }

  close(): void {
    if (this.#ended === undefined && this.#socket.writable) this.#socket.write(encodeUnbind(this.#nextId()))
    this.#end(new Error('closed'))
  }

  #nextId(): number {
    this.#id = this.#id === ID_MAX ? 1 : this.#id + 1
    return this.#id
  }

  #askAlive(onAlive: () => void | Promise<void>): void {
    const encode = (id: number) => encodeSearch(id, ROOT)
    this.#ask(encode, { withinMs: this.#options.withinMs, last: onAlive }).catch((error: unknown) => {
      this.#end(error instanceof Error ? error : new Error(String(error)))
    })
  }

  #ask(encode: (id: number) => Buffer, { take, last, withinMs }: Asking): Promise<LdapResult> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended)
        return
      }
      const id = this.#nextId()
      const timer = withinMs === undefined ? undefined : this.#deadline(withinMs)
      const settle = () => {
        clearInterval(timer)
        this.#waiting.delete(id)
      }
      this.#waiting.set(id, {
        take: (answer) => {
          if (answer.kind !== 'result') return take?.(answer)
          settle()
          resolve(answer)
          return last?.(answer)
        },
        fail: (error) => {
          settle()
          reject(error)
        },
      })
      this.#socket.write(encode(id))
    })
  }

  /** The time in which we ourselves are at work does not count. */
  #deadline(withinMs: number): NodeJS.Timeout {
    let isBusyBefore = false
    return setInterval(() => {
      if (!this.#isBusy && !isBusyBefore) this.#end(new Error('the server does not answer'))
      isBusyBefore = this.#isBusy
    }, withinMs)
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#socket) {
        if (!Buffer.isBuffer(chunk)) continue
        this.#isBusy = true
        this.#reader.push(chunk)
        await this.#handOn()
        await this.#onPause()
        this.#isBusy = false
      }
      this.#end(new Error('the server closed the connection'))
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)))
    }
  }

  async #handOn(): Promise<void> {
    for (let answer = this.#reader.next(); answer !== undefined; answer = this.#reader.next()) {
      if (this.#ended !== undefined) return
      if (answer.id === UNSOLICITED && answer.kind === 'result')
        throw new Error(`the server says good-bye: ${answer.text}`)
      // Waiting for what is no promise would cost a turn for each of a hundred thousand entries.
      const work = this.#waiting.get(answer.id)?.take(answer)
      if (work !== undefined) await work
    }
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return
    this.#ended = error
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    for (const { fail } of [...this.#waiting.values()]) fail(error)
    this.#socket.destroySoon()
  }
}
