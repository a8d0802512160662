/** Which record numbers of a log were read: as ranges, in whatever order they come, so that what is missing can be told. */

interface Range {
  readonly first: number
  last: number
}

/** Numbers come nearly in order; a log in pieces beyond this is told by its count alone. */
const RANGES_MAX = 20_000

export class RecordNumbers {
  readonly #ranges: Range[] = []
  #count = 0

  get count(): number {
    return this.#count
  }

  add(first: number, last = first): void {
    this.#count += last - first + 1
    const latest = this.#ranges[this.#ranges.length - 1]
    if (latest?.last === first - 1) latest.last = last
    else if (this.#ranges.length < RANGES_MAX) this.#ranges.push({ first, last })
  }

  /** Pairs of numbers that were read with nothing between them. */
  gaps(): readonly { readonly from: number; readonly to: number }[] {
    const ranges = this.#ranges.toSorted((left, right) => left.first - right.first)
    const gaps: { from: number; to: number }[] = []
    let last: number | undefined
    for (const range of ranges) {
      if (last !== undefined && range.first > last + 1) gaps.push({ from: last, to: range.first })
      last = Math.max(last ?? range.last, range.last)
    }
    return gaps
  }
}
