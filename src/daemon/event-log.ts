/**
 * The event log: one JSON record a line in `events/events.jsonl`, bounded, with one file of older records beside it.
 *
 * The same event again within the repeat window is counted, and written once more with its count when the window ends:
 * nothing is dropped. Somebody who floods a server with ever new certificates is counted too, once an event id has
 * shown `DISTINCT_MAX` faces in a window.
 */
import { join } from 'node:path'
import { isoTime, type Clock } from '../core/clock.ts'
import { reasonOf } from '../core/errors.ts'
import type { Value } from '../core/text.ts'
import { Appender, tailOf } from '../disk/append.ts'
import { makeFolder, readTextIfPresent } from '../disk/files.ts'
import type { Configuration } from '../model/configuration.ts'
import { EVENTS, type EventCount, type EventDraft, type EventRecord, type Raise } from '../model/events.ts'

const DISTINCT_MAX = 100
/** Records kept in memory while the disk is full. */
const WAITING_MAX = 1_000
const FOLLOW_MS = 150
/** A configuration may allow logs of this size. */
const LOG_BYTES_MAX = 1024 * 1024 * 1024

export interface EventLogOptions {
  readonly folder: string
  readonly serverName: string
  readonly clock: Clock
  readonly bytesMax: number
  readonly repeatWindowMs: number
  /** Group that may read the log. */
  readonly group?: number | undefined
  /** Told every record that is written. */
  readonly onRecord?: (record: EventRecord) => void
  /** Told once when records cannot be written, and again when they can. */
  readonly onDisk?: (problem: string | undefined) => void
}

export interface EventLog {
  readonly raise: Raise
  /** How often each was raised since the log was opened, also while it was only counted. */
  readonly counts: readonly EventCount[]
  /** Writes what was counted so far. */
  flush(): void
  close(): void
}

export function eventsFolder({ stateFolder }: Pick<Configuration, 'stateFolder'>): string {
  return join(stateFolder, 'events')
}

const pathOf = (folder: string): string => join(folder, 'events.jsonl')
const previousPathOf = (folder: string): string => join(folder, 'events.1.jsonl')

/** @throws HubtrustError DISK_WRITE_FAILED when the folder cannot be made */
export function openEventLog(options: EventLogOptions): EventLog {
  makeFolder(options.folder, { mode: 0o750, ...(options.group === undefined ? {} : { group: options.group }) })
  return new FileEventLog(options)
}

interface Repeated {
  readonly draft: EventDraft
  /** Since the record that was written last. */
  count: number
  readonly endsMs: number
}

class FileEventLog implements EventLog {
  readonly #options: EventLogOptions
  readonly #appender: Appender
  readonly #repeated = new Map<string, Repeated>()
  readonly #faces = new Map<number, number>()
  readonly #timer: NodeJS.Timeout
  readonly #waiting: string[] = []
  readonly #counts = new Map<EventCount['id'], number>()
  #sequence: number
  #problem: string | undefined

  constructor(options: EventLogOptions) {
    const { folder, bytesMax, group, repeatWindowMs } = options
    this.#options = options
    this.#sequence = lastSequence(folder)
    // Two files make the log: each may have half of it.
    const path = { path: pathOf(folder), previousPath: previousPathOf(folder) }
    this.#appender = new Appender({ ...path, bytesMax: Math.ceil(bytesMax / 2), mode: 0o640, group })
    this.#timer = setInterval(
      () => {
        this.#endWindows(options.clock.nowMs())
      },
      Math.min(Math.max(repeatWindowMs, 50), 1_000),
    ).unref()
  }

  readonly raise: Raise = (draft) => {
    const nowMs = this.#options.clock.nowMs()
    this.#counts.set(draft.id, (this.#counts.get(draft.id) ?? 0) + 1)
    this.#endWindows(nowMs)
    const face = keyOf(draft)
    const key = this.#repeated.has(face) || this.#isNewFaceWelcome(draft.id) ? face : `${draft.id} any`
    const repeated = this.#repeated.get(key)
    if (repeated !== undefined) {
      repeated.count += 1
      return
    }
    this.#faces.set(draft.id, (this.#faces.get(draft.id) ?? 0) + 1)
    this.#repeated.set(key, { draft, count: 0, endsMs: nowMs + this.#options.repeatWindowMs })
    this.#record(draft, 1)
    this.#write()
  }

  get counts(): readonly EventCount[] {
    return [...this.#counts].map(([id, count]) => ({ id, count }))
  }

  flush(): void {
    this.#endWindows(Infinity)
    this.#write()
  }

  close(): void {
    clearInterval(this.#timer)
    this.flush()
    this.#appender.close()
  }

  #isNewFaceWelcome(id: number): boolean {
    return (this.#faces.get(id) ?? 0) < DISTINCT_MAX
  }

  #endWindows(nowMs: number): void {
    for (const [key, { draft, count, endsMs }] of this.#repeated) {
      if (endsMs > nowMs) continue
      this.#repeated.delete(key)
      this.#faces.set(draft.id, (this.#faces.get(draft.id) ?? 1) - 1)
      if (count > 0) this.#record(draft, count)
    }
    this.#write()
  }

  #record({ id, args, cause, proof }: EventDraft, count: number): void {
    const { category, severity } = EVENTS[id]
    this.#sequence += 1
    const record: EventRecord = {
      sequence: this.#sequence,
      time: isoTime(this.#options.clock.nowMs()),
      source: 'Hubtrust',
      id,
      category,
      severity,
      server: this.#options.serverName,
      args,
      ...(cause === undefined ? {} : { cause }),
      ...(proof === undefined ? {} : { proof }),
      count,
    }
    this.#waiting.push(JSON.stringify(record))
    this.#options.onRecord?.(record)
    this.#waiting.splice(0, this.#waiting.length - WAITING_MAX)
  }

  /** A full disk must not stop mail: records wait in memory, and the newest are kept. */
  #write(): void {
    if (this.#waiting.length === 0) return
    try {
      // One by one: together they might be more than the log may hold.
      for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
        this.#appender.append(next)
        this.#waiting.shift()
      }
      if (this.#problem !== undefined) this.#options.onDisk?.(undefined)
      this.#problem = undefined
    } catch (error) {
      if (this.#problem === undefined) this.#options.onDisk?.(reasonOf(error))
      this.#problem = reasonOf(error)
    }
  }
}

/** Two events with the same id, arguments and cause are the same event. */
function keyOf({ id, args, cause }: EventDraft): string {
  return JSON.stringify([id, cause ?? '', args])
}

export interface ReadEvents {
  /** Only records after this one. */
  readonly sinceSequence?: number
  readonly ids?: readonly number[]
  /** At most so many, the newest. */
  readonly limit?: number
}

/** Oldest first. Lines that are no records, cut short by a crash, are passed over. @throws HubtrustError DISK_READ_FAILED */
export function readEvents(folder: string, { sinceSequence = 0, ids, limit }: ReadEvents = {}): readonly EventRecord[] {
  const found = [previousPathOf(folder), pathOf(folder)]
    .flatMap((path) => (readTextIfPresent(path, { bytesMax: LOG_BYTES_MAX }) ?? '').split('\n'))
    .flatMap((line) => recordOf(line) ?? [])
    .filter(({ sequence, id }) => sequence > sinceSequence && (ids === undefined || ids.includes(id)))
  return limit === undefined ? found : found.slice(Math.max(found.length - limit, 0))
}

/** The sequence number of the newest record, 0 when there is none. */
export function lastSequence(folder: string): number {
  return readEvents(folder).at(-1)?.sequence ?? 0
}

/** Tells every record from now on within 300 ms, whichever process writes it. */
export function followEvents(folder: string, onRecord: (record: EventRecord) => void): { close(): void } {
  const tail = tailOf(pathOf(folder), previousPathOf(folder), 'end')
  const timer = setInterval(() => {
    for (const line of tail.read()) {
      const record = recordOf(line)
      if (record !== undefined) onRecord(record)
    }
  }, FOLLOW_MS)
  return {
    close: () => {
      clearInterval(timer)
    },
  }
}

function recordOf(line: string): EventRecord | undefined {
  if (line === '') return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    // Cut short, or written by somebody else.
    return undefined
  }
}

function isRecord(value: unknown): value is EventRecord {
  if (!isObject(value)) return false
  const { sequence, time, id, args, count, server } = value
  if (typeof sequence !== 'number' || typeof time !== 'string' || typeof count !== 'number') return false
  return typeof server === 'string' && typeof id === 'number' && id in EVENTS && isValues(args)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isValues(value: unknown): value is Readonly<Record<string, Value>> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string' || typeof one === 'number')
}
