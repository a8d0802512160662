/**
 * What a reader of other systems' output is. One file a format; each recognises its input by content, never by name, reads
 * it as a stream, and hands out observations with the place they were read from.
 *
 * Promises of every reader:
 * - never throws for bytes it does not understand: it tells a problem, with the place, and goes on or ends;
 * - memory does not grow with the input beyond what it hands out; limits are in `EVIDENCE_LIMITS`;
 * - never hands out a secret: what looks like one is told by place (`secret`), not by value;
 * - the same bytes give the same observations, in the same order.
 *
 * Not promised: that an observation is true. Two files may contradict each other; the assembly shows both.
 */
import type { Evidence } from '../model/facts.ts'
import type { Observation } from './observation.ts'

/** Bytes of one file, of a member of a zip, or of standard input. May be opened more than once. */
export interface ByteSource {
  /** As the user gave it, members of a zip after a `!`: `bundle.zip!certs.txt`. For evidence, not for decisions. */
  readonly name: string
  /** Undefined when it is not known before reading. */
  readonly sizeBytes?: number
  /** When the file was changed last, ISO 8601, for formats whose times have no date. */
  readonly modifiedAt?: string
  /**
   * Each piece is the caller's until it asks for the next.
   *
   * @param into memory of the caller's that a source may fill in turn instead of its own, for readers of very large files
   */
  open(into?: readonly Uint8Array[]): AsyncIterable<Uint8Array>
}

/** The beginning of a source, for recognition: at most `EVIDENCE_LIMITS.headBytes`. */
export interface Head {
  readonly bytes: Uint8Array
  /** The same decoded, when it is text. */
  readonly text?: string
  readonly encoding?: Encoding
}

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'cp932', 'cp1252', 'cp850', 'cp437'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Something that could not be read, and where. The rest goes on. */
export interface ReadingProblem {
  readonly evidence: Evidence
  /** A word of `EVIDENCE_PROBLEMS`, which has its sentence in both languages. */
  readonly problem: EvidenceProblem
  /** Values for the sentence: counts, names, offsets. */
  readonly args: Readonly<Record<string, string | number>>
}

export const EVIDENCE_PROBLEMS = [
  /** `{what}` was cut off or overwritten: `{lost}` is how much. */
  'damaged',
  /** The file ends inside `{what}`. */
  'truncated',
  /** `{what}` is longer than the limit `{limit}`. */
  'too-large',
  /** Text that was decoded with the wrong code page before it was saved. */
  'mojibake',
  /** `{value}` may be read as two different days. */
  'ambiguous-date',
  /** A list that was cut by the tool that printed it (`…`). */
  'elided',
  /** `{what}` is not known to the reader. */
  'not-understood',
  /** `{what}` is locked by a password. */
  'encrypted',
  /** `{what}` is an archive inside too many others. */
  'not-opened',
  /** Records are missing between `{from}` and `{to}`. */
  'gap',
] as const
export type EvidenceProblem = (typeof EVIDENCE_PROBLEMS)[number]

/** Where a reader puts what it finds. */
export interface Findings {
  observed(observation: Observation): void
  problem(problem: ReadingProblem): void
}

export interface Reader {
  /** `exchange-certificate-list`, `evtx`, …: shown to the user as what the file was taken for. */
  readonly id: string
  /** 0: not mine. 1 to 100: how sure; the surest reader reads, and 100 ends the search. */
  recognise(head: Head): number
  read(source: ByteSource, findings: Findings): Promise<void>
}

export const EVIDENCE_LIMITS = {
  headBytes: 64 * 1024,
  lineBytesMax: 1024 * 1024,
  /** Of one file that must be held as a whole (EVT, PKCS#12, CLIXML objects): 256 MiB. */
  wholeBytesMax: 256 * 1024 * 1024,
  /** Observations of one file. */
  observationsMax: 200_000,
  quoteCharsMax: 400,
} as const
