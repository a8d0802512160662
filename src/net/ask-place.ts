/** One question to a program of this machine, where it listens; what it says first is the answer. */
import { connect } from 'node:net'
import { reasonOf, systemCode } from '../core/errors.ts'
import type { Place } from '../model/configuration.ts'

const ANSWER_BYTES_MAX = 64 * 1024

export type PlaceAnswer =
  { readonly kind: 'answered'; readonly text: string } | { readonly kind: 'failed'; readonly reason: string }

export interface PlaceQuestion {
  readonly place: Place
  readonly question: string
  /** The answer as soon as it is whole, one character a byte; undefined while more is needed. */
  readonly whole: (text: string) => string | undefined
  /** Milliseconds without a word. */
  readonly withinMs: number
}

/** Never throws: that nobody listens is an answer, too. */
export function askPlace({ place, question, whole, withinMs }: PlaceQuestion): Promise<PlaceAnswer> {
  return new Promise((resolve) => {
    const socket = connect(place.kind === 'file' ? { path: place.path } : { host: place.host, port: place.port })
    let heard = ''
    const settle = (answer: PlaceAnswer): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(withinMs, () => {
      settle({ kind: 'failed', reason: 'no answer in time' })
    })
    socket.once('connect', () => socket.write(question))
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      const text = whole(heard)
      if (text !== undefined) settle({ kind: 'answered', text })
      else if (heard.length > ANSWER_BYTES_MAX) settle({ kind: 'failed', reason: 'it said too much' })
    })
    socket.on('error', (error) => {
      settle({ kind: 'failed', reason: systemCode(error) ?? reasonOf(error) })
    })
    socket.once('close', () => {
      settle({ kind: 'failed', reason: 'it closed without a word' })
    })
  })
}
