/**
 * Certificates whose dates are not certain yet: they wait until the whole file has said in which order it writes days and months.
 * What stays ambiguous is told, and has no time.
 */
import type { Evidence } from '../model/facts.ts'
import type { ByteSource, Findings } from './contract.ts'
import { DateOrders, readDate, type DateReading } from './dates.ts'
import { quoteOf } from './lines.ts'
import type { CertificateObservation } from './observation.ts'

export interface PrintedDate {
  readonly text: string
  readonly evidence: Evidence
}

export interface CertificateDraft {
  readonly certificate: CertificateObservation
  readonly notBefore?: PrintedDate | undefined
  readonly notAfter?: PrintedDate | undefined
}

/** More than any store holds. */
const DRAFTS_MAX = 20_000
const PROBLEMS_MAX = 20

export class CertificateDrafts {
  readonly #findings: Findings
  readonly #source: ByteSource
  readonly #drafts: CertificateDraft[] = []
  #left = 0
  #problems = 0

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  add(draft: CertificateDraft): void {
    if (this.#drafts.length < DRAFTS_MAX) this.#drafts.push(draft)
    else this.#left += 1
  }

  finish(): void {
    const orders = new DateOrders()
    for (const { notBefore, notAfter } of this.#drafts) noteDates(orders, read(notBefore), read(notAfter))
    for (const draft of this.#drafts) this.#findings.observed(this.#resolved(draft, orders))
    if (this.#left === 0) return
    const evidence = { source: this.#source.name }
    this.#findings.problem({ evidence, problem: 'too-large', args: { what: 'certificates', limit: DRAFTS_MAX } })
  }

  #resolved({ certificate, notBefore, notAfter }: CertificateDraft, orders: DateOrders): CertificateObservation {
    const begin = this.#resolve(notBefore, orders)
    const end = this.#resolve(notAfter, orders)
    if (begin === undefined && end === undefined) return certificate
    return {
      ...certificate,
      ...(begin === undefined ? {} : { notBefore: begin.iso }),
      ...(end === undefined ? {} : { notAfter: end.iso }),
      hasZone: (begin ?? end)?.hasZone ?? false,
    }
  }

  #resolve(printed: PrintedDate | undefined, orders: DateOrders): { iso: string; hasZone: boolean } | undefined {
    if (printed === undefined || printed.text === '') return undefined
    const { text, evidence } = printed
    const reading = readDate(text)
    const iso = reading === undefined ? undefined : orders.resolve(reading)
    if (reading !== undefined && iso !== undefined) return { iso, hasZone: reading.hasZone }
    this.#problems += 1
    if (this.#problems > PROBLEMS_MAX) return undefined
    if (reading === undefined)
      this.#findings.problem({ evidence, problem: 'not-understood', args: { what: quoteOf(text) } })
    else this.#findings.problem({ evidence, problem: 'ambiguous-date', args: { value: text } })
    return undefined
  }
}

function read(printed: PrintedDate | undefined): DateReading | undefined {
  return printed === undefined ? undefined : readDate(printed.text)
}

function noteDates(orders: DateOrders, begin: DateReading | undefined, end: DateReading | undefined): void {
  if (begin !== undefined && end !== undefined) orders.noteSpan(begin, end)
  else if (begin !== undefined) orders.note(begin)
  else if (end !== undefined) orders.note(end)
}
