/** Bars over time. Drawn by uPlot for the eye; the same numbers are a table for those who listen. */
import { useEffect, useRef, type ReactNode } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useManner } from '../manner.tsx'
import { colourOf } from '../map/colours.ts'
import { localeOf } from './when.tsx'

export interface Series {
  readonly label: string
  /** A custom property of the style sheet: `--bad`. */
  readonly colour: string
  readonly values: readonly number[]
}

interface ChartProps {
  readonly label: string
  /** Where each bar begins, in Unix milliseconds. */
  readonly times: readonly number[]
  /** Stacked, the first at the bottom. */
  readonly series: readonly Series[]
  readonly children: ReactNode
}

const HEIGHT = 150
const BAR = 0.86
const MAX_BAR_PX = 40

/** Each series on top of those before it, the tallest first, so that it is drawn behind. */
function stacked(series: readonly Series[]): readonly Series[] {
  const tops: Series[] = []
  let below: readonly number[] = []
  for (const each of series) {
    below = each.values.map((value, at) => value + (below[at] ?? 0))
    tops.unshift({ ...each, values: below })
  }
  return tops
}

function optionsOf({
  label,
  series,
  width,
  locale,
}: {
  label: string
  series: readonly Series[]
  width: number
  locale: string
}): uPlot.Options {
  const axis = {
    stroke: colourOf('--ink-soft'),
    grid: { stroke: colourOf('--line'), width: 1 },
    ticks: { show: false },
  }
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' })
  const DAY_S = 86_400
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        values: (_, splits, ___, ____, increment) =>
          splits.map((at) => (increment >= DAY_S ? day : clock).format(new Date(at * 1_000))),
      },
      { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000] },
    ],
    series: [
      { label },
      ...series.map((each) => ({
        label: each.label,
        fill: colourOf(each.colour),
        width: 0,
        points: { show: false },
        ...(uPlot.paths.bars === undefined ? {} : { paths: uPlot.paths.bars({ size: [BAR, MAX_BAR_PX] }) }),
      })),
    ],
  }
}

export function TimeBars({ label, times, series, children }: ChartProps) {
  const { lang, theme } = useManner()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = place.current
    if (box === null) return
    const shown = stacked(series)
    const locale = localeOf(lang)
    const data: uPlot.AlignedData = [times.map((at) => at / 1_000), ...shown.map(({ values }) => [...values])]
    const plot = new uPlot(optionsOf({ label, series: shown, width: box.clientWidth, locale }), data, box)
    const sizes = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }))
    sizes.observe(box)
    return () => {
      sizes.disconnect()
      plot.destroy()
    }
  }, [label, times, series, lang, theme])
  return (
    <figure className="chart" aria-label={label}>
      <div ref={place} aria-hidden="true" />
      <ul className="legend">
        {series.map((each) => (
          <li key={each.label}>
            <span className={`swatch ${each.colour.slice(2)}`} aria-hidden="true" />
            {each.label}
          </li>
        ))}
      </ul>
      <div className="unseen">{children}</div>
    </figure>
  )
}
