/** Of things that have the same key only the first; the order stays. */
export function firstOfEach<T>(things: readonly T[], keyOf: (thing: T) => string): readonly T[] {
  const seen = new Set<string>()
  return things.filter((thing) => {
    const key = keyOf(thing)
    const isFirst = !seen.has(key)
    seen.add(key)
    return isFirst
  })
}
