/** Interleaving: A B C, A B C, … with one round first that does not count, so that what is slow for everybody is slow in every ratio. */

export interface Rounds {
  readonly count: number
  /** Told before each round; 0 is the one that does not count. */
  readonly onRound?: (round: number) => void
}

/** The figures of each subject, one a round, in the same order for all. */
export async function interleave<Name extends string, Figure>(
  names: readonly Name[],
  { count, onRound }: Rounds,
  measure: (name: Name) => Promise<Figure> | Figure,
): Promise<ReadonlyMap<Name, readonly Figure[]>> {
  const figures = new Map<Name, Figure[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= count; round += 1) {
    onRound?.(round)
    for (const name of names) {
      const figure = await measure(name)
      if (round > 0) figures.get(name)?.push(figure)
    }
  }
  return figures
}

/** One kind of figure of one subject. */
export function column<Name extends string, Figure>(
  figures: ReadonlyMap<Name, readonly Figure[]>,
  name: Name,
  pick: (figure: Figure) => number,
): readonly number[] {
  return (figures.get(name) ?? []).map(pick)
}
