/**
 * Where the readers of captures put what they see. Hands out refused attempts on key files, the transport's and, to be told apart from
 * them, those of others; and says what the capture covers, since in a capture with gaps or filters the absence of a refusal
 * proves nothing.
 */
import { EVIDENCE_LIMITS, type EvidenceProblem, type Findings } from './contract.ts'
import { isDenied, isFailure, isKeyFile, isKeyPath, isTransport } from './key-paths.ts'
import { quoteOf } from './lines.ts'
import type { AttemptObservation } from './observation.ts'
import { SecretScanner } from './secrets.ts'

const TRANSPORT_MAX = 20_000
const OTHERS_MAX = 1_000
const PROBLEMS_MAX = 200
/** A sample this small says nothing about filters. */
const SAMPLE_MIN = 20
const SAMPLE_MAX = 20_000
const KINDS_MAX = 256

export type Touch = Omit<AttemptObservation, 'kind' | 'evidence' | 'server'> & {
  readonly line?: number
  readonly record?: number
  readonly quote?: string
}

/** What a record that was looked at says of the whole. */
export interface Sample {
  readonly process: string
  readonly operation: string
  readonly path: string
  readonly result: string
}

export class CaptureTally {
  readonly #findings: Findings
  readonly #tool: string
  readonly #source: string
  readonly #processes = new Set<string>()
  readonly #operations = new Set<string>()
  #server: string | undefined
  #sampled = 0
  #sampledKeys = 0
  #sampledFailures = 0
  #transport = 0
  #others = 0
  #problems = 0
  #touches = 0
  #gaps = 0
  #from: string | undefined
  #to: string | undefined
  records = 0

  constructor(findings: Findings, tool: string, source: string) {
    this.#findings = findings
    this.#tool = tool
    this.#source = source
  }

  set server(name: string) {
    if (name !== '') this.#server = name
  }

  /** Times come in the order of the file. */
  sees(time: string | undefined): void {
    if (time === undefined) return
    this.#from ??= time
    this.#to = time
  }

  sample({ process, operation, path, result }: Sample): void {
    if (this.#sampled >= SAMPLE_MAX) return
    this.#sampled += 1
    if (this.#processes.size < KINDS_MAX) this.#processes.add(process.toLowerCase())
    if (this.#operations.size < KINDS_MAX) this.#operations.add(operation)
    if (isKeyPath(path)) this.#sampledKeys += 1
    if (result !== 'SUCCESS') this.#sampledFailures += 1
  }

  /** Records that were lost before this one. */
  gap(from: number, to: number, line: number): void {
    this.#gaps += 1
    this.problem('gap', { from, to }, line)
  }

  problem(problem: EvidenceProblem, args: Readonly<Record<string, string | number>>, line?: number): void {
    this.#problems += 1
    if (this.#problems > PROBLEMS_MAX) return
    const evidence = { source: this.#source, ...(line === undefined ? {} : { line }) }
    this.#findings.problem({ evidence, problem, args })
  }

  /** Any record whose path may be a key's; `describe` is asked only for what is handed out. */
  touch({ process, path, result }: Pick<Sample, 'process' | 'path' | 'result'>, describe: () => Touch): void {
    if (!isKeyPath(path)) return
    if (!isTransport(process)) {
      if (!isDenied(result)) return
      this.#others += 1
      if (this.#others <= OTHERS_MAX) this.#observe(describe())
      return
    }
    this.#touches += 1
    if (!isDenied(result) && !(isFailure(result) && isKeyFile(path))) return
    this.#transport += 1
    if (this.#transport <= TRANSPORT_MAX) this.#observe(describe())
  }

  #observe({ line, record, quote, ...attempt }: Touch): void {
    const words = quote === undefined ? undefined : new SecretScanner().push(quote).text
    this.#findings.observed({
      kind: 'attempt',
      ...attempt,
      ...this.#placed(),
      evidence: {
        source: this.#source,
        ...(line === undefined ? {} : { line }),
        ...(record === undefined ? {} : { record }),
        ...(words === undefined ? {} : { quote: quoteOf(words).slice(0, EVIDENCE_LIMITS.quoteCharsMax) }),
      },
    })
  }

  #placed(): { readonly server?: string } {
    return this.#server === undefined ? {} : { server: this.#server }
  }

  /** @param isFiltered what the tool itself shows of filters; without it the sample decides */
  end(isFiltered = this.#looksFiltered()): void {
    for (const [count, limit, what] of [
      [this.#transport, TRANSPORT_MAX, 'attempts'],
      [this.#others, OTHERS_MAX, 'attempts of others'],
    ] as const)
      if (count > limit) this.problem('too-large', { what, limit, count })
    this.#findings.observed({
      kind: 'capture',
      tool: this.#tool,
      ...(this.#from === undefined || this.#to === undefined ? {} : { from: this.#from, to: this.#to }),
      records: this.records,
      gaps: this.#gaps,
      isFiltered,
      transportTouches: this.#touches,
      ...this.#placed(),
      evidence: { source: this.#source },
    })
  }

  /** One process, one operation, only keys, or nothing that succeeded: no machine is like that for long. */
  #looksFiltered(): boolean {
    if (this.#sampled < SAMPLE_MIN) return true
    const isNarrow = this.#processes.size === 1 || this.#operations.size === 1
    return isNarrow || this.#sampledKeys === this.#sampled || this.#sampledFailures === this.#sampled
  }
}
