/** The only door to time. Everything else is handed a `Clock`, so that a test can hold it still. */
export interface Clock {
  /** Milliseconds since 1970, as the wall clock of this machine says. */
  nowMs(): number
  /** Milliseconds that never go backwards, for measuring how long something took. */
  elapsedMs(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
}

/** A clock that stands still until told otherwise. */
export function stillClock(startIso: string): Clock & { advance(ms: number): void } {
  let nowMs = Date.parse(startIso)
  return {
    nowMs: () => nowMs,
    elapsedMs: () => nowMs,
    advance(ms) {
      nowMs += ms
    },
  }
}

/** An instant as ISO 8601 in UTC with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
