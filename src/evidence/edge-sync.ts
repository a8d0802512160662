/**
 * `Test-EdgeSynchronization | fl`. Its times are UTC and written as the language of the shell writes them: they wait until the whole
 * text has said in which order it writes days and months.
 */
import type { ByteSource, Findings, Head } from './contract.ts'
import { DateOrders, readDate, type DateReading } from './dates.ts'
import type { EdgeSyncObservation } from './observation.ts'
import { placeIn, valueIn, type PrintedObject } from './printed-object.ts'

const LIST = /^[ \t]*(?:SyncStatus|LeaseExpiryUtc|LastSynchronizedUtc)[ \t]+:/im
const COMMAND = /\bTest-EdgeSynchronization\b/i
/** More than any organization has Edge servers. */
const DRAFTS_MAX = 10_000

export function recogniseEdgeSync({ text }: Head): number {
  if (text === undefined || text.startsWith('<')) return 0
  if (LIST.test(text)) return 88
  return COMMAND.test(text) ? 35 : 0
}

interface Draft {
  readonly test: EdgeSyncObservation
  readonly object: PrintedObject
  readonly expires: DateReading | undefined
  readonly synchronized: DateReading | undefined
}

export class EdgeSyncDrafts {
  readonly #findings: Findings
  readonly #source: ByteSource
  readonly #orders = new DateOrders()
  readonly #drafts: Draft[] = []
  #left = 0

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  /** Whether the object was such a test. */
  take(object: PrintedObject): boolean {
    const status = valueIn(object, 'syncstatus')
    const name = valueIn(object, 'name')
    if (status === undefined || name === undefined) return object.printed.has('syncstatus')
    if (this.#drafts.length >= DRAFTS_MAX) {
      this.#left += 1
      return true
    }
    const failureDetail = valueIn(object, 'failuredetail')
    const [now, expires, synchronized] = ['utcnow', 'leaseexpiryutc', 'lastsynchronizedutc'].map((property) =>
      dateIn(object, property),
    )
    if (now !== undefined) this.#orders.note(now)
    if (synchronized !== undefined && expires !== undefined) this.#orders.noteSpan(synchronized, expires)
    const test: EdgeSyncObservation = {
      kind: 'edge-sync',
      evidence: placeIn(object, failureDetail === undefined ? 'syncstatus' : 'failuredetail'),
      name,
      status,
      ...(failureDetail === undefined ? {} : { failureDetail }),
    }
    this.#drafts.push({ test, object, expires, synchronized })
    return true
  }

  finish(): void {
    for (const { test, object, expires, synchronized } of this.#drafts) {
      const leaseExpires = this.#resolve(object, 'leaseexpiryutc', expires)
      const lastSynchronized = this.#resolve(object, 'lastsynchronizedutc', synchronized)
      this.#findings.observed({
        ...test,
        ...(leaseExpires === undefined ? {} : { leaseExpires }),
        ...(lastSynchronized === undefined ? {} : { lastSynchronized }),
      })
    }
    if (this.#left === 0) return
    const evidence = { source: this.#source.name }
    this.#findings.problem({ evidence, problem: 'too-large', args: { what: 'tests', limit: DRAFTS_MAX } })
  }

  #resolve(object: PrintedObject, property: string, reading: DateReading | undefined): string | undefined {
    if (reading === undefined) return undefined
    const iso = this.#orders.resolve(reading)
    if (iso !== undefined) return iso.endsWith('Z') ? iso : `${iso}Z`
    this.#findings.problem({
      evidence: placeIn(object, property),
      problem: 'ambiguous-date',
      args: { value: reading.text },
    })
    return undefined
  }
}

/** The year 1 stands for never, and is none. */
function dateIn(object: PrintedObject, property: string): DateReading | undefined {
  const text = valueIn(object, property)
  return text === undefined ? undefined : readDate(text)
}
