/**
 * What `Start-Transcript` writes above and below the outputs of a shell: on which machine, and when. Its labels are translated, their
 * order and the form of their values are not. What stands between is read by the readers of the outputs.
 */
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { shortName } from './grouping.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'

const FENCE = /^\*{20,60}\s*$/
/** `Start time: 20261120101500`; PowerShell 7 the same. */
const MOMENT = /^[^:：\r\n]{1,40}[:：]\s*(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\s*$/
/** `Machine: HUB1 (Microsoft Windows NT 10.0.14393.0)` */
const MACHINE = /^[^:：\r\n]{1,40}[:：]\s*([A-Za-z0-9_-]{1,63}) \(Microsoft Windows\b/
/** A shell that speaks with another server: what commands of Exchange print is of that one. */
const CONNECTED = /^VERBOSE: Connected to ([\w.-]+?)\.?\s*$|^詳細: ([\w.-]+?)\.? に接続/i
const HEAD = /^\*{20,60}[ \t]*\r?\n[^\r\n]*PowerShell[^\r\n]*\r?\n[^:：\r\n]{1,40}[:：]\s*\d{14}[ \t]*\r?$/m

export const transcriptReader: Reader = {
  id: 'powershell-transcript',
  // Whoever knows an output in it is surer.
  recognise: ({ text = '' }: Head) => (HEAD.test(text) ? 10 : 0),
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

class Reading {
  readonly #source: ByteSource
  readonly #findings: Findings
  #isInside = false
  #machine: { readonly name: string; readonly line: TextLine } | undefined
  #isElsewhere = false
  #moments: { readonly time: string; readonly line: TextLine }[] = []

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  take(line: TextLine): void {
    const { text } = line
    if (FENCE.test(text)) {
      this.#isInside = !this.#isInside
      return
    }
    const connected = CONNECTED.exec(text)
    const other = connected?.[1] ?? connected?.[2]
    if (other !== undefined && this.#machine !== undefined)
      this.#isElsewhere ||= shortName(other) !== shortName(this.#machine.name)
    if (this.#isInside) this.#takeHeading(line)
  }

  /** Told at the end: by then it is known whose outputs they are. */
  finish(): void {
    const last = this.#moments.at(-1)
    const machine = this.#machine
    if (machine !== undefined && !this.#isElsewhere)
      this.#findings.observed({
        kind: 'name',
        what: 'computer-name',
        value: machine.name,
        evidence: this.#placeOf(machine.line),
      })
    if (last === undefined) return
    this.#findings.observed({
      kind: 'collection',
      by: 'Start-Transcript',
      at: last.time,
      evidence: this.#placeOf(last.line),
      ...(machine === undefined || this.#isElsewhere ? {} : { server: machine.name }),
    })
  }

  #takeHeading(line: TextLine): void {
    const machine = MACHINE.exec(line.text)?.[1]
    if (machine !== undefined) this.#machine ??= { name: machine, line }
    const [, year, month, day, hours, minutes, seconds] = MOMENT.exec(line.text) ?? []
    if (year === undefined || month === undefined || day === undefined) return
    const time = `${year}-${month}-${day}T${hours ?? '00'}:${minutes ?? '00'}:${seconds ?? '00'}`
    if (!Number.isNaN(Date.parse(`${time}Z`)) && this.#moments.length < MOMENTS_MAX) this.#moments.push({ time, line })
  }

  #placeOf({ text, line }: TextLine) {
    return { source: this.#source.name, line, quote: quoteOf(text) }
  }
}

/** Transcripts may be appended to one file. */
const MOMENTS_MAX = 10_000
