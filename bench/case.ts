/** What a case of the benchmark is given, and what it promises. */
import type { Loads } from './loads.ts'
import type { Peer } from './packages.ts'
import type { Row } from './row.ts'
import type { Rounds } from './rounds.ts'
import type { Stage } from './stage.ts'

export interface Bench {
  readonly stage: Stage
  readonly loads: Loads
  readonly rounds: Rounds
  /** Path of the program that is measured. */
  readonly hubtrust: string
  /** So many of something in a full run; a fifth, but never under 40, in a quick one. */
  readonly many: (count: number) => number
}

export interface Case {
  readonly name: string
  /** What is measured, and how, in a sentence or two: shown by `--help` and in docs/performance.md. */
  readonly about: string
  readonly needs: readonly Peer[]
  /** Programs it leaves running are ended afterwards. */
  readonly run: (bench: Bench) => Promise<readonly Row[]>
}
