/** One page of a list that is in memory. */
export interface PageWish<T> {
  /** The key of the last item shown. */
  readonly after: string | undefined
  readonly limit: number
  readonly keyOf: (item: T, at: number) => string
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
  readonly total: number
}

/** Begins again where the last item shown is no longer there. */
export function pageIn<T>(list: readonly T[], { after, limit, keyOf }: PageWish<T>): Page<T> {
  const from = after === undefined ? 0 : list.findIndex((item, at) => keyOf(item, at) === after) + 1
  const items = list.slice(from, from + limit)
  const last = items.at(-1)
  const isMore = last !== undefined && from + items.length < list.length
  return { items, total: list.length, ...(isMore ? { next: keyOf(last, from + items.length - 1) } : {}) }
}
