/**
 * One line of the table: what was measured, the peer measured beside it in the same rounds, the goal, and whether it holds.
 * Pure. `value` and `peerValue` are medians; `ratio` is the median of the ratios WITHIN each round, since load from
 * elsewhere moves single figures by a third and a pair of neighbours hardly at all. It need not be their quotient.
 */

export interface Row {
  /** The case and what of it: `handshake.cpu`. */
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly peer: string
  readonly peerValue: number
  readonly ratio: number
  /** As read by people: `ratio ≤ 0.5`; `-` when the line is there for information. */
  readonly goal: string
  /** `null` when there is no goal here. */
  readonly holds: boolean | null
}

/** A bound on the ratio to the peer, or on the value itself. */
export interface Goal {
  readonly on: 'ratio' | 'value'
  readonly bound: 'at most' | 'at least'
  readonly limit: number
}

export interface Measured {
  readonly name: string
  readonly unit: string
  /** One figure a round. */
  readonly values: readonly number[]
  readonly peer: string
  /** Of the same rounds, in the same order. */
  readonly peerValues: readonly number[]
  /** Absent: for information. */
  readonly goal?: Goal
}

export function atMost(limit: number, on: Goal['on'] = 'ratio'): Goal {
  return { on, bound: 'at most', limit }
}

export function atLeast(limit: number, on: Goal['on'] = 'ratio'): Goal {
  return { on, bound: 'at least', limit }
}

/** @throws RangeError when nothing was measured, or not in pairs. */
export function rowOf({ name, unit, values, peer, peerValues, goal }: Measured): Row {
  if (values.length !== peerValues.length) throw new RangeError(`${name}: not every round has its peer`)
  const value = median(values)
  const peerValue = median(peerValues)
  const ratio = median(values.map((one, round) => one / (peerValues[round] ?? Number.NaN)))
  return {
    name,
    value: rounded(value),
    unit,
    peer,
    peerValue: rounded(peerValue),
    ratio: rounded(ratio),
    goal: goal === undefined ? '-' : goalText(goal, unit),
    holds: goal === undefined ? null : isMet(goal, goal.on === 'ratio' ? ratio : value),
  }
}

export function isMet({ bound, limit }: Goal, figure: number): boolean {
  return bound === 'at most' ? figure <= limit : figure >= limit
}

export function goalText({ on, bound, limit }: Goal, unit: string): string {
  const sign = bound === 'at most' ? '≤' : '≥'
  return on === 'ratio' ? `ratio ${sign} ${String(limit)}` : `${sign} ${String(limit)} ${unit}`
}

/** @throws RangeError for no figures, or for one that is no number: a failed measurement must not look like a result. */
export function median(figures: readonly number[]): number {
  if (figures.length === 0) throw new RangeError('nothing was measured')
  if (!figures.every((figure) => Number.isFinite(figure))) throw new RangeError('a measurement gave no number')
  const sorted = figures.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** Four significant digits: more would be noise. */
export function rounded(figure: number): number {
  return Number(figure.toPrecision(4))
}
