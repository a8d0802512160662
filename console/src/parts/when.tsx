/** Times and spans in the reader's language and time zone; the exact one is in the title. */
import { useEffect, useState } from 'react'
import type { Lang } from '../../../src/core/text.ts'
import { useManner } from '../manner.tsx'

const STEPS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const

/** Of times, numbers and controls. */
export const localeOf = (lang: Lang): string => (lang === 'ja' ? 'ja-JP' : 'en-GB')

export function dateTime(lang: Lang, at: string | number): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'medium' }
  return new Intl.DateTimeFormat(localeOf(lang), options).format(new Date(at))
}

export function timeOf(lang: Lang, at: string | number): string {
  return new Intl.DateTimeFormat(localeOf(lang), { timeStyle: 'medium' }).format(new Date(at))
}

export function dayOf(lang: Lang, at: string | number): string {
  return new Intl.DateTimeFormat(localeOf(lang), { dateStyle: 'medium' }).format(new Date(at))
}

/** `3 minutes ago`, `in 2 days`. */
export function relative(lang: Lang, at: string | number, nowMs: number): string {
  const ms = new Date(at).getTime() - nowMs
  const step = STEPS.find((each) => Math.abs(ms) >= each.ms) ?? STEPS[3]
  const format = new Intl.RelativeTimeFormat(localeOf(lang), { numeric: 'auto' })
  return format.format(Math.trunc(ms / step.ms), step.unit)
}

/** `350 ms`, `12 seconds`, `3 hours`. */
export function span(lang: Lang, ms: number): string {
  const step = STEPS.find((each) => ms >= each.ms)
  if (step === undefined) return `${String(Math.round(ms))} ms`
  const options = { style: 'unit', unit: step.unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const
  return new Intl.NumberFormat(localeOf(lang), options).format(Math.floor(ms / step.ms))
}

/** Now, as Unix milliseconds, again every so often. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

const FRESH_MS = 10_000

export function Ago({ at }: { readonly at: string }) {
  const { lang } = useManner()
  const now = useNow(FRESH_MS)
  return (
    <time dateTime={at} title={dateTime(lang, at)}>
      {relative(lang, at, Math.max(now, new Date(at).getTime()))}
    </time>
  )
}

export function At({ at }: { readonly at: string }) {
  const { lang } = useManner()
  return (
    <time dateTime={at} title={at}>
      {dateTime(lang, at)}
    </time>
  )
}

/** A day that may lie ahead, with the days until then. */
export function Day({ at }: { readonly at: string }) {
  const { lang } = useManner()
  const now = useNow(FRESH_MS)
  return (
    <time dateTime={at} title={dateTime(lang, at)}>
      {dayOf(lang, at)} ({relative(lang, at, now)})
    </time>
  )
}
