/** The audit log of Linux, as it is written or as ausearch prints it: refused opens of key files, by system call or by a security module. */
import { isoTime } from '../core/clock.ts'
import { CaptureTally } from './capture-tally.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { eachLine, type TextLine } from './lines.ts'
import { CaptureTimes } from './time-of-day.ts'

const LINE = /^(?:node=(\S+) )?type=(\S+) msg=audit\(([^)]*?)[:](\d+)\)\s?:\s*(.*)$/
const FIELD = /(\w+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g
const DENIED = /avc:\s+denied\s+\{ ([^}]*) \}/
const SURE = 95
const LINE_CHARS_MAX = 16_384
/** Of the architectures that mail servers run on. */
const CALLS: ReadonlyMap<string, string> = new Map([
  ['c000003e 2', 'open'],
  ['c000003e 21', 'access'],
  ['c000003e 257', 'openat'],
  ['c000003e 269', 'faccessat'],
  ['c000003e 437', 'openat2'],
  ['c000003e 439', 'faccessat2'],
  ['c00000b7 48', 'faccessat'],
  ['c00000b7 56', 'openat'],
  ['c00000b7 437', 'openat2'],
  ['c00000b7 439', 'faccessat2'],
])
const ERRORS: ReadonlyMap<string, string> = new Map([
  ['-13', 'EACCES'],
  ['-1', 'EPERM'],
  ['-2', 'ENOENT'],
])
const PATHS_MAX = 16
const FIELDS_MAX = 200

export const auditdReader: Reader = {
  id: 'auditd',
  recognise: ({ text = '' }: Head) => {
    const lines = text.split(/\r?\n/, 40).filter((line) => line.trim() !== '' && !line.startsWith('----'))
    return lines.filter((line) => LINE.test(line)).length * 2 > lines.length ? SURE : 0
  },
  read: readAuditd,
}

/** The lines of one number are one event. */
interface AuditEvent {
  readonly serial: string
  readonly stamp: string
  readonly line: number
  readonly quote: string
  readonly node: string | undefined
  readonly fields: Map<string, string>
  readonly paths: string[]
  denied: string | undefined
}

async function readAuditd(source: ByteSource, findings: Findings): Promise<void> {
  const tally = new CaptureTally(findings, 'auditd', source.name)
  const times = new CaptureTimes(source.modifiedAt)
  let event: AuditEvent | undefined
  const finish = (): void => {
    if (event !== undefined) hand(event, tally, times)
    event = undefined
  }
  const take = ({ text, line }: TextLine): void => {
    const found = text.length > LINE_CHARS_MAX ? null : LINE.exec(text)
    if (found === null) return
    const [, node, type = '', stamp = '', serial = '', rest = ''] = found
    if (event?.serial !== serial) {
      finish()
      event = { serial, stamp, line, quote: text, node, fields: new Map(), paths: [], denied: undefined }
    }
    add(event, type, rest)
  }
  await eachLine(source, findings, take)
  finish()
  // Only what rules ask for is in an audit log.
  tally.end(true)
}

function add(event: AuditEvent, type: string, text: string): void {
  const denied = DENIED.exec(text)?.[1]
  if (denied !== undefined) event.denied = denied.trim()
  for (const [, name = '', double, single, bare] of text.matchAll(FIELD)) {
    const value = double ?? single ?? (isNameField(name) ? textOfHex(bare ?? '') : (bare ?? ''))
    if (type === 'PATH' && name === 'name' && event.paths.length < PATHS_MAX) event.paths.push(value)
    else if (!event.fields.has(name) && event.fields.size < FIELDS_MAX) event.fields.set(name, value)
  }
}

function isNameField(name: string): boolean {
  return ['name', 'path', 'comm', 'exe'].includes(name)
}

/** Names with blanks are printed in hexadecimal, without quotation marks. */
function textOfHex(text: string): string {
  return /^(?:[0-9A-F]{2}){2,}$/.test(text) ? Buffer.from(text, 'hex').toString('utf8') : text
}

function hand(event: AuditEvent, tally: CaptureTally, times: CaptureTimes): void {
  const { fields, stamp, line, quote, node } = event
  const field = (name: string) => fields.get(name) ?? ''
  tally.records += 1
  if (node !== undefined) tally.server = node
  const time = timeOf(stamp, times)
  tally.sees(time)
  const call = field('syscall')
  const operation = event.denied ?? CALLS.get(`${field('arch')} ${call}`) ?? (call === '' ? 'access' : call)
  const result = resultOf(event)
  if (result === undefined) return
  const process = field('exe') === '' ? field('comm') : field('exe').slice(field('exe').lastIndexOf('/') + 1)
  const pid = Number.parseInt(field('pid'), 10)
  const account = fields.get('UID') ?? fields.get('uid')
  const named = event.paths.length > 0 ? event.paths : [fields.get('path') ?? field('name')]
  for (const path of named) {
    const row = { process, operation, path, result }
    tally.sample(row)
    tally.touch(row, () => ({
      ...row,
      ...(Number.isNaN(pid) ? {} : { pid }),
      ...(time === undefined ? {} : { time }),
      ...(account === undefined ? {} : { account }),
      line,
      quote,
    }))
  }
}

/** `exit=-13`, `exit=EACCES(Permission denied)`; undefined when the event is about something else. */
function resultOf({ fields, denied }: AuditEvent): string | undefined {
  const exit = fields.get('exit')
  const named = /^[A-Z]+/.exec(exit ?? '')?.[0] ?? ERRORS.get(exit ?? '')
  if (named !== undefined) return named
  if (denied !== undefined) return 'EACCES'
  return fields.get('success') === 'yes' ? 'SUCCESS' : undefined
}

function timeOf(stamp: string, times: CaptureTimes): string | undefined {
  if (/^\d{9,11}\.\d+$/.test(stamp)) return isoTime(Math.floor(Number(stamp) * 1_000))
  const [date = '', clock = ''] = stamp.split(' ')
  return times.at(clock, date)
}
