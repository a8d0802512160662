/** The trace of the gateway, for a time: switched on while somebody looks, and off by itself. */
import { failure } from '../core/errors.ts'
import { TRACE_TAGS } from '../model/trace.ts'
import type { HttpAnswer } from '../net/http.ts'
import type { ConsoleHost } from './host.ts'
import { STREAM_HEADERS, written } from './live.ts'

const SECONDS = 300
const WAITING_MAX = 1024 * 1024
const LOOK_MS = 5_000

export interface TraceOrder {
  /** With commas; all when undefined. */
  readonly tags: string | undefined
  readonly seconds: number | undefined
  readonly isWelcome: () => boolean
}

/** @throws HubtrustError CONSOLE_BAD_REQUEST */
export function followTrace(host: ConsoleHost, { tags, seconds = SECONDS, isWelcome }: TraceOrder): HttpAnswer {
  const asked = tags === undefined || tags === '' ? [] : tags.split(',')
  const unknown = asked.find((name) => !TRACE_TAGS.some((tag) => tag === name))
  if (unknown !== undefined)
    throw failure('CONSOLE_BAD_REQUEST', { problem: `tags: "${unknown}" is none of ${TRACE_TAGS.join(', ')}` })
  const wanted = new Set(TRACE_TAGS.filter((tag) => asked.length === 0 || asked.includes(tag)))
  return {
    status: 200,
    headers: STREAM_HEADERS,
    stream: (stream) => {
      stream.write(': tracing\n\n')
      const listener = host.trace(wanted, (line) => {
        if (stream.waitingBytes > WAITING_MAX) stream.cut()
        else stream.write(written('line', line))
      })
      const look = setInterval(() => {
        if (!isWelcome()) stream.cut()
      }, LOOK_MS).unref()
      const deadline = setTimeout(() => {
        stream.write(written('end', { seconds }))
        stream.end()
      }, seconds * 1_000).unref()
      stream.onClose(() => {
        clearInterval(look)
        clearTimeout(deadline)
        listener.close()
      })
    },
  }
}
