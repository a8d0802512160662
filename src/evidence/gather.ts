/** Reads sources one after the other: each by the readers that recognise something in it. Never throws for what is in them. */
import { HubtrustError, reasonOf } from '../core/errors.ts'
import type { EvidenceFile, EvidenceProblemFact } from '../model/exchange.ts'
import {
  EVIDENCE_LIMITS,
  type ByteSource,
  type EvidenceProblem,
  type Findings,
  type Head,
  type Reader,
  type ReadingProblem,
} from './contract.ts'
import { headOf } from './encoding.ts'
import type { Observation } from './observation.ts'
import { Merge } from './merge.ts'
import { readersOf } from './parts.ts'

export interface Gathered {
  readonly files: readonly EvidenceFile[]
  readonly observations: readonly Observation[]
}

export interface GatherOptions {
  readonly onFile?: (name: string) => void
}

export async function gather(sources: AsyncIterable<ByteSource>, options: GatherOptions = {}): Promise<Gathered> {
  const files: EvidenceFile[] = []
  const observations: Observation[] = []
  for await (const source of sources) {
    options.onFile?.(source.name)
    const read = await readOne(source)
    files.push(read.file)
    for (const observation of read.observations) observations.push(observation)
  }
  return { files, observations }
}

async function readOne(source: ByteSource): Promise<{
  readonly file: EvidenceFile
  readonly observations: readonly Observation[]
}> {
  const observations: Observation[] = []
  const problems: EvidenceProblemFact[] = []
  const { name, modifiedAt } = source
  const fileOf = (takenFor?: string): EvidenceFile => ({
    name,
    ...(takenFor === undefined ? {} : { takenFor }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    observations: observations.length,
    problems,
  })
  try {
    const readers = await readersOf(source, await beginningOf(source))
    const takenFor = await readWith(readers, source, { observations, problems })
    return { file: fileOf(takenFor), observations }
  } catch (error) {
    // Reading the bytes themselves failed (a disk, a damaged zip): what came before it stays.
    const quote = reasonOf(error).slice(0, EVIDENCE_LIMITS.quoteCharsMax)
    problems.push({ problem: problemOf(error), evidence: { source: name, quote }, args: { what: name, lost: quote } })
    return { file: fileOf(), observations }
  }
}

/** Why the bytes could not be had. */
function problemOf(error: unknown): EvidenceProblem {
  switch (error instanceof HubtrustError ? error.code : undefined) {
    case 'EVIDENCE_ZIP_ENCRYPTED':
      return 'encrypted'
    case 'EVIDENCE_ZIP_EXPANDS':
    case 'EVIDENCE_ZIP_MEMBERS':
      return 'too-large'
    case 'EVIDENCE_ZIP_DEPTH':
      return 'not-opened'
    default:
      return 'damaged'
  }
}

interface Read {
  readonly observations: Observation[]
  readonly problems: EvidenceProblemFact[]
}

/** Several outputs in one file are each read by their own reader; what two of them read in one place is told once. */
async function readWith(readers: readonly Reader[], source: ByteSource, all: Read): Promise<string | undefined> {
  const ids: string[] = []
  const merged = new Merge(all)
  for (const reader of readers) {
    const own: Read = { observations: [], problems: [] }
    await reader.read(source, collector(own, source.name))
    if (merged.add(own)) ids.push(reader.id)
  }
  return ids.length === 0 ? readers[0]?.id : ids.join(' + ')
}

function collector({ observations, problems }: Read, name: string): Findings {
  let isFull = false
  return {
    observed: (observation) => {
      if (observations.length < EVIDENCE_LIMITS.observationsMax) {
        observations.push(observation)
        return
      }
      if (isFull) return
      isFull = true
      const args = { what: name, limit: EVIDENCE_LIMITS.observationsMax }
      problems.push({ problem: 'too-large', evidence: { source: name }, args })
    },
    problem: ({ problem, evidence, args }: ReadingProblem) => {
      problems.push({ problem, evidence, args })
    },
  }
}

async function beginningOf(source: ByteSource): Promise<Head> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of source.open()) {
    // Its memory is filled again for the next one.
    pieces.push(Uint8Array.from(piece))
    length += piece.length
    if (length >= EVIDENCE_LIMITS.headBytes) break
  }
  return headOf(Buffer.concat(pieces).subarray(0, EVIDENCE_LIMITS.headBytes))
}
