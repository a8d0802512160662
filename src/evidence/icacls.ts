/**
 * `icacls` and `cacls` in any language: who may read which file.
 *
 * A path and the first entry stand on one line, further entries are indented to where the first began: that tells a path with
 * blanks from an account with blanks. With one entry alone the account is known by its name, or the path by its being a key file.
 * What ends otherwise than an entry (a count of files, a failure) is passed over.
 */
import { isReadingLetter, isReadingName } from './access-rights.ts'
import { indentOf, indexAtCell } from './cells.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { KEY_FILE_NAME } from './key-file.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import type { AccessEntry } from './observation.ts'
import { promptOf } from './prompt.ts'
import { sidOf } from './sids.ts'
import { isAbsolutePath, pathArgumentOf, pathFrom } from './windows-path.ts'

/** `account:(I)(OI)(RX,W)`. */
const ICACLS = /^(.*\S):((?:\([A-Za-z, ]{1,60}\)){1,12})\s*$/
/** `account:(OI)(CI)R`. */
const CACLS = /^(.*\S):((?:\((?:OI|CI|IO|NP|ID|DENY)\)){0,6})([NRWCF])\s*$/
/** `account:(special access:)`, in any language: the rights follow below. */
const SPECIAL = /^(.*\S):((?:\((?:OI|CI|IO|NP|ID|DENY)\)){0,6})\([^()]{2,40}[:：]\)\s*$/
const RIGHT_NAME = /^\s+((?:FILE|GENERIC|STANDARD|READ|WRITE|SYNCHRONIZE|DELETE|ACCESS|MAXIMUM)[A-Z_]*)\s*$/

const INHERITANCE = new Set(['I', 'ID', 'OI', 'CI', 'IO', 'NP', 'DENY'])
const ENTRIES_MAX = 1000

function recognise({ text = '' }: Head): number {
  const lines = text.split(/\r?\n/).slice(0, 2000)
  const entries = lines.filter((line) => ICACLS.test(line) || CACLS.test(line) || SPECIAL.test(line))
  const known = entries.filter((line) => accountTailOf(line.replace(/:[^:]*$/, '')) !== undefined)
  if (known.length > 0) return entries.some((line) => hasPath(line)) ? 90 : 50
  return /^.*>\s*x?i?cacls(?:\.exe)?\s/im.test(text) ? 30 : 0
}

function hasPath(line: string): boolean {
  return isAbsolutePath(line) || KEY_FILE_NAME.test(line)
}

export const icaclsReader: Reader = {
  id: 'icacls',
  recognise,
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

interface ParsedLine {
  /** Path and account, or the account alone. */
  readonly subject: string
  readonly allows: boolean
  readonly canRead: boolean
  readonly isInherited: boolean
  readonly isInheritOnly: boolean
  readonly isSpecial: boolean
}

interface Block {
  readonly first: TextLine
  readonly subject: string
  /** Cells at which further entries begin. */
  indent: number | undefined
  readonly entries: (Omit<AccessEntry, 'sid' | 'account'> & { account: string; canRead: boolean })[]
}

class Reading {
  readonly #source: ByteSource
  readonly #findings: Findings
  #block: Block | undefined
  #isSpecial = false
  #folder: string | undefined
  #asked: string | undefined

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  take(line: TextLine): void {
    const prompt = promptOf(line.text)
    if (prompt !== undefined) {
      this.#close()
      this.#folder = prompt.folder
      this.#asked = /\bx?i?cacls\b/i.test(prompt.command) ? pathArgumentOf(prompt.command) : undefined
      return
    }
    const parsed = parseLine(line.text)
    if (parsed !== undefined) this.#takeEntry(parsed, line)
    else if (this.#isSpecial && RIGHT_NAME.test(line.text)) this.#takeRight(line.text)
    // cacls puts an empty line behind a list of rights, and goes on.
    else if (line.text.trim() !== '') this.#close()
  }

  finish(): void {
    this.#close()
  }

  #takeEntry(parsed: ParsedLine, line: TextLine): void {
    const indent = indentOf(line.text)
    const isFurther = indent > 0 && this.#block !== undefined
    if (!isFurther) {
      this.#close()
      this.#block = { first: line, subject: parsed.subject.trim(), indent: undefined, entries: [] }
    }
    const block = this.#block
    if (block === undefined || block.entries.length >= ENTRIES_MAX) return
    if (isFurther) block.indent = Math.min(block.indent ?? indent, indent)
    const { allows, canRead, isInherited, isInheritOnly } = parsed
    const account = isFurther ? parsed.subject.trim() : ''
    block.entries.push({ account, allows, canRead, isInherited, isInheritOnly, line: line.line })
    this.#isSpecial = parsed.isSpecial
  }

  #takeRight(text: string): void {
    const entry = this.#block?.entries.at(-1)
    if (entry !== undefined && isReadingName(RIGHT_NAME.exec(text)?.[1] ?? '')) entry.canRead = true
  }

  #close(): void {
    const block = this.#block
    this.#block = undefined
    this.#isSpecial = false
    if (block === undefined) return
    const { path, account } = splitSubject(block)
    const whole = path === '' ? this.#asked : path
    // An entry without any path is of no use: it may be of any file.
    if (whole === undefined || account === '') return
    const { text, line } = block.first
    this.#findings.observed({
      kind: 'access',
      evidence: { source: this.#source.name, line, quote: quoteOf(text) },
      path: pathFrom(this.#folder, whole),
      entries: block.entries.map((entry, at) => {
        const name = at === 0 ? account : entry.account
        const sid = sidOf(name)
        return { ...(sid === undefined ? {} : { sid }), ...entry, account: name }
      }),
    })
  }
}

function parseLine(text: string): ParsedLine | undefined {
  if (text.length > 4096) return undefined
  const icacls = ICACLS.exec(text)
  if (icacls !== null) return parseIcacls(icacls[1] ?? '', icacls[2] ?? '')
  const cacls = CACLS.exec(text)
  if (cacls !== null) {
    const [, subject = '', marks = '', letter = ''] = cacls
    // N denies everything.
    const isNone = letter === 'N'
    const allows = !isNone && !marks.includes('(DENY)')
    return { subject, allows, canRead: isNone || isReadingLetter(letter), ...inheritanceOf(marks), isSpecial: false }
  }
  const [, subject, marks = ''] = SPECIAL.exec(text) ?? []
  if (subject === undefined) return undefined
  return { subject, allows: !marks.includes('(DENY)'), canRead: false, ...inheritanceOf(marks), isSpecial: true }
}

function parseIcacls(subject: string, groups: string): ParsedLine | undefined {
  const parts = [...groups.matchAll(/\(([^()]*)\)/g)].map(([, part = '']) => part.trim().toUpperCase())
  const rights = parts.filter((part) => !INHERITANCE.has(part))
  if (rights.length !== 1) return undefined
  const [right = ''] = rights
  const isNone = right === 'N'
  return {
    subject,
    allows: !isNone && !parts.includes('DENY'),
    canRead: isNone || isReadingLetter(right),
    ...inheritanceOf(groups.toUpperCase()),
    isSpecial: false,
  }
}

function inheritanceOf(marks: string): Pick<ParsedLine, 'isInherited' | 'isInheritOnly'> {
  return { isInherited: /\((?:I|ID)\)/.test(marks), isInheritOnly: marks.includes('(IO)') }
}

interface Split {
  readonly path: string
  readonly account: string
}

/** Where the path ends and the account begins. */
function splitSubject({ first, subject, indent }: Block): Split {
  if (indent !== undefined) {
    const at = indexAtCell(first.text, indent)
    const path = first.text.slice(0, at)
    const account = subject.slice(at - (first.text.length - first.text.trimStart().length)).trim()
    if (/\s$/.test(path) && account !== '') return { path: path.trim(), account }
  }
  const known = accountTailOf(subject)
  if (known !== undefined) return splitAt(subject, known)
  const key = KEY_FILE_NAME.exec(subject)
  if (key !== null) return splitAt(subject, key.index + key[0].length)
  // The authority is the last word before the last backslash.
  const backslash = subject.lastIndexOf('\\')
  return splitAt(subject, subject.lastIndexOf(' ', backslash < 0 ? subject.length : backslash))
}

function splitAt(subject: string, at: number): Split {
  return at <= 0
    ? { path: '', account: subject }
    : { path: subject.slice(0, at).trim(), account: subject.slice(at).trim() }
}

/** Where the longest well-known account at the end begins; 0 when it is all there is. */
function accountTailOf(subject: string): number | undefined {
  const trimmed = subject.trimEnd()
  if (sidOf(trimmed) !== undefined) return 0
  for (let at = trimmed.indexOf(' '); at >= 0; at = trimmed.indexOf(' ', at + 1)) {
    if (trimmed.length - at < 80 && sidOf(trimmed.slice(at)) !== undefined) return at
  }
  return undefined
}
