/** From the properties that Exchange prints of a certificate, as a list or as a row of a table, to an observation. */
import type { Evidence } from '../model/facts.ts'
import type { CertificateDraft, PrintedDate } from './certificate-drafts.ts'
import type { ByteSource } from './contract.ts'
import { bracedValues } from './format-list.ts'
import { quoteOf } from './lines.ts'
import type { CertificateObservation } from './observation.ts'

export interface PrintedValue {
  readonly value: string
  readonly line: number
  /** The line it stands in; empty when that is not fit to be shown. */
  readonly quote: string
}

/** By the name of the property in lower case. */
export type PrintedProperties = ReadonlyMap<string, PrintedValue>

/** What a list was asked for, and of whom. */
export interface Asked {
  readonly server?: string | undefined
  readonly rankedFor?: string | undefined
  readonly rank?: number | undefined
}

export interface ReadCertificate {
  readonly draft: CertificateDraft
  /** Properties of which the tool printed only the beginning. */
  readonly cut: readonly { readonly name: string; readonly evidence: Evidence }[]
}

/** `IMAP, POP, UM, IIS, SMTP, Federation, UMCallRouter` by their flags in the API: 1, 2, 4, 8, 16, 32, 64. */
export const SERVICE_FLAGS = ['imap', 'pop', 'um', 'iis', 'smtp', 'federation', 'umcallrouter'] as const

const LETTERS: Readonly<Record<string, string>> = { I: 'imap', P: 'pop', U: 'um', W: 'iis', S: 'smtp', F: 'federation' }
const CUT = /(?:\.\.\.|…)$/

export function servicesOfFlags(flags: number): readonly string[] {
  return SERVICE_FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0)
}

/** Words (`IMAP, SMTP`, `None`) or letters at fixed places (`IP.WS`, five to seven of them). Undefined: neither. */
export function readServices(text: string): readonly string[] | undefined {
  const value = text.replace(/^\{|\}$/g, '').trim()
  // The seventh place came with the call router of unified messaging.
  if (/^[.IPUWSFRC]{5,7}$/.test(value)) {
    return Array.from(value).flatMap((letter, at) => {
      const service = at === 6 && letter !== '.' ? 'umcallrouter' : LETTERS[letter]
      return service === undefined ? [] : [service]
    })
  }
  const words = value.split(',').map((word) => word.trim().toLowerCase())
  if (words.length === 1 && words[0] === 'none') return []
  const known: readonly string[] = SERVICE_FLAGS
  return words.every((word) => known.includes(word)) ? words : undefined
}

/** Undefined: no thumbprint, so nothing to hold on to. */
export function readCertificateProperties(
  printed: PrintedProperties,
  source: ByteSource,
  asked: Asked,
): ReadCertificate | undefined {
  const thumbprint = printed.get('thumbprint')
  const digits = thumbprint?.value.replace(/\s/g, '').toUpperCase() ?? ''
  if (thumbprint === undefined || !/^[0-9A-F]{40}$/.test(digits)) return undefined
  const evidenceOf = ({ line, quote }: PrintedValue): Evidence => ({
    source: source.name,
    line,
    ...(quote === '' ? {} : { quote: quoteOf(quote) }),
  })
  const cut = [...printed].filter(([name, { value }]) => WANTED.has(name) && isCut(name, value))
  const values: Values = { text: textOf(printed), raw: (name) => printed.get(name)?.value }
  const server = serverOf(values) ?? asked.server
  const certificate: CertificateObservation = {
    kind: 'certificate',
    from: 'store',
    evidence: evidenceOf(thumbprint),
    ...(server === undefined ? {} : { server }),
    thumbprint: digits,
    ...namesOf(values),
    ...statesOf(values),
    ...(asked.rank === undefined ? {} : { rank: asked.rank }),
    ...(asked.rankedFor === undefined ? {} : { rankedFor: asked.rankedFor }),
    places: placesOf(printed, evidenceOf),
  }
  const date = (name: string): PrintedDate | undefined => {
    const value = printed.get(name)
    return value === undefined || CUT.test(value.value) ? undefined : { text: value.value, evidence: evidenceOf(value) }
  }
  return {
    draft: { certificate, notBefore: date('notbefore'), notAfter: date('notafter') },
    cut: cut.map(([name, value]) => ({ name, evidence: evidenceOf(value) })),
  }
}

/** Dots at the end of letters are services that are off. */
function isCut(name: string, value: string): boolean {
  if (name === 'services' && readServices(value) !== undefined) return false
  return CUT.test(value.replace(/\}$/, ''))
}

interface Values {
  /** Whole and not empty, or undefined. */
  readonly text: (name: string) => string | undefined
  readonly raw: (name: string) => string | undefined
}

function textOf(printed: PrintedProperties): (name: string) => string | undefined {
  return (name) => {
    const value = printed.get(name)?.value
    return value === undefined || value === '' || CUT.test(value) ? undefined : value
  }
}

const WANTED: ReadonlySet<string> = new Set([
  ...['subject', 'issuer', 'certificatedomains', 'dnsnamelist', 'services', 'notbefore', 'notafter', 'serialnumber'],
])

function namesOf({ text, raw }: Values): Partial<CertificateObservation> {
  const subject = text('subject')
  const issuer = text('issuer')
  const serialNumber = text('serialnumber')
  const friendlyName = text('friendlyname')
  const list = raw('certificatedomains') ?? raw('dnsnamelist')
  const domains = list === undefined ? undefined : bracedValues(list)
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(domains === undefined ? {} : { domains: domains.values.map(withoutAlias) }),
    ...(domains?.isElided === true ? { areDomainsCut: true } : {}),
    ...(serialNumber === undefined ? {} : { serialNumber: serialNumber.toUpperCase() }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
  }
}

/** `DnsNameList` prints each name twice, once in Unicode: `hub1 (hub1)`. */
function withoutAlias(name: string): string {
  const cut = name.endsWith(')') ? name.indexOf(' (') : -1
  return cut < 0 ? name : name.slice(0, cut)
}

function statesOf({ text, raw }: Values): Partial<CertificateObservation> {
  const services = readServices(raw('services') ?? raw('servicesstringform') ?? '')
  const hasPrivateKey = truthOf(text('hasprivatekey'))
  // The documentation calls it IsSelfSign, the shell IsSelfSigned.
  const isSelfSigned = truthOf(text('isselfsigned') ?? text('isselfsign'))
  const status = text('status')
  const rootCaType = text('rootcatype')
  const bits = Number(text('publickeysize'))
  return {
    ...(services === undefined ? {} : { services }),
    ...(hasPrivateKey === undefined ? {} : { hasPrivateKey }),
    ...(isSelfSigned === undefined ? {} : { isSelfSigned }),
    ...(status === undefined ? {} : { status }),
    ...(rootCaType === undefined ? {} : { rootCaType }),
    ...(Number.isInteger(bits) && bits > 0 ? { publicKeySizeBits: bits } : {}),
  }
}

function truthOf(text: string | undefined): boolean | undefined {
  if (text === undefined || !/^(?:true|false)$/i.test(text)) return undefined
  return text.toLowerCase() === 'true'
}

/** `hub1.corp.example\THUMBPRINT`, or the computer the remote shell ran on. */
function serverOf({ text }: Values): string | undefined {
  const identity = /^([\w.-]+)\\[0-9A-F]{40}$/i.exec(text('identity') ?? '')?.[1]
  return identity ?? text('pscomputername')
}

const PLACES: readonly (readonly [property: string, name: string])[] = [
  ['services', 'services'],
  ['servicesstringform', 'services'],
  ['certificatedomains', 'domains'],
  ['subject', 'subject'],
  ['hasprivatekey', 'hasPrivateKey'],
  ['notbefore', 'notBefore'],
  ['notafter', 'notAfter'],
  ['status', 'status'],
]

function placesOf(
  printed: PrintedProperties,
  evidenceOf: (value: PrintedValue) => Evidence,
): Readonly<Record<string, Evidence>> {
  const places: Record<string, Evidence> = {}
  for (const [property, name] of PLACES) {
    const value = printed.get(property)
    if (value !== undefined) places[name] ??= evidenceOf(value)
  }
  return places
}
