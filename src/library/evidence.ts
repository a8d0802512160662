/** Other systems' output as facts, from bytes and streams: nothing is opened here. */
import { isoTime, systemClock } from '../core/clock.ts'
import { assemble } from '../evidence/assemble.ts'
import type { ByteSource } from '../evidence/contract.ts'
import { gather } from '../evidence/gather.ts'
import type { EvidenceFile } from '../model/exchange.ts'
import type { Facts } from '../model/facts.ts'

export interface EvidenceInput {
  /** Shown as the place of what was read; decides nothing. */
  readonly name: string
  /** Bytes, or what makes a stream of them anew: a source may be read twice. */
  readonly content: Uint8Array | (() => AsyncIterable<Uint8Array>)
  /** When the file was changed last, ISO 8601, for formats whose times have no date. */
  readonly modifiedAt?: string
}

export interface EvidenceRead {
  /** One set for each server the evidence describes; `diagnose` reads them. */
  readonly facts: readonly Facts[]
  /** What each input was taken for, and what of it could not be read. */
  readonly files: readonly EvidenceFile[]
}

/** Never throws for what is in the bytes; a stream that fails is a problem of its file. */
export async function readEvidence(
  inputs: Iterable<EvidenceInput>,
  { nowIso = isoTime(systemClock.nowMs()) }: { readonly nowIso?: string } = {},
): Promise<EvidenceRead> {
  const { files, observations } = await gather(sources(inputs))
  return { files, facts: assemble(observations, { files, nowIso }) }
}

async function* sources(inputs: Iterable<EvidenceInput>): AsyncIterable<ByteSource> {
  for (const { name, content, modifiedAt } of inputs) {
    const open = content instanceof Uint8Array ? () => once(content) : content
    yield await Promise.resolve({ name, open, ...(modifiedAt === undefined ? {} : { modifiedAt }) })
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes)
}
