/** `icacls … /save`: a file name and its descriptor in SDDL, line by line; also any list of paths with SDDL under them. */
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { eachLine, quoteOf, type TextLine } from './lines.ts'
import { readSddl } from './sddl.ts'

const SDDL_LINE = /^(?:O:[\w-]+)?(?:G:[\w-]+)?D:[A-Z_]*\([^()]*\)/

function recognise({ text = '' }: Head): number {
  return /^[^\r\n()]{1,260}\r?\n(?:O:[\w-]+)?(?:G:[\w-]+)?D:[A-Z_]*\([AD];/m.test(text) ? 92 : 0
}

export const icaclsSaveReader: Reader = {
  id: 'icacls-save',
  recognise,
  read: async (source, findings) => {
    const reading = new Reading(source, findings)
    await eachLine(source, findings, (line) => reading.take(line))
  },
}

class Reading {
  readonly #source: ByteSource
  readonly #findings: Findings
  #path: TextLine | undefined

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  take(line: TextLine): void {
    const path = this.#path
    if (!SDDL_LINE.test(line.text)) {
      this.#path = line.text.trim() === '' ? undefined : line
      return
    }
    this.#path = undefined
    const described = readSddl(line.text)
    if (path === undefined || described === undefined) return
    const { owner, entries } = described
    this.#findings.observed({
      kind: 'access',
      evidence: { source: this.#source.name, line: line.line, quote: quoteOf(line.text) },
      path: path.text.trim(),
      ...(owner === undefined ? {} : { owner }),
      entries,
    })
  }
}
