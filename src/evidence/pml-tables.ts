/** The tables of a Process Monitor log (PML, version 9): what its events refer to by number. They stand behind the events. */
import { ByteBlocks } from './byte-blocks.ts'
import { ByteView } from './byte-view.ts'
import type { ByteSource } from './contract.ts'

export const PML_MAGIC = 'PML_'
export const PML_VERSION = 9
export const PML_HEADER_BYTES = 0x3a8
/** Modules and icons of a large server are some megabytes. */
const TABLE_BYTES_MAX = 64 * 1024 * 1024
const PROCESSES_MAX = 200_000
const STRING_BYTES_MAX = 64 * 1024

export interface PmlHeader {
  readonly version: number
  readonly pointerBytes: 4 | 8
  readonly computer: string
  readonly events: number
  readonly eventsAt: number
  /** Behind the last event. */
  readonly offsetsAt: number
  readonly processesAt: number
  readonly stringsAt: number
  readonly iconsAt: number
}

export interface PmlProcess {
  readonly name: string
  readonly pid: number
  readonly user: string
}

export function pmlHeaderOf(view: ByteView): PmlHeader | undefined {
  if (view.length < PML_HEADER_BYTES || view.latin1(0, PML_MAGIC.length) !== PML_MAGIC) return undefined
  return {
    version: view.u32(4),
    pointerBytes: view.u32(8) === 0 ? 4 : 8,
    computer: view.utf16z(0x0c, 0x2c).text,
    events: view.u32(0x234),
    eventsAt: view.u64(0x240),
    offsetsAt: view.u64(0x248),
    processesAt: view.u64(0x250),
    stringsAt: view.u64(0x258),
    iconsAt: view.u64(0x260),
  }
}

/** By the number that events use. Undefined when the tables are not where the header says, or larger than they can be. */
export async function readProcesses(
  source: ByteSource,
  header: PmlHeader,
): Promise<ReadonlyMap<number, PmlProcess> | undefined> {
  const { processesAt, stringsAt, iconsAt } = header
  const isPlausible =
    processesAt > 0 &&
    stringsAt > processesAt &&
    stringsAt - processesAt <= TABLE_BYTES_MAX &&
    (iconsAt <= stringsAt || iconsAt - stringsAt <= TABLE_BYTES_MAX)
  if (!isPlausible) return undefined
  const blocks = new ByteBlocks(source.open())
  await blocks.skip(processesAt)
  // A copy: what comes next takes its place.
  const processes = new ByteView(Uint8Array.from(await blocks.take(stringsAt - processesAt)))
  const strings = new ByteView(await blocks.take(iconsAt > stringsAt ? iconsAt - stringsAt : TABLE_BYTES_MAX))
  await blocks.end()
  if (processes.length < stringsAt - processesAt || strings.length === 0) return undefined
  return processesOf(processes, strings)
}

function processesOf(view: ByteView, strings: ByteView): ReadonlyMap<number, PmlProcess> {
  const found = new Map<number, PmlProcess>()
  const count = Math.min(view.u32(0), PROCESSES_MAX)
  for (let index = 0; index < count; index += 1) {
    view.begin()
    const at = view.u32(4 + count * 4 + index * 4)
    const process = {
      pid: view.u32(at + 4),
      user: stringAt(strings, view.u32(at + 0x3c)),
      name: stringAt(strings, view.u32(at + 0x40)),
    }
    if (!view.hasFailed()) found.set(view.u32(at), process)
  }
  return found
}

function stringAt(view: ByteView, index: number): string {
  if (index >= view.u32(0)) return ''
  const at = view.u32(4 + index * 4)
  const bytes = view.u32(at)
  return bytes > STRING_BYTES_MAX ? '' : view.utf16(at + 4, bytes).replace(/\0.*$/s, '')
}
