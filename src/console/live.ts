/**
 * Live changes, to everybody who follows: each is written once for each language and handed to all. Whoever does not read
 * what waits for it is cut off and comes back by itself; nothing is kept for anybody beyond `WAITING_MAX`.
 */
import { isoTime, type Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import type { Lang } from '../core/text.ts'
import type { EventRecord } from '../model/events.ts'
import type { HttpAnswer, HttpStream } from '../net/http.ts'
import type { LIVE, LiveName } from './contract/events.ts'
import { eventRow, type EventBook } from './event-book.ts'
import type { InferOutput } from 'valibot'

const FOLLOWERS_MAX = 1_000
const FOLLOWERS_OF_ONE_MAX = 12
const WAITING_MAX = 256 * 1024
const ALIVE_MS = 15_000
/** More than this is loaded again more quickly than told one by one. */
const MISSED_MAX = 1_000
const RETRY_MS = 1_000

export const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' } as const

interface Follower {
  readonly stream: HttpStream
  readonly lang: Lang
  readonly key: string
  /** Asked now and then: a session that has ended hears nothing more. */
  readonly isWelcome: () => boolean
}

export interface FollowOrder {
  readonly lang: Lang
  /** Of the session or the token. */
  readonly key: string
  readonly isWelcome: () => boolean
  /** The last event it saw. */
  readonly lastSeen: number | undefined
}

type News<N extends LiveName> = InferOutput<(typeof LIVE)[N]>

export class Live {
  readonly #book: EventBook
  readonly #clock: Clock
  readonly #followers = new Set<Follower>()
  readonly #timer: NodeJS.Timeout

  constructor(book: EventBook, clock: Clock) {
    this.#book = book
    this.#clock = clock
    this.#timer = setInterval(() => {
      this.#alive()
    }, ALIVE_MS).unref()
  }

  get count(): number {
    return this.#followers.size
  }

  /** @throws HubtrustError CONSOLE_TOO_MANY_FOLLOWERS */
  follow({ lang, key, isWelcome, lastSeen }: FollowOrder): HttpAnswer {
    const own = [...this.#followers].filter((follower) => follower.key === key).length
    if (own >= FOLLOWERS_OF_ONE_MAX) throw failure('CONSOLE_TOO_MANY_FOLLOWERS', { count: own })
    if (this.#followers.size >= FOLLOWERS_MAX)
      throw failure('CONSOLE_TOO_MANY_FOLLOWERS', { count: this.#followers.size })
    return {
      status: 200,
      headers: STREAM_HEADERS,
      stream: (stream) => {
        const follower = { stream, lang, key, isWelcome }
        this.#followers.add(follower)
        stream.onClose(() => this.#followers.delete(follower))
        stream.write(this.#greeting(lang, lastSeen))
      },
    }
  }

  #greeting(lang: Lang, lastSeen: number | undefined): string {
    const begin = `retry: ${String(RETRY_MS)}\n\n${this.#aliveText()}`
    if (lastSeen === undefined) return begin
    const missed = this.#book.since(lastSeen)
    if (missed === undefined || missed.length > MISSED_MAX)
      return `${begin}${written('gap', { from: lastSeen }, this.#book.last)}`
    return begin + missed.map((record) => eventText(record, lang)).join('')
  }

  event(record: EventRecord): void {
    this.#tell((lang) => eventText(record, lang))
  }

  tell<N extends Exclude<LiveName, 'event'>>(name: N, news: News<N>): void {
    const text = written(name, news)
    this.#tell(() => text)
  }

  #tell(textIn: (lang: Lang) => string): void {
    const bytes = new Map<Lang, Buffer>()
    for (const { lang, stream } of this.#followers) {
      const known = bytes.get(lang) ?? Buffer.from(textIn(lang))
      bytes.set(lang, known)
      if (stream.waitingBytes > WAITING_MAX) stream.cut()
      else stream.write(known)
    }
  }

  #alive(): void {
    for (const { stream, isWelcome } of this.#followers) if (!isWelcome()) stream.cut()
    const text = this.#aliveText()
    this.#tell(() => text)
  }

  #aliveText(): string {
    return written('alive', { at: isoTime(this.#clock.nowMs()) })
  }

  close(): void {
    clearInterval(this.#timer)
    for (const { stream } of this.#followers) stream.cut()
  }
}

function eventText(record: EventRecord, lang: Lang): string {
  return written('event', eventRow(record, lang), record.sequence)
}

/** JSON holds no line break, so nothing in it can begin a line of its own. */
export function written(name: string, data: unknown, id?: number): string {
  const line = id === undefined ? '' : `id: ${String(id)}\n`
  return `event: ${name}\n${line}data: ${JSON.stringify(data)}\n\n`
}
