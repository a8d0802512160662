/** Mail that keeps flowing while people look: one letter at a time around all directions; a deferred one is tried again first. */
import type { Attempt, Lab, OwnLetter } from './lab.ts'
import { pairs, type Pair } from './servers.ts'

const BETWEEN_MS = 2_000

export interface TrafficOptions {
  readonly onAttempt: (pair: Pair, attempt: Attempt, isRetry: boolean) => void
  /** Ends after so many deliveries; without it, when the signal is given. */
  readonly count: number | undefined
  readonly signal: AbortSignal
}

export async function keepSending(lab: Lab, { onAttempt, count = Infinity, signal }: TrafficOptions): Promise<void> {
  const directions = pairs()
  const waiting = new Map<Pair, OwnLetter>()
  let delivered = 0
  for (let turn = 0; delivered < count && !signal.aborted; turn += 1) {
    await pause(BETWEEN_MS, signal)
    if (isOver(signal)) return
    const pair = directions[turn % directions.length]
    if (pair === undefined) return
    const kept = waiting.get(pair)
    const own = kept ?? lab.write(pair)
    const attempt = await lab.deliver(own)
    if (attempt.kind === 'deferred') waiting.set(pair, own)
    else waiting.delete(pair)
    if (attempt.kind === 'delivered') delivered += 1
    if (!isOver(signal)) onAttempt(pair, attempt, kept !== undefined)
  }
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
