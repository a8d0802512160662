/** What is fuzzed: every reader over its samples, and the layers below and above them. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { fileSources } from '../../src/disk/evidence-files.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { assemble } from '../../src/evidence/assemble.ts'
import type { ByteSource } from '../../src/evidence/contract.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import { gather } from '../../src/evidence/gather.ts'
import { eachLine } from '../../src/evidence/lines.ts'
import type { Observation } from '../../src/evidence/observation.ts'
import type { EvidenceProblemFact } from '../../src/model/exchange.ts'
import { transcriptReader } from '../../src/evidence/transcript.ts'
import { zipOf } from '../evidence/bundles/zip-writer.ts'
import { CHUNK_BYTES, FILE_HEADER_BYTES } from '../evidence/evtx-writer.ts'
import { realEvidence } from '../evidence/real-evidence.ts'
import { SAMPLES as CAPTURES } from '../evidence/samples-captures.ts'
import { SAMPLES as CONFIGURATION } from '../evidence/samples-configuration.ts'
import { SAMPLES as EVENTS } from '../evidence/samples-events.ts'
import { SAMPLES as TEXTS, sampleText, type Sample } from '../evidence/samples-text.ts'
import { collector, readAll, sourceOf } from '../evidence/text-source.ts'
import type { Random } from './random.ts'

export interface Outcome {
  readonly observations: readonly Observation[]
  readonly problems: readonly EvidenceProblemFact[]
  /** Whatever else came out, so that two readings can be compared. */
  readonly rest?: unknown
}

export interface Target {
  readonly name: string
  readonly samples: readonly Uint8Array[]
  /** Sources that its evidence may name. */
  readonly isSource: (source: string) => boolean
  /** Makes what was changed whole again where a checksum would keep everything out. */
  readonly mend?: (bytes: Uint8Array, random: Random) => Uint8Array
  /** @param cuts sizes of the pieces in which the bytes arrive */
  read(bytes: Uint8Array, cuts: readonly number[]): Promise<Outcome>
}

export const FILE_NAME = 'fuzzed.bin'
const NOW = '2026-11-24T00:00:00.000Z'
/** What one shell printed: several outputs, a prompt with its command before each. */
const TRANSCRIPTS: readonly Sample[] = [
  ['certificate-list-2007.txt', 'icacls.txt', 'nslookup.txt'],
  ['certutil-ja.txt', 'ipconfig-ja.txt', 'event-2003-ja.txt', 'queues-ja.txt'],
].map((names, at) => ({
  reader: transcriptReader,
  name: `transcript-${String(at)}.txt`,
  bytes: Buffer.from(names.map((name) => `C:\\>type ${name}\r\n${sampleText(name)}\r\n`).join('')),
}))
const SAMPLES: readonly Sample[] = [...EVENTS, ...CAPTURES, ...TEXTS, ...CONFIGURATION, ...TRANSCRIPTS]

const isFile = (source: string): boolean => source === FILE_NAME

function readerTargets(): readonly Target[] {
  const readers = [...new Set(SAMPLES.map(({ reader }) => reader))]
  return readers.map((reader) => ({
    name: reader.id,
    samples: SAMPLES.filter((sample) => sample.reader === reader).map(({ bytes }) => bytes),
    isSource: isFile,
    ...(reader.id === 'evtx' ? { mend: withChecksums } : {}),
    read: async (bytes, cuts) => {
      const surety = reader.recognise(headOf(bytes))
      return { ...(await readAll(reader, sourceOf(bytes, FILE_NAME, cuts))), rest: surety }
    },
  }))
}

/** Larger ones would be changed in places that nothing rests on. */
const REAL_BYTES_MAX = 256 * 1024

/** The same readers over real files, where these are: targets of their own, so that a run can be made again without them. */
function realTargets(): readonly Target[] {
  const folders = { evtx: 'evtx', clixml: 'clixml', 'host-names': 'names' }
  const known = readerTargets()
  return Object.entries(folders).flatMap(([name, part]) => {
    const folder = realEvidence(part)
    const target = known.find((one) => one.name === name)
    if (folder === undefined || target === undefined) return []
    const paths = readdirSync(folder).map((file) => join(folder, file))
    const samples = paths
      .filter((path) => statSync(path).size <= REAL_BYTES_MAX && (name !== 'evtx' || path.endsWith('.evtx')))
      .map((path) => readFileSync(path))
    return [{ ...target, name: `${name}-real`, samples }]
  })
}

/** A damaged chunk is passed over by its checksum alone: half of the changes have to get past it. */
function withChecksums(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.chance(2)) return bytes
  const result = Buffer.from(bytes)
  if (result.length >= FILE_HEADER_BYTES) result.writeUInt32LE(crc32(result.subarray(0, 120)), 0x7c)
  for (let from = FILE_HEADER_BYTES; from + CHUNK_BYTES <= result.length; from += CHUNK_BYTES) {
    const chunk = result.subarray(from, from + CHUNK_BYTES)
    const freeFrom = Math.min(CHUNK_BYTES, Math.max(0x200, chunk.readUInt32LE(0x30)))
    chunk.writeUInt32LE(crc32(chunk.subarray(0x200, freeFrom)), 0x34)
    chunk.writeUInt32LE(crc32(chunk.subarray(0x80, 0x200), crc32(chunk.subarray(0, 0x78))), 0x7c)
  }
  return result
}

const ENCODINGS: Target = {
  name: 'encodings',
  samples: [...TEXTS, ...CONFIGURATION].map(({ bytes }) => bytes),
  isSource: isFile,
  read: async (bytes, cuts) => {
    const lines: string[] = []
    const { observations, problems, ...findings } = collector()
    await eachLine(sourceOf(bytes, FILE_NAME, cuts), findings, ({ text, line }) => {
      lines[line - 1] = text
    })
    return { observations, problems, rest: lines }
  },
}

/** Recognition, reading, assembly and judgement in one. */
const DOCTOR: Target = {
  name: 'doctor',
  samples: SAMPLES.map(({ bytes }) => bytes),
  isSource: isFile,
  read: (bytes, cuts) => judged([sourceOf(bytes, FILE_NAME, cuts)]),
}

function zipTarget(folder: string): Target {
  const path = `${folder}/${FILE_NAME}`
  const members = SAMPLES.filter(({ bytes }) => bytes.length < 8_000)
  const samples = [true, false].flatMap((isDeflated) =>
    [0, 3, 7].map((from) =>
      zipOf(Object.fromEntries(members.slice(from, from + 3).map(({ name, bytes }) => [name, bytes])), { isDeflated }),
    ),
  )
  return {
    name: 'zip',
    samples,
    isSource: (source) => source === FILE_NAME || source.startsWith(`${FILE_NAME}!`),
    read: async (bytes) => {
      writeFileSync(path, bytes)
      // Their date is when the file was written.
      return judged(fileSources([path]))
    },
  }
}

async function judged(sources: Iterable<ByteSource> | AsyncIterable<ByteSource>): Promise<Outcome> {
  async function* all(): AsyncGenerator<ByteSource> {
    for await (const { name, open } of sources) yield { name, open }
  }
  const { files, observations } = await gather(all())
  const servers = assemble(observations, { files, nowIso: NOW })
  const rest = servers.map((facts) => diagnose(facts, { source: 'evidence' }))
  return { observations, problems: files.flatMap(({ problems }) => problems), rest }
}

/** @param folder for the layers that read files */
export function targets(folder: string): readonly Target[] {
  return [...readerTargets(), ...realTargets(), ENCODINGS, zipTarget(folder), DOCTOR]
}
