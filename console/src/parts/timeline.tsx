/** When what ends: a bar for each certificate on one axis of time, with today on it. Every row says its date in words, too. */
import { useManner, useSay } from '../manner.tsx'
import { Day, dayOf, useNow } from './when.tsx'

export interface Span {
  readonly id: string
  readonly name: string
  readonly from?: string
  readonly to: string
}

const DAY_MS = 86_400_000
const BEFORE_MS = 30 * DAY_MS
/** What lies farther ahead than two years is cut, so that the next months can be told apart. */
const LONGEST_MS = 730 * DAY_MS
const SOON_MS = 30 * DAY_MS
const WIDTH = 1_000
const MARKS = 4
const FRESH_MS = 60_000

interface Axis {
  readonly fromMs: number
  readonly toMs: number
}

function axisOf(spans: readonly Span[], nowMs: number): Axis {
  const last = Math.max(nowMs + SOON_MS, ...spans.map(({ to }) => Date.parse(to)))
  return { fromMs: nowMs - BEFORE_MS, toMs: Math.min(last, nowMs + LONGEST_MS) }
}

const placeOn = ({ fromMs, toMs }: Axis, ms: number): number =>
  Math.round(Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs))) * WIDTH)

function lookOf(to: string, nowMs: number): string {
  const left = Date.parse(to) - nowMs
  if (left <= 0) return 'bad'
  return left < SOON_MS ? 'warn' : 'good'
}

export function Timeline({ label, spans }: { readonly label: string; readonly spans: readonly Span[] }) {
  const { lang } = useManner()
  const say = useSay()
  const now = useNow(FRESH_MS)
  const axis = axisOf(spans, now)
  const sorted = spans.toSorted((a, b) => Date.parse(a.to) - Date.parse(b.to))
  const step = (axis.toMs - axis.fromMs) / MARKS
  return (
    <div className="timeline">
      <ul aria-label={label}>
        {sorted.map(({ id, name, from, to }) => {
          const start = placeOn(axis, from === undefined ? axis.fromMs : Date.parse(from))
          const end = placeOn(axis, Date.parse(to))
          return (
            <li key={id}>
              <span className="who">{name}</span>
              <svg viewBox={`0 0 ${String(WIDTH)} 16`} preserveAspectRatio="none" aria-hidden="true">
                <rect className="track" x="0" y="6" width={WIDTH} height="4" />
                <rect className={lookOf(to, now)} x={start} y="3" width={Math.max(6, end - start)} height="10" />
                <rect className="today" x={placeOn(axis, now)} y="0" width="2" height="16" />
              </svg>
              <span className="until">
                <Day at={to} />
              </span>
            </li>
          )
        })}
      </ul>
      <p className="axis soft small" aria-hidden="true">
        {Array.from({ length: MARKS + 1 }, (_, at) => (
          <span key={at}>{dayOf(lang, axis.fromMs + at * step)}</span>
        ))}
      </p>
      <p className="soft small">{say('certificates.today')}</p>
    </div>
  )
}
