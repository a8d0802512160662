/** Sources made of bytes, cut anyhow, and what a reader hands out of them. */
import type { ByteSource, Findings, Reader, ReadingProblem } from '../../src/evidence/contract.ts'
import type { Observation } from '../../src/evidence/observation.ts'

export interface Collected {
  readonly observations: Observation[]
  readonly problems: ReadingProblem[]
}

/** @param cuts sizes of the chunks, again and again; one chunk when there are none */
export function sourceOf(content: string | Uint8Array, name = 'sample.txt', cuts: readonly number[] = []): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return {
    name,
    sizeBytes: bytes.length,
    open: async function* () {
      if (cuts.length === 0) {
        yield bytes
        return
      }
      for (let start = 0, at = 0; start < bytes.length; at += 1) {
        const size = Math.max(1, cuts[at % cuts.length] ?? 1)
        yield bytes.subarray(start, start + size)
        start += size
      }
    },
  }
}

export function collector(): Collected & Findings {
  const observations: Observation[] = []
  const problems: ReadingProblem[] = []
  return {
    observations,
    problems,
    observed: (observation) => void observations.push(observation),
    problem: (problem) => void problems.push(problem),
  }
}

export async function readAll(reader: Reader, source: ByteSource): Promise<Collected> {
  const { observations, problems, ...findings } = collector()
  await reader.read(source, findings)
  return { observations, problems }
}
