/**
 * `Export-Clixml`: certificates, servers, connectors, queues and the network, also when they are inside other objects, as in the
 * output of a health check.
 */
import { CertificateDrafts } from './certificate-drafts.ts'
import { readCertificateProperties, type PrintedValue } from './certificate-properties.ts'
import { readClixmlCertificate } from './clixml-certificate.ts'
import { readClixmlObject } from './clixml-exchange.ts'
import { ClixmlBuilder, propertyQuoted, type ClixmlHandler, type ClixmlObject } from './clixml-objects.ts'
import {
  EVIDENCE_LIMITS,
  type ByteSource,
  type EvidenceProblem,
  type Findings,
  type Head,
  type Reader,
} from './contract.ts'
import { readText } from './encoding.ts'
import type { SecretObservation } from './observation.ts'
import { XmlStream } from './xml-stream.ts'

const NAMESPACE = 'http://schemas.microsoft.com/powershell/2004/04'
const CERTIFICATE = /(?:\.ExchangeCertificate|\.X509Certificate2)$/
/** What an object is known by, the most telling first. */
const PROVING = [
  ...['InternalTransportCertificateThumbprint', 'LastError', 'AuthMechanism', 'SmartHostAuthMechanism'],
  ...['AdminDisplayVersion', 'Thumbprint', 'ComputerName', 'Name', 'Identity', 'RawData', 'SerializationData'],
]
/** How many tags are told as too long; the others are like them. */
const TOO_LONG_MAX = 10
/** Objects inside one object that are looked at. */
const INSIDE_MAX = 100_000

export const clixmlReader: Reader = {
  id: 'clixml',
  recognise: ({ text = '' }: Head) =>
    /^\s*(?:#< CLIXML\s*)?(?:<\?xml[^>]*>\s*)?<Objs\s/.test(text) && text.includes(NAMESPACE) ? 100 : 0,
  read: async (source, findings) => {
    const reading = new Reading(source, findings)
    const builder = new ClixmlBuilder(reading)
    const stream = new XmlStream(builder)
    for await (const { text } of readText(source)) {
      stream.push(text)
      if (builder.isFull) break
    }
    stream.end()
    reading.finish(builder)
  },
}

class Reading implements ClixmlHandler {
  readonly #source: ByteSource
  readonly #findings: Findings
  readonly #drafts: CertificateDrafts
  readonly #secrets = new Set<number>()
  #objects = 0
  #tooLong = 0

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
    this.#drafts = new CertificateDrafts(source, findings)
  }

  object(object: ClixmlObject): void {
    this.#objects += 1
    this.#visit(object, new Set())
  }

  secret(what: SecretObservation['what'], line: number): void {
    if (this.#secrets.has(line)) return
    this.#secrets.add(line)
    this.#findings.observed({ kind: 'secret', what, evidence: { source: this.#source.name, line } })
  }

  tooLong(line: number): void {
    this.#tooLong += 1
    if (this.#tooLong <= TOO_LONG_MAX)
      this.#problem('too-large', { what: 'tag', limit: EVIDENCE_LIMITS.lineBytesMax }, line)
  }

  finish(builder: ClixmlBuilder): void {
    this.#drafts.finish()
    if (builder.isFull) this.#problem('too-large', { what: 'CLIXML', limit: EVIDENCE_LIMITS.wholeBytesMax })
    else if (builder.openLine !== undefined) this.#problem('truncated', { what: 'object' }, builder.openLine)
  }

  #problem(problem: EvidenceProblem, args: Readonly<Record<string, string | number>>, line?: number): void {
    const place = { record: this.#objects, ...(line === undefined ? {} : { line }) }
    this.#findings.problem({ evidence: { source: this.#source.name, ...place }, problem, args })
  }

  #visit(object: ClixmlObject, seen: Set<ClixmlObject>): void {
    if (seen.has(object) || seen.size >= INSIDE_MAX) return
    seen.add(object)
    const place = { source: this.#source.name, line: object.line, record: this.#objects }
    const evidence = { ...place, ...propertyQuoted(object, PROVING) }
    if (object.types.some((type) => CERTIFICATE.test(type)) || object.properties.get('rawdata')?.kind === 'scalar') {
      const read = readClixmlCertificate(object, evidence)
      if (read === undefined) this.#problem('damaged', { what: 'certificate', lost: 'RawData' }, object.line)
      else {
        this.#findings.observed(read.certificate)
        if (read.key !== undefined) this.#findings.observed(read.key)
        if (read.isDamaged) this.#problem('damaged', { what: 'certificate', lost: 'SerializationData' }, object.line)
      }
      return
    }
    const known = readClixmlObject(object, evidence)
    if (known !== undefined) for (const observation of known) this.#findings.observed(observation)
    else if (!this.#isPrinted(object)) this.#visitInside(object, seen)
  }

  #visitInside(object: ClixmlObject, seen: Set<ClixmlObject>): void {
    for (const value of [...object.properties.values(), ...object.items])
      if (value.kind === 'object') this.#visit(value, seen)
  }

  /** An object that a script made of a certificate, with the properties that the shell prints. */
  #isPrinted(object: ClixmlObject): boolean {
    if (object.properties.get('thumbprint') === undefined) return false
    const printed = [...object.properties].flatMap(([name, value]): [string, PrintedValue][] =>
      value.text === undefined
        ? []
        : [[name, { value: value.text, line: value.line, quote: propertyQuoted(object, [name])?.quote ?? '' }]],
    )
    const read = readCertificateProperties(new Map(printed), this.#source, {})
    if (read === undefined) return false
    this.#drafts.add(read.draft)
    return true
  }
}
