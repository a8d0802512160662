/**
 * `Get-Acl | fl` and `(Get-Acl …).Access`: by SDDL where it is printed, since no language changes it, else by the names. The entries
 * of `Access` do not say whether they were inherited.
 */
import { isReadingName } from './access-rights.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { ListScanner, valueOf, type ListField, type ListItem, type ListRecord } from './format-list.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import type { AccessEntry, AccessObservation } from './observation.ts'
import { promptOf } from './prompt.ts'
import { readSddl } from './sddl.ts'
import { sidOf } from './sids.ts'
import { pathArgumentOf, pathFrom } from './windows-path.ts'

const PROVIDER = /^(?:Microsoft\.PowerShell\.(?:Core|Security)\\)?FileSystem::/i
/** `NT AUTHORITY\SYSTEM Allow  FullControl`. */
const ENTRY = /^(.*\S)\s+(Allow|Deny)\s+(\S.*)$/
const LIST = /^[ \t]*(?:Sddl|Access)[ \t]+: \S/m

function recognise({ text = '' }: Head): number {
  if (/^[ \t]*Path[ \t]+: \S/m.test(text) && LIST.test(text)) return 90
  if (/^[ \t]*IdentityReference[ \t]+: \S/m.test(text) && /^[ \t]*AccessControlType[ \t]+: /m.test(text)) return 85
  return /\bGet-Acl\b/i.test(text) ? 30 : 0
}

export const getAclReader: Reader = {
  id: 'get-acl',
  recognise,
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

class Reading {
  readonly #source: ByteSource
  readonly #findings: Findings
  readonly #lists = new ListScanner()
  #asked: string | undefined
  /** Entries of `.Access`, one record each, until something else comes. */
  #loose: { readonly record: ListRecord; readonly entries: AccessEntry[] } | undefined

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  take(line: TextLine): void {
    const prompt = promptOf(line.text)
    for (const item of this.#lists.push(line)) this.#takeItem(item)
    if (prompt === undefined) return
    this.#closeLoose()
    const argument = /Get-Acl\b[^)|;]*/i.exec(prompt.command)?.[0] ?? ''
    const path = pathArgumentOf(argument)
    this.#asked = path === undefined ? undefined : pathFrom(prompt.folder, path)
  }

  finish(): void {
    for (const item of this.#lists.end()) this.#takeItem(item)
    this.#closeLoose()
  }

  #takeItem(item: ListItem): void {
    if (item.kind !== 'record') return
    const account = valueOf(item, 'IdentityReference')
    if (account !== undefined) this.#takeLoose(item, account)
    else this.#takeDescriptor(item)
  }

  #takeDescriptor(record: ListRecord): void {
    const path = valueOf(record, 'Path')?.value.replace(PROVIDER, '')
    const access = valueOf(record, 'Access')
    const sddl = valueOf(record, 'Sddl')
    if (path === undefined || path === '' || (access === undefined && sddl === undefined)) return
    const printed = access === undefined ? [] : entriesOf(access)
    const described = sddl === undefined ? undefined : readSddl(sddl.value.replace(/\s/g, ''))
    // SDDL knows what was inherited, the names are for people; where both are there they are the same list.
    const details = described?.entries ?? printed
    const entries = details.length === printed.length ? details.map((entry, at) => named(entry, printed[at])) : details
    const owner = valueOf(record, 'Owner')?.value ?? described?.owner
    this.#observe({ path, owner, entries, field: access ?? sddl })
  }

  #takeLoose(record: ListRecord, account: ListField): void {
    const type = valueOf(record, 'AccessControlType')?.value
    const rights = valueOf(record, 'FileSystemRights', 'CryptoKeyRights', 'RegistryRights')?.value
    if (rights === undefined || (type !== 'Allow' && type !== 'Deny')) return
    const sid = sidOf(account.value)
    this.#loose ??= { record, entries: [] }
    this.#loose.entries.push({
      ...(sid === undefined ? {} : { sid }),
      account: account.value,
      allows: type === 'Allow',
      canRead: isReadingName(rights),
      isInherited: valueOf(record, 'IsInherited')?.value === 'True',
      isInheritOnly: (valueOf(record, 'PropagationFlags')?.value ?? '').includes('InheritOnly'),
      line: account.line,
    })
  }

  #closeLoose(): void {
    const loose = this.#loose
    this.#loose = undefined
    if (loose === undefined || this.#asked === undefined) return
    this.#observe({ path: this.#asked, owner: undefined, entries: loose.entries, field: loose.record.fields[0] })
  }

  #observe({ path, owner, entries, field }: Described): void {
    const evidence = {
      source: this.#source.name,
      ...(field === undefined ? {} : { line: field.line, quote: quoteOf(field.quote) }),
    }
    const observation: AccessObservation = {
      kind: 'access',
      evidence,
      path,
      ...(owner === undefined || owner === '' ? {} : { owner }),
      entries,
    }
    this.#findings.observed(observation)
  }
}

interface Described {
  readonly path: string
  readonly owner: string | undefined
  readonly entries: readonly AccessEntry[]
  readonly field: ListField | undefined
}

function named(entry: AccessEntry, printed: AccessEntry | undefined): AccessEntry {
  const { sid = entry.sid, account = entry.account, line } = printed ?? {}
  if (sid !== entry.sid) return entry
  return { ...entry, account, ...(line === undefined ? {} : { line }) }
}

/** One entry a line; a line without Allow or Deny is the rest of the one before. */
function entriesOf({ pieces, line }: ListField): readonly AccessEntry[] {
  const lines: { text: string; line: number }[] = []
  for (const [at, piece] of pieces.entries()) {
    const last = lines.at(-1)
    if (ENTRY.test(piece) || last === undefined) lines.push({ text: piece, line: line + at })
    else last.text += piece
  }
  return lines.flatMap(({ text, line: at }) => {
    const [, account, type, rights] = ENTRY.exec(text) ?? []
    if (account === undefined || rights === undefined) return []
    const sid = sidOf(account)
    return [
      {
        ...(sid === undefined ? {} : { sid }),
        account: account.trim(),
        allows: type === 'Allow',
        canRead: isReadingName(rights),
        isInherited: false,
        isInheritOnly: false,
        line: at,
      },
    ]
  })
}
