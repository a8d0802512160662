/** Times of Windows: 100 nanoseconds since 1601, and seconds since 1970. Undefined where the bytes hold no time of our days. */
import { isoTime } from '../core/clock.ts'

const EPOCH_MS = 11_644_473_600_000
const HIGH = 2 ** 32
const TICKS_A_MS = 10_000
/** 1990 and 2200: outside of it the bytes were not a time. */
const EARLIEST_MS = 631_152_000_000
const LATEST_MS = 7_258_118_400_000

/** Milliseconds since 1970. */
export function msOfFiletime(low: number, high: number): number | undefined {
  const ms = (high * HIGH + low) / TICKS_A_MS - EPOCH_MS
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : undefined
}

export function isoOfFiletime(low: number, high: number): string | undefined {
  return isoOfMs(msOfFiletime(low, high))
}

/** With all of its digits, as event logs print it: `2025-06-03T00:46:01.9935829Z`. */
export function textOfFiletime(low: number, high: number): string {
  const iso = isoOfFiletime(low, high)
  if (iso === undefined) return ''
  const ticks = (BigInt(high) * BigInt(HIGH) + BigInt(low)) % 10_000_000n
  return `${iso.slice(0, 20)}${String(ticks).padStart(7, '0')}Z`
}

export function isoOfSeconds(seconds: number): string | undefined {
  const ms = seconds * 1_000
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? isoTime(ms) : undefined
}

export function isoOfMs(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoTime(Math.trunc(ms))
}

/** Of a time in ISO 8601, which may have more digits than JavaScript keeps. */
export function msOfTime(text: string): number | undefined {
  const ms = Date.parse(text)
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : undefined
}
