/** The trace of a running gateway: off until somebody listens, and then only for the tags that were asked for. */
import { isoTime, type Clock } from '../core/clock.ts'
import type { Trace, TraceTag } from '../model/trace.ts'

export interface TraceLine {
  readonly time: string
  readonly tag: TraceTag
  readonly message: string
  readonly detail?: Readonly<Record<string, unknown>>
}

export interface TraceListener {
  /** Tags that are wanted. */
  readonly tags: ReadonlySet<TraceTag>
  readonly onLine: (line: TraceLine) => void
}

export class TraceSwitch {
  readonly #clock: Clock
  readonly #listeners = new Set<TraceListener>()
  #tags: ReadonlySet<TraceTag> = new Set()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Every tag somebody listens to. */
  get tags(): ReadonlySet<TraceTag> {
    return this.#tags
  }

  readonly trace: Trace = (tag, message, detail) => {
    if (!this.#tags.has(tag)) return
    this.pass({
      time: isoTime(this.#clock.nowMs()),
      tag,
      message,
      ...(detail === undefined ? {} : { detail: detail() }),
    })
  }

  /** Hands a line to whoever wants it, also one of another process. */
  pass(line: TraceLine): void {
    for (const { tags, onLine } of this.#listeners) if (tags.has(line.tag)) onLine(line)
  }

  listen(listener: TraceListener): { close(): void } {
    this.#listeners.add(listener)
    this.#refresh()
    return {
      close: () => {
        this.#listeners.delete(listener)
        this.#refresh()
      },
    }
  }

  #refresh(): void {
    this.#tags = new Set([...this.#listeners].flatMap(({ tags }) => [...tags]))
  }
}
