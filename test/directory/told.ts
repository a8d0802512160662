/** What must follow from the steps of a source, said plainly, and a source that is followed for a test. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Source, SourceEntry, SourceStep } from '../../src/directory/source.ts'

export class ToldState {
  #entries = new Map<string, SourceEntry>()
  #named = new Set<string>()
  #pass: SourceStep[] = []
  #onStep: () => void = () => undefined
  cookie: string | undefined
  currents = 0
  wholes = 0
  /** Settled ones. */
  readonly passes: (readonly SourceStep[])[] = []

  readonly take = (step: SourceStep): void => {
    if (step.kind === 'current') this.currents += 1
    else this.#pass.push(step)
    if (step.kind === 'entry') {
      this.#entries.set(step.entry.id, step.entry)
      this.#named.add(step.entry.id)
    } else if (step.kind === 'present') {
      for (const id of step.ids) this.#named.add(id)
    } else if (step.kind === 'gone') {
      for (const id of step.ids) {
        this.#entries.delete(id)
        this.#named.delete(id)
      }
    } else if (step.kind === 'settled') this.#settle(step)
    this.#onStep()
  }

  #settle({ isWhole, cookie }: Extract<SourceStep, { kind: 'settled' }>): void {
    if (isWhole) for (const id of this.#entries.keys()) if (!this.#named.has(id)) this.#entries.delete(id)
    this.#named = new Set()
    this.cookie = cookie ?? this.cookie
    this.passes.push(this.#pass)
    this.#pass = []
    if (isWhole) this.wholes += 1
  }

  /** A connection was lost: what is not settled is forgotten with it. */
  breakOff(): void {
    this.#named = new Set()
    this.#pass = []
  }

  get entries(): readonly SourceEntry[] {
    return [...this.#entries.values()]
  }

  /** How many entries were told in all of them. */
  toldSince(pass: number): number {
    return this.passes.slice(pass).flatMap((steps) => steps.filter(({ kind }) => kind === 'entry')).length
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo())
      await new Promise<void>((resolve) => {
        this.#onStep = resolve
      })
  }
}

export interface Following {
  /** What ended it; undefined when it was told to stop. */
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

export function follow(t: TestContext, source: Source, state: ToldState): Following {
  const ending = new AbortController()
  const ended = source.follow({ cookie: state.cookie, onStep: state.take, signal: ending.signal }).then(
    () => undefined,
    (error: unknown) => error,
  )
  t.after(async () => {
    ending.abort()
    await ended
  })
  const stop = async () => {
    ending.abort()
    assert.equal(await ended, undefined)
    state.breakOff()
  }
  return { ended, stop }
}
