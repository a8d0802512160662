/**
 * Filemon, which watched files before Process Monitor did: a line an operation, with tabs as it saves them or blanks as they are pasted.
 * Its numbers go on without a gap unless it lost some: then what is not there proves nothing.
 */
import { CaptureTally, type Touch } from './capture-tally.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { eachLine, type TextLine } from './lines.ts'
import { CaptureTimes } from './time-of-day.ts'

const TIME = String.raw`(?:\S{1,6} ?)?\d{1,2}[:.]\d{2}[:.]\d{2}(?:[.,]\d+)?(?: ?[^\s\d]{1,6})?|\d+[.,]\d+`
const WITH_TABS = new RegExp(
  `^(\\d+)\\t(${TIME})\\t(.+?):(\\d+)\\t([A-Z][A-Z0-9_ *]+?)\\s*\\t([^\\t]*)\\t([^\\t]*?)\\s*(?:\\t(.*))?$`,
)
const WITH_BLANKS = new RegExp(
  `^\\s*(\\d+)\\s+(${TIME})\\s+(\\S.*?):(\\d+)\\s+([A-Z][A-Z_*]*(?: [A-Z_*]+)*)\\s+((?:[A-Z]:|\\\\\\\\)\\S.*?)\\s+(${[
    'SUCCESS',
    'ACCESS DENIED',
    'SHARING VIOLATION',
    '(?:FILE |PATH |NAME )?NOT FOUND',
    'NO SUCH FILE',
    'NO MORE FILES',
    'BUFFER OVERFLOW',
    'END OF FILE',
    '[A-Z][A-Z]+(?: [A-Z]+)*',
  ].join('|')})(?:\\s+(.*))?$`,
)
/** In front of a denied open it may say who was refused instead of what was asked for. */
const ACCOUNT = /^(?!Options:|Attributes:|Offset:|Length:|File)[^:\t]+\\[^:\t]+$/
const SURE = 95
/** Paths have a thousand or two; a longer line is something else. */
const LINE_CHARS_MAX = 8_192
const SAMPLES_FIRST = 256
const SAMPLE_EVERY = 512

interface FilemonRow extends Omit<Touch, 'time' | 'pid'> {
  readonly sequence: number
  readonly clock: string
  readonly pid: number
}

export const filemonReader: Reader = {
  id: 'filemon',
  recognise: ({ text = '' }: Head) => {
    const lines = text.split(/\r?\n/, 60).filter((line) => line.trim() !== '')
    const rows = lines.filter((line) => rowOf(line) !== undefined).length
    return rows >= 1 && rows * 2 >= lines.length - 1 ? SURE : 0
  },
  read: readFilemon,
}

function rowOf(text: string): FilemonRow | undefined {
  if (text.length > LINE_CHARS_MAX) return undefined
  const found = WITH_TABS.exec(text) ?? WITH_BLANKS.exec(text)
  if (found === null) return undefined
  const [, sequence = '', clock = '', process = '', pid = '', operation = '', path = '', result = '', other = ''] =
    found
  const account = ACCOUNT.exec(other.trim())?.[0]
  return {
    sequence: Number(sequence),
    clock,
    process,
    pid: Number(pid),
    operation: operation.trim(),
    path: path.trim(),
    result,
    ...(account === undefined ? {} : { account }),
  }
}

async function readFilemon(source: ByteSource, findings: Findings): Promise<void> {
  const tally = new CaptureTally(findings, 'Filemon', source.name)
  const times = new CaptureTimes(source.modifiedAt)
  let before: number | undefined
  const take = ({ text, line }: TextLine): void => {
    const row = rowOf(text)
    if (row === undefined) return
    const { sequence, clock, ...rest } = row
    if (before !== undefined && sequence > before + 1) tally.gap(before, sequence, line)
    before = sequence
    tally.records += 1
    if (tally.records <= SAMPLES_FIRST || tally.records % SAMPLE_EVERY === 0) tally.sample(rest)
    const time = times.at(clock)
    tally.sees(time)
    tally.touch(rest, () => ({ ...rest, ...(time === undefined ? {} : { time }), line, quote: text }))
  }
  await eachLine(source, findings, take)
  tally.end()
}
