/** strace on Linux: attempts of mail's processes to open key files. Names of processes are known only when it saw them start. */
import { isoTime } from '../core/clock.ts'
import { CaptureTally } from './capture-tally.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { eachLine, type TextLine } from './lines.ts'
import { CaptureTimes } from './time-of-day.ts'

const LINE =
  /^(?:\[pid\s+(\d+)\]\s+|(\d+)(?:<([^>]+)>)?\s+)?(?:(\d{1,2}:\d{2}:\d{2}(?:\.\d+)?|\d{9,11}\.\d+)\s+)?(<\.\.\. )?(\w+)(?: resumed>|\()(.*)$/
const RESULT = /\)\s*=\s*(-?\d+|\?)(?:<[^>]*>)?(?:\s+([A-Z][A-Z0-9]+)\b.*)?(?:\s+<[\d.]+>)?$/
const PATH = /"((?:[^"\\]|\\.)*)"/
const OPENS = new Set(['open', 'openat', 'openat2', 'creat', 'access', 'faccessat', 'faccessat2'])
const STARTS = new Set(['execve', 'execveat'])
const FORKS = new Set(['clone', 'clone3', 'fork', 'vfork'])
const UNFINISHED = '<unfinished ...>'
const SURE = 90
const LINE_CHARS_MAX = 16_384
/** Processes of one capture. */
const PROCESSES_MAX = 10_000
const PENDING_MAX = 500
const SAMPLES_FIRST = 256
const SAMPLE_EVERY = 512

interface Call {
  readonly pid: string
  readonly name: string | undefined
  readonly clock: string
  readonly isResumed: boolean
  readonly call: string
  readonly rest: string
}

function callOf(text: string): Call | undefined {
  if (text.length > LINE_CHARS_MAX) return undefined
  const found = LINE.exec(text)
  if (found === null) return undefined
  const [, bracketed, leading, name, clock = '', resumed, call = '', rest = ''] = found
  return { pid: bracketed ?? leading ?? '', name, clock, isResumed: resumed !== undefined, call, rest }
}

export const straceReader: Reader = {
  id: 'strace',
  recognise: ({ text = '' }: Head) => {
    const lines = text.split(/\r?\n/, 40).filter((line) => line.trim() !== '')
    const isCall = (line: string) => callOf(line) !== undefined && (RESULT.test(line) || line.endsWith(UNFINISHED))
    return lines.filter(isCall).length * 2 > lines.length ? SURE : 0
  },
  read: readStrace,
}

async function readStrace(source: ByteSource, findings: Findings): Promise<void> {
  const tally = new CaptureTally(findings, 'strace', source.name)
  const taker = new Taker(tally, new CaptureTimes(source.modifiedAt))
  await eachLine(source, findings, (line) => {
    taker.take(line)
  })
  tally.end()
}

class Taker {
  readonly #tally: CaptureTally
  readonly #times: CaptureTimes
  /** By process number: what it runs, and the call of its that has not ended. */
  readonly #names = new Map<string, string>()
  readonly #pending = new Map<string, string>()

  constructor(tally: CaptureTally, times: CaptureTimes) {
    this.#tally = tally
    this.#times = times
  }

  take({ text, line }: TextLine): void {
    const call = callOf(text)
    if (call === undefined) return
    const { pid } = call
    if (call.name !== undefined) this.#learn(pid, call.name)
    if (call.rest.endsWith(UNFINISHED)) {
      if (this.#pending.size < PENDING_MAX) this.#pending.set(pid, call.rest.slice(0, -UNFINISHED.length))
      return
    }
    const begun = call.isResumed ? (this.#pending.get(pid) ?? '') : ''
    this.#pending.delete(pid)
    this.#finished(call, begun + call.rest, { text, line })
  }

  #finished({ pid, clock, call }: Call, args: string, { text, line }: TextLine): void {
    const result = RESULT.exec(`${args.startsWith(')') ? '' : ' '}${args}`)
    if (result === null) return
    const [, returned = '', error = 'SUCCESS'] = result
    const tally = this.#tally
    tally.records += 1
    const time = this.#timeOf(clock)
    tally.sees(time)
    const path = unescaped(PATH.exec(args)?.[1] ?? '')
    if (STARTS.has(call) && returned === '0') this.#learn(pid, path)
    if (FORKS.has(call)) this.#learn(returned, this.#names.get(pid) ?? '')
    const row = { process: this.#nameOf(pid), operation: call, path, result: error }
    if (tally.records <= SAMPLES_FIRST || tally.records % SAMPLE_EVERY === 0) tally.sample(row)
    if (!OPENS.has(call)) return
    const number = Number.parseInt(pid, 10)
    const known = { ...(Number.isNaN(number) ? {} : { pid: number }), ...(time === undefined ? {} : { time }) }
    tally.touch(row, () => ({ ...row, ...known, line, quote: text }))
  }

  #nameOf(pid: string): string {
    return this.#names.get(pid) ?? (pid === '' ? 'process' : `pid ${pid}`)
  }

  #learn(pid: string, path: string): void {
    if (path !== '' && this.#names.size < PROCESSES_MAX) this.#names.set(pid, path.slice(path.lastIndexOf('/') + 1))
  }

  #timeOf(clock: string): string | undefined {
    return /^\d{9,11}\./.test(clock) ? isoTime(Math.floor(Number(clock) * 1_000)) : this.#times.at(clock)
  }
}

/** Octal, quotation marks and backslashes; anything else is printed as it is. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  const bytes = text.replace(/\\([0-7]{1,3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8) & 0xff),
  )
  return Buffer.from(bytes.replace(/\\(.)/g, '$1'), 'latin1').toString('utf8')
}
