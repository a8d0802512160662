/**
 * The file that `New-EdgeSubscription` writes on an Edge server: who it is, which certificate it shows and how long the account in
 * it works. The password of that account is in it in the clear: only that it is there is told.
 */
import type { Evidence } from '../model/facts.ts'
import { thumbprintOf } from '../x509/parse.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readText } from './encoding.ts'
import type { EdgeSubscriptionObservation } from './observation.ts'
import { readCertificate, readStoreElement } from './store-element.ts'
import { XmlStream, type XmlTaker } from './xml-stream.ts'

const ROOT = 'EdgeSubscriptionData'
/** What is read; every other element is skipped, above all `ESRAPassword`. */
const READ = new Set(['EdgeServerName', 'EdgeServerFQDN', 'EdgeCertificateBlob', 'EffectiveDate', 'Duration'])
const SECRET = /password$/i
/** A container with a private key, of a later version. */
const KEY = /^Pfx\w*Blob$/i
const VALUE_CHARS_MAX = 256 * 1024
/** Ticks of 100 nanoseconds between the year 1 and 1970. */
const EPOCH_TICKS = 621_355_968_000_000_000n
const TICKS_PER_MS = 10_000n
const TOO_LONG_MAX = 10
/** Subscriptions, or secrets, of one file. */
const COUNT_MAX = 1_000

export const edgeSubscriptionReader: Reader = {
  id: 'edge-subscription',
  recognise: ({ text = '' }: Head) => {
    if (!text.trimStart().startsWith('<')) return 0
    if (/<(?:\w+:)?EdgeSubscriptionData[\s>]/.test(text)) return 100
    return text.includes('<EdgeServerFQDN>') && /<(?:EdgeCertificateBlob|ESRAUsername)>/.test(text) ? 95 : 0
  },
  read: async (source, findings) => {
    const reading = new Reading(source, findings)
    const stream = new XmlStream(reading)
    for await (const { text } of readText(source)) stream.push(text)
    stream.end()
    reading.finish()
  },
}

interface Value {
  readonly text: string
  readonly line: number
}

class Reading implements XmlTaker {
  readonly #source: ByteSource
  readonly #findings: Findings
  readonly #values = new Map<string, Value>()
  #open: { readonly name: string; readonly line: number; text: string; isTold: boolean } | undefined
  #tooLong = 0
  #subscriptions = 0
  #secrets = 0

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  begins(name: string, _attributes: Readonly<Record<string, string>>, line: number): void {
    this.#open = { name: localName(name), line, text: '', isTold: false }
  }

  says(text: string): void {
    const open = this.#open
    if (open === undefined) return
    if (SECRET.test(open.name) || KEY.test(open.name)) {
      if (text.trim() !== '') this.#tellSecret(open)
    } else if (READ.has(open.name)) open.text += text.slice(0, VALUE_CHARS_MAX - open.text.length)
  }

  ends(name: string): void {
    const open = this.#open
    this.#open = undefined
    if (open !== undefined && READ.has(open.name) && open.name === localName(name))
      this.#values.set(open.name, { text: open.text.trim(), line: open.line })
    if (localName(name) === ROOT) this.#close()
  }

  tooLong(line: number): void {
    this.#tooLong += 1
    if (this.#tooLong > TOO_LONG_MAX) return
    const args = { what: 'tag', limit: VALUE_CHARS_MAX }
    this.#findings.problem({ evidence: { source: this.#source.name, line }, problem: 'too-large', args })
  }

  finish(): void {
    if (this.#values.size === 0) return
    const line = Math.max(...[...this.#values.values()].map((value) => value.line))
    this.#close()
    const args = { what: ROOT }
    this.#findings.problem({ evidence: { source: this.#source.name, line }, problem: 'truncated', args })
  }

  #tellSecret(open: { readonly name: string; readonly line: number; isTold: boolean }): void {
    if (open.isTold || this.#secrets >= COUNT_MAX) return
    open.isTold = true
    this.#secrets += 1
    const what = KEY.test(open.name) ? 'private-key' : 'edge-credentials'
    this.#findings.observed({ kind: 'secret', what, evidence: { source: this.#source.name, line: open.line } })
  }

  #close(): void {
    const values = new Map(this.#values)
    this.#values.clear()
    const name = values.get('EdgeServerFQDN') ?? values.get('EdgeServerName')
    if (name === undefined || name.text === '' || this.#subscriptions >= COUNT_MAX) return
    this.#subscriptions += 1
    const thumbprint = this.#thumbprintIn(values.get('EdgeCertificateBlob'))
    const createdAt = momentOf(values.get('EffectiveDate')?.text ?? '')
    const validForS = secondsOf(values.get('Duration')?.text ?? '')
    const subscription: EdgeSubscriptionObservation = {
      kind: 'edge-subscription',
      evidence: this.#placeOf(name),
      edgeServer: name.text,
      ...(thumbprint === undefined ? {} : { thumbprint }),
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(validForS === undefined ? {} : { validForS }),
    }
    this.#findings.observed(subscription)
  }

  /** What the Edge server said it will show, as of that day: it may have another one by now. */
  #thumbprintIn(blob: Value | undefined): string | undefined {
    if (blob === undefined || blob.text === '') return undefined
    const der = readStoreElement(Buffer.from(blob.text, 'base64'))?.der
    const facts = der === undefined ? undefined : readCertificate(der)
    if (der === undefined || facts === undefined) {
      const evidence = this.#placeOf(blob)
      this.#findings.problem({
        evidence,
        problem: 'damaged',
        args: { what: 'certificate', lost: 'EdgeCertificateBlob' },
      })
      return undefined
    }
    return thumbprintOf(der)
  }

  #placeOf({ line }: Value): Evidence {
    return { source: this.#source.name, line }
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** Ticks since the year 1, or a date of XML. */
function momentOf(text: string): string | undefined {
  if (/^\d{17,19}$/.test(text)) {
    const ms = Number((BigInt(text) - EPOCH_TICKS) / TICKS_PER_MS)
    return isoOf(ms)
  }
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?$/.test(text)
    ? isoOf(Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`))
    : undefined
}

function isoOf(ms: number): string | undefined {
  const date = new Date(ms)
  const year = Number.isNaN(date.getTime()) ? 0 : date.getUTCFullYear()
  return year < 2000 || year > 9999 ? undefined : date.toISOString()
}

/** Minutes as the cmdlet counts, ticks, or a span of XML (`PT24H`, `P1D`) or of .NET (`1.00:00:00`). */
function secondsOf(text: string): number | undefined {
  if (/^\d{1,18}$/.test(text)) {
    const number = Number(text)
    return number >= 10_000_000 ? Math.round(number / 10_000_000) : number * 60
  }
  const iso = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})(?:\.\d+)?S)?)?$/.exec(text)
  const span = /^(?:(\d{1,4})\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d{1,7})?$/.exec(text)
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = iso ?? span ?? []
  if (iso === null && span === null) return undefined
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
}
