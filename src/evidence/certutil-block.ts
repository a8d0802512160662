/** One certificate in the output of certutil: what its lines say, recognised by their shapes. */
import type { Evidence } from '../model/facts.ts'
import type { PrintedDate } from './certificate-drafts.ts'
import {
  CONTAINER_LABEL,
  DNS_LABEL,
  KEY_MISSING,
  KEY_WORKS,
  NO_KEY_PROVIDER,
  PROVIDER_LABEL,
} from './certutil-labels.ts'
import { readDate } from './dates.ts'
import { KEY_FILE_NAME } from './key-file.ts'
import type { TextLine } from './lines.ts'

const SHA1 = /^\s*\P{Cc}{2,40}\(sha1\)\s*[:：]\s*((?:[0-9a-f]{2} ?){20})\s*$/iu
const SERIAL = /^\P{Cc}{4,40}?[:：]\s*([0-9a-f]{2,40})\s*$/iu
const NAME = /^\s?\P{Cc}{2,30}?[:：]\s*((?:CN|O|OU|C|DC|E|L|S|ST|SERIALNUMBER)=\S.*)$/u
/** A part of a name on a line of its own, under its label. */
const NAME_PART = /^\s{2,}((?:CN|O|OU|C|DC|E|L|S|ST|SERIALNUMBER|OID\.[\d.]+)=\S.*)$/
const LABEL_ONLY = /^\P{Cc}{2,30}[:：]\s*$/u
const LABELLED = /^\s*\P{Cc}{2,40}?[:：]\s*(\d\P{Cc}{0,60})$/u
const KEY_LENGTH = /[:：]\s*(\d{3,5})\s*(?:bits?|ビット)\s*$/iu
/** A number in both ways of writing: `Flags = 20 (32)`. */
const FLAGS = /^\s*[^=]{2,20} = ([0-9a-f]{1,8}) \((\d{1,10})\)\s*$/i
const MACHINE_KEY_SET = 0x20
/** The property with the thumbprint, whose name is never translated; the value is on the next line. */
const HASH_PROPERTY = /^\s*CERT_(?:SHA1_)?HASH_PROP_ID\(3\)/
const FRIENDLY_PROPERTY = /^\s*CERT_FRIENDLY_NAME_PROP_ID\(11\)/
const EQUATION = /^\s+\S.*? = (\S.*)$/
const PROVIDER = /=\s*(Microsoft .*(?:Provider|Prov)\b.*)$/
const DOMAINS_MAX = 1000

/** What one block says, by the shapes of its lines. */
export interface Block {
  readonly line: TextLine
  thumbprint: TextLine | undefined
  thumbprintText: string
  serialNumber: string | undefined
  /** Issuer and subject, in parts. */
  readonly names: string[][]
  readonly dates: PrintedDate[]
  readonly domains: string[]
  /** The last line of the form `name = value`. */
  equation: { readonly line: number; readonly value: string } | undefined
  keySizeBits: number | undefined
  friendlyName: string | undefined
  container: string | undefined
  provider: string | undefined
  uniqueName: { readonly name: string; readonly line: TextLine } | undefined
  isMachineKey: boolean | undefined
  works: boolean | undefined
  hasNoProvider: boolean
  /** What the next line is: the value of a property, or the parts of a name. */
  awaits: 'thumbprint' | 'friendly-name' | undefined
  openName: string[] | undefined
  lines: number
}

export function newBlock(line: TextLine): Block {
  return {
    line,
    thumbprint: undefined,
    thumbprintText: '',
    serialNumber: undefined,
    names: [],
    dates: [],
    domains: [],
    equation: undefined,
    keySizeBits: undefined,
    friendlyName: undefined,
    container: undefined,
    provider: undefined,
    uniqueName: undefined,
    isMachineKey: undefined,
    works: undefined,
    hasNoProvider: false,
    awaits: undefined,
    openName: undefined,
    lines: 0,
  }
}

export function takeLine(block: Block, line: TextLine, evidence: Evidence): void {
  const { text } = line
  if (block.awaits !== undefined && takeAwaited(block, line)) return
  if (HASH_PROPERTY.test(text)) block.awaits = 'thumbprint'
  else if (FRIENDLY_PROPERTY.test(text)) block.awaits = 'friendly-name'
  else if (!takeIdentity(block, line, evidence)) takeKey(block, line)
}

/** Whether the line was what was waited for. */
function takeAwaited(block: Block, line: TextLine): boolean {
  const { awaits } = block
  const text = line.text.trim()
  block.awaits = undefined
  if (awaits === 'friendly-name') {
    block.friendlyName = text
    return true
  }
  const digits = text.replace(/\s/g, '')
  if (!/^[0-9a-f]{40}$/i.test(digits)) return false
  block.thumbprint = line
  block.thumbprintText = digits.toUpperCase()
  return true
}

/** Thumbprint, serial number, dates, names: whether the line was one of them. */
function takeIdentity(block: Block, line: TextLine, evidence: Evidence): boolean {
  const { text } = line
  const sha1 = SHA1.exec(text)?.[1]
  if (sha1 !== undefined) {
    // Hashes of keys and names come first; the last at the left is the certificate's.
    if (!/^\s/.test(text)) {
      block.thumbprint = line
      block.thumbprintText = sha1.replace(/\s/g, '').toUpperCase()
    }
    return true
  }
  const serial = block.serialNumber === undefined ? SERIAL.exec(text)?.[1] : undefined
  if (serial !== undefined) {
    block.serialNumber = serial.toUpperCase()
    return true
  }
  const date = block.dates.length < 2 ? LABELLED.exec(text.trimEnd())?.[1] : undefined
  if (date !== undefined && readDate(date) !== undefined) {
    block.dates.push({ text: date, evidence })
    return true
  }
  return takeName(block, text)
}

function takeName(block: Block, text: string): boolean {
  const domain = DNS_LABEL.exec(text)?.[1]
  if (domain !== undefined) {
    if (block.domains.length < DOMAINS_MAX) block.domains.push(domain)
    return true
  }
  const part = NAME_PART.exec(text)?.[1]
  if (part !== undefined && block.openName !== undefined) {
    // The first part under a label begins a name: the issuer's, then the subject's.
    if (block.openName.length === 0 && block.names.length < 2) block.names.push(block.openName)
    block.openName.push(part.trim())
    return true
  }
  block.openName = LABEL_ONLY.test(text) ? [] : undefined
  const name = block.names.length < 2 ? NAME.exec(text)?.[1] : undefined
  if (name !== undefined) block.names.push([name.trim()])
  return name !== undefined || block.openName !== undefined
}

const valueIn = (pattern: RegExp, text: string): string | undefined => pattern.exec(text)?.[1]?.trim()

function takeKey(block: Block, line: TextLine): void {
  const { text } = line
  const container = valueIn(CONTAINER_LABEL, text)
  const provider = valueIn(PROVIDER_LABEL, text) ?? valueIn(PROVIDER, text)
  const [unique] = KEY_FILE_NAME.exec(text) ?? []
  if (container !== undefined) block.container ??= container
  else if (unique !== undefined || provider !== undefined) {
    if (unique !== undefined) block.uniqueName ??= { name: unique, line }
    else block.provider ??= provider
    // The line before a unique name or a provider names the container, whatever it is called there.
    if (block.equation?.line === line.line - 1) block.container ??= block.equation.value
  } else {
    const value = valueIn(EQUATION, text)
    if (value !== undefined) block.equation = { line: line.line, value }
    takeState(block, text)
  }
}

function takeState(block: Block, text: string): void {
  takeFlags(block, text)
  if (KEY_MISSING.test(text)) block.works = false
  else if (KEY_WORKS.test(text)) block.works ??= true
  if (NO_KEY_PROVIDER.test(text)) block.hasNoProvider = true
  const bits = KEY_LENGTH.exec(text)?.[1]
  if (bits !== undefined) block.keySizeBits ??= Number(bits)
}

function takeFlags(block: Block, text: string): void {
  const [, hex = '', decimal = ''] = FLAGS.exec(text) ?? []
  if (block.container === undefined || hex === '' || Number.parseInt(hex, 16) !== Number(decimal)) return
  block.isMachineKey ??= (Number(decimal) & MACHINE_KEY_SET) !== 0
}
