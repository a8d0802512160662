/**
 * Sysinternals' `accesschk`: a path, and below it `R`, `W` or `RW` with each account; with `-l` the list of entries itself; with
 * `-v` the single rights, which are not needed. The effective rights of `R`/`RW` are what Windows worked out, groups included.
 */
import { isReadingName } from './access-rights.ts'
import { indentOf } from './cells.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import type { AccessEntry } from './observation.ts'
import { promptOf } from './prompt.ts'
import { sidOf } from './sids.ts'
import { isAbsolutePath } from './windows-path.ts'

const EFFECTIVE = /^\s+(R |RW| W)\s+(\S.*)$/
/** `  [0] ACCESS_ALLOWED_ACE_TYPE: NT AUTHORITY\SYSTEM`. */
const LISTED = /^\s+\[\d+\] ACCESS_(ALLOWED|DENIED)_ACE_TYPE: (\S.*)$/
const MARK = /^\s+\[((?:OBJECT_INHERIT|CONTAINER_INHERIT|INHERIT_ONLY|INHERITED|NO_PROPAGATE)[A-Z_]*)\]\s*$/
const RIGHT = /^\s+((?:FILE|GENERIC|READ|WRITE|SYNCHRONIZE|DELETE|STANDARD)_?[A-Z_]*)\s*$/
/** With an account in the command, one line a file: `R  C:\…`. */
const BY_FILE = /^(R |RW| W)\s+([A-Za-z]:\\.*\S)\s*$/
const ENTRIES_MAX = 1000

function recognise({ text = '' }: Head): number {
  const isNamed = /accesschk v[\d.]+/i.test(text)
  const hasList = LISTED_ANYWHERE.test(text) || /^[A-Za-z]:\\[^\r\n]*\r?\n[ \t]+(?:R |RW| W)[ \t]+\S/m.test(text)
  if (hasList || /^(?:R |RW| W)\s+[A-Za-z]:\\/m.test(text)) return isNamed ? 95 : 80
  return isNamed ? 40 : 0
}

const LISTED_ANYWHERE = /^[ \t]+\[\d{1,6}\] ACCESS_(?:ALLOWED|DENIED)_ACE_TYPE: /m

export const accesschkReader: Reader = {
  id: 'accesschk',
  recognise,
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

type OpenEntry = { -readonly [Key in keyof AccessEntry]: AccessEntry[Key] }

class Reading {
  readonly #source: ByteSource
  readonly #findings: Findings
  #path: TextLine | undefined
  #entries: OpenEntry[] = []
  #isListed = false
  #asked: string | undefined

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  take(line: TextLine): void {
    const prompt = promptOf(line.text)
    if (prompt !== undefined) {
      this.#close()
      this.#asked = askedOf(prompt.command)
    } else if (BY_FILE.test(line.text)) this.#takeFile(line)
    else if (indentOf(line.text) === 0 && isAbsolutePath(line.text)) {
      this.#close()
      this.#path = line
    } else if (this.#path !== undefined) this.#takeEntry(line)
  }

  finish(): void {
    this.#close()
  }

  #takeEntry({ text, line }: TextLine): void {
    const [, letters, account] = EFFECTIVE.exec(text.trimEnd()) ?? []
    const [, type, listed] = LISTED.exec(text.trimEnd()) ?? []
    if (letters !== undefined && account !== undefined) this.#put(account, line, letters.includes('R'), true)
    else if (listed !== undefined) {
      this.#isListed = true
      this.#put(listed, line, false, type === 'ALLOWED')
    } else if (this.#isListed) this.#takeDetail(text)
  }

  #takeDetail(text: string): void {
    const entry = this.#entries.at(-1)
    const mark = MARK.exec(text)?.[1]
    if (entry === undefined) return
    if (mark?.startsWith('INHERITED') === true) entry.isInherited = true
    else if (mark?.startsWith('INHERIT_ONLY') === true) entry.isInheritOnly = true
    else if (isReadingName(RIGHT.exec(text)?.[1] ?? '')) entry.canRead = true
  }

  #put(account: string, line: number, canRead: boolean, allows: boolean): void {
    if (this.#entries.length >= ENTRIES_MAX) return
    const sid = sidOf(account)
    const known = sid === undefined ? {} : { sid }
    this.#entries.push({ ...known, account, allows, canRead, isInherited: false, isInheritOnly: false, line })
  }

  /** Nobody knows whose rights they are unless the command is to be seen. */
  #takeFile(line: TextLine): void {
    this.#close()
    const [, letters = '', path = ''] = BY_FILE.exec(line.text) ?? []
    if (this.#asked === undefined) return
    this.#path = { text: path, line: line.line }
    this.#put(this.#asked, line.line, letters.includes('R'), true)
    this.#close(line.text)
  }

  #close(quote?: string): void {
    const path = this.#path
    const entries = this.#entries
    this.#path = undefined
    this.#entries = []
    this.#isListed = false
    if (path === undefined || entries.length === 0) return
    this.#findings.observed({
      kind: 'access',
      evidence: { source: this.#source.name, line: path.line, quote: quoteOf(quote ?? path.text) },
      path: path.text.trim(),
      entries,
    })
  }
}

/** The account in `accesschk -q "NT AUTHORITY\NETWORK SERVICE" C:\…`. */
function askedOf(command: string): string | undefined {
  if (!/\baccesschk(?:64)?(?:\.exe)?\b/i.test(command)) return undefined
  const words = command.match(/"[^"]*"|\S+/g) ?? []
  const [account, path] = words
    .slice(1)
    .filter((word) => !/^[-/]/.test(word))
    .map((word) => word.replaceAll('"', ''))
  return path === undefined ? undefined : account
}
