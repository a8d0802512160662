/**
 * LDIF (RFC 2849), also as `ldifde` writes it: the servers of Active Directory or AD LDS with the certificate that is published for
 * them, and servers of other directories with `userCertificate`.
 *
 * Of all attributes only those with names of servers, versions and certificates are looked at; what is a secret is never kept.
 */
import type { Evidence } from '../model/facts.ts'
import { thumbprintOf } from '../x509/parse.ts'
import { propertiesOf } from './clixml-certificate.ts'
import { EVIDENCE_LIMITS, type ByteSource, type Findings, type Head, type Reader } from './contract.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import { rolesOfFlags, serverOfEntry, type LdifEntry, type LdifValue } from './ldif-entry.ts'
import { readCertificate, readStoreElement } from './store-element.ts'

const ATTRIBUTE = /^([A-Za-z][\w-]{0,63}|\d[\d.]{0,63})((?:;[\w-]{1,64}){0,8})(:[:<]?) ?(.*)$/
const PUBLISHED = 'msexchserverinternaltlscert'
const CERTIFICATES = 'usercertificate'
const WANTED: ReadonlySet<string> = new Set([
  ...['dn', 'objectclass', 'cn', 'name', 'networkaddress', 'serialnumber', 'msexchcurrentserverroles', 'dnshostname'],
  ...[PUBLISHED, CERTIFICATES],
])
const VALUES_MAX = 1_000

export const ldifReader: Reader = {
  id: 'ldif',
  recognise: ({ text = '' }: Head) => {
    if (!/^dn::? ?\S/im.test(text)) return 0
    const isBegun = /^(?:version: ?\d+\s+)?(?:#.*\s+)*dn::? ?\S/i.test(text.trimStart())
    return isBegun ? 92 : /^objectClass::? ?\S/im.test(text) ? 80 : 0
  },
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

interface Open {
  readonly name: string
  readonly isBase64: boolean
  readonly line: number
  readonly quote: string
  readonly pieces: string[]
  length: number
}

class Reading {
  readonly #source: ByteSource
  readonly #findings: Findings
  #open: Open | undefined
  #values: LdifValue[] = []

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  take({ text, line }: TextLine): void {
    if (text.startsWith(' ')) {
      this.#goOn(text)
      return
    }
    this.#closeValue()
    if (text.trim() === '') this.#closeEntry()
    else if (!text.startsWith('#')) this.#begin(text, line)
  }

  finish(): void {
    this.#closeValue()
    this.#closeEntry()
  }

  #begin(text: string, line: number): void {
    const [, name = '', , mark = '', value = ''] = ATTRIBUTE.exec(text) ?? []
    const attribute = name.toLowerCase()
    if (attribute === 'dn') this.#closeEntry()
    // What a URL points at is not part of the evidence.
    if (!WANTED.has(attribute) || mark === ':<' || this.#values.length >= VALUES_MAX) return
    const isBase64 = mark === '::'
    this.#open = { name: attribute, isBase64, line, quote: text, pieces: [value], length: value.length }
  }

  #goOn(text: string): void {
    const open = this.#open
    if (open === undefined || open.length >= EVIDENCE_LIMITS.lineBytesMax) return
    open.pieces.push(text.slice(1))
    open.length += text.length
  }

  #closeValue(): void {
    const open = this.#open
    this.#open = undefined
    if (open === undefined) return
    const { name, isBase64, line, quote, pieces } = open
    const text = pieces.join('')
    this.#values.push(
      isBase64
        ? { name, bytes: Buffer.from(text, 'base64'), line, quote }
        : { name, bytes: Buffer.from(text.trim()), line, quote },
    )
  }

  #closeEntry(): void {
    const values = this.#values
    this.#values = []
    const entry = serverOfEntry(values)
    if (entry === undefined) return
    const published = values.filter(({ name }) => name === PUBLISHED)
    const thumbprints = published.map((value) => this.#takeCertificate(value, entry))
    for (const value of values) if (value.name === CERTIFICATES) this.#takeCertificate(value, entry)
    if (entry.isExchange) this.#takeServer(entry, values, thumbprints)
  }

  #takeServer(entry: LdifEntry, values: readonly LdifValue[], thumbprints: readonly (string | undefined)[]): void {
    const textOf = (wanted: string) => values.find(({ name }) => name === wanted)?.bytes.toString('utf8') ?? ''
    const version = /\d{1,3}\.\d{1,3}/.exec(textOf('serialnumber'))?.[0]
    const [thumbprint] = thumbprints
    this.#findings.observed({
      kind: 'server',
      evidence: this.#placeOf(entry),
      server: entry.fqdn ?? entry.name,
      name: entry.name,
      ...(entry.fqdn === undefined ? {} : { fqdn: entry.fqdn }),
      ...(version === undefined ? {} : { version }),
      roles: rolesOfFlags(textOf('msexchcurrentserverroles')),
      ...(thumbprint === undefined ? {} : { internalTransportCertificate: thumbprint }),
    })
  }

  #takeCertificate(value: LdifValue, { name, fqdn }: LdifEntry): string | undefined {
    const element = readStoreElement(value.bytes)
    const facts = element === undefined ? undefined : readCertificate(element.der)
    const evidence = this.#placeOf(value)
    if (element === undefined || facts === undefined) {
      this.#findings.problem({ evidence, problem: 'damaged', args: { what: 'certificate', lost: value.name } })
      return undefined
    }
    const thumbprint = thumbprintOf(element.der)
    this.#findings.observed({
      kind: 'certificate',
      from: 'directory',
      evidence,
      server: fqdn ?? name,
      thumbprint,
      der: element.der,
      ...propertiesOf(facts),
      ...(element.friendlyName === undefined ? {} : { friendlyName: element.friendlyName }),
      ...(element.key === undefined ? {} : { container: element.key.container, provider: element.key.provider }),
    })
    return thumbprint
  }

  #placeOf({ line, quote }: { readonly line: number; readonly quote: string }): Evidence {
    return { source: this.#source.name, line, quote: quoteOf(quote) }
  }
}
