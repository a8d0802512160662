/** How long changes of the directory take to be in force here: from the directory's own time stamp, by two clocks. */
const KEPT = 1_000

export interface PropagationStatus {
  readonly count: number
  readonly lastMs: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** By how much the directory's clock was ahead of ours at least; 0 when no change came before it was made. */
  readonly clockAheadMs: number
}

export class Propagation {
  #times: number[] = []
  #lastMs = 0
  #clockAheadMs = 0

  note(changedAt: string, nowMs: number): void {
    const ms = nowMs - Date.parse(changedAt)
    if (Number.isNaN(ms)) return
    this.#lastMs = Math.max(0, ms)
    this.#clockAheadMs = Math.max(this.#clockAheadMs, -ms)
    this.#times = [...this.#times.slice(1 - KEPT), this.#lastMs]
  }

  get status(): PropagationStatus | undefined {
    const sorted = this.#times.toSorted((left, right) => left - right)
    if (sorted.length === 0) return undefined
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
    return {
      count: sorted.length,
      lastMs: this.#lastMs,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      clockAheadMs: this.#clockAheadMs,
    }
  }
}
