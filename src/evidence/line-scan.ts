/**
 * Finds a short literal, in upper or lower case, in gigabytes, and counts lines on the way: 16 bytes at a time in WebAssembly.
 * Plain JavaScript does the same many times slower and stands in where there is no WebAssembly; a test holds both together.
 *
 * The literal is ASCII. Two of its bytes are compared in the kernel, and the rest where both are there: a third would cost more than
 * it saves.
 */
import { Buffer } from 'node:buffer'

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  scan(from: number, to: number): number
}

/** What is used of it; the types of Node do not name it. */
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => object
      readonly Instance: new (module: object) => { readonly exports: Exports }
    }
  | undefined

export interface Found {
  /** -1: not there. */
  readonly at: number
  /** Line ends before `countedTo`. */
  readonly lines: number
  readonly countedTo: number
}

/** Memory of its own, and the search in it. `to` must leave `SCAN_SLACK_BYTES` behind it, which are overwritten. */
export interface LineScan {
  readonly memory: Buffer
  find(from: number, to: number): Found
}

export const SCAN_SLACK_BYTES = 64

const LANES = 16
const LINE_END = 0x0a
const LOWER = 0x20
const PAGE_BYTES = 65_536
/** Where the kernel leaves its count of lines. */
const COUNT_AT = 0

export function lineScan(literal: string, memoryBytes: number): LineScan {
  const pages = Math.ceil(memoryBytes / PAGE_BYTES)
  return typeof WebAssembly === 'undefined'
    ? plainScan(literal, Buffer.alloc(pages * PAGE_BYTES))
    : kernelScan(literal, pages, WebAssembly)
}

export function plainScan(literal: string, memory: Buffer): LineScan {
  const wanted = Buffer.from(literal.toLowerCase(), 'latin1')
  const first = wanted[0] ?? 0
  const isHere = (at: number) => wanted.every((byte, index) => lowered(memory[at + index] ?? 0) === byte)
  const find = (from: number, to: number): Found => {
    let lines = 0
    for (let at = from; at < to; at += 1) {
      const byte = memory[at] ?? 0
      if (byte === LINE_END) lines += 1
      else if (lowered(byte) === first && at + wanted.length <= to && isHere(at)) return { at, lines, countedTo: at }
    }
    return { at: -1, lines, countedTo: to }
  }
  return { memory, find }
}

function lowered(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | LOWER : byte
}

function kernelScan(literal: string, pages: number, wasm: NonNullable<typeof WebAssembly>): LineScan {
  const { exports } = new wasm.Instance(new wasm.Module(kernelOf(literal, pages)))
  const memory = Buffer.from(exports.memory.buffer)
  const length = literal.length
  const wanted = literal.toLowerCase()
  const find = (from: number, to: number): Found => {
    memory.fill(0, to, to + SCAN_SLACK_BYTES)
    let lines = 0
    for (let start = from; ;) {
      const at = exports.scan(start, to)
      lines += memory.readUInt32LE(COUNT_AT)
      if (at === -1 || at + length > to) {
        if (at !== -1) lines += linesIn(memory, blockOf(start, at), to)
        return { at: -1, lines, countedTo: to }
      }
      const countedTo = blockOf(start, at)
      if (memory.toString('latin1', at, at + length).toLowerCase() === wanted) return { at, lines, countedTo }
      // Two bytes of it were there, not all.
      lines += linesIn(memory, countedTo, at + 1)
      start = at + 1
    }
  }
  return { memory, find }
}

function blockOf(start: number, at: number): number {
  return start + Math.floor((at - start) / LANES) * LANES
}

export function linesIn(memory: Buffer, from: number, to: number): number {
  let lines = 0
  for (let at = memory.indexOf(LINE_END, from); at !== -1 && at < to; at = memory.indexOf(LINE_END, at + 1)) lines += 1
  return lines
}

// The kernel, by the names of the WebAssembly specification. Numbers up to 63 are one byte in its encoding.
const I32 = 0x7f
const V128 = 0x7b
const NONE = 0x40
const BLOCK = 0x02
const LOOP = 0x03
const IF = 0x04
const END = 0x0b
const BR = 0x0c
const BR_IF = 0x0d
const RETURN = 0x0f
const GET = 0x20
const SET = 0x21
const TEE = 0x22
const STORE = [0x36, 2, 0]
const CONST = 0x41
const MINUS_1 = 0x7f
const GE = 0x4f
const CTZ = 0x68
const POPCNT = 0x69
const ADD = 0x6a
const EQ_LANES = [0xfd, 0x23]
const AND_LANES = [0xfd, 0x4e]
const OR_LANES = [0xfd, 0x50]
const BITMASK = [0xfd, 0x64]

/** With the last one it makes the pair that is compared. */
const PROBE = 2

// Parameters and locals. Constants in locals stay in registers, which makes the loop nearly twice as fast.
const AT = 0
const TO = 1
const LINES = 2
const MASK = 3
const CASE = 4
const PROBED = 5
const LAST = 6
const ENDS = 7

const load = (offset: number) => [GET, AT, 0xfd, 0, 0, offset]

/** Sets a local to a byte in every lane. */
const setLanes = (local: number, byte: number) => [
  ...[0xfd, 12],
  ...Array.from({ length: LANES }, () => byte),
  ...[SET, local],
]

/** Lanes whose byte at an offset is that of a local, letters in any case. */
function lanesLike(offset: number, byte: number, local: number): readonly number[] {
  const isLetter = byte >= 0x61 && byte <= 0x7a
  return [...load(offset), ...(isLetter ? [GET, CASE, ...OR_LANES] : []), GET, local, ...EQ_LANES]
}

function kernelOf(literal: string, pages: number): Uint8Array {
  const end = literal.length - 1
  const probed = literal.toLowerCase().charCodeAt(PROBE)
  const last = literal.toLowerCase().charCodeAt(end)
  const leave = (result: readonly number[]) => [CONST, COUNT_AT, GET, LINES, ...STORE, ...result]
  const body = [
    ...[2, 2, I32, 4, V128],
    ...[...setLanes(CASE, LOWER), ...setLanes(PROBED, probed), ...setLanes(LAST, last), ...setLanes(ENDS, LINE_END)],
    ...[BLOCK, NONE, LOOP, NONE],
    ...[GET, AT, GET, TO, GE, BR_IF, 1],
    ...[...lanesLike(PROBE, probed, PROBED), ...lanesLike(end, last, LAST), ...AND_LANES, ...BITMASK, TEE, MASK],
    ...[IF, NONE, ...leave([GET, AT, GET, MASK, CTZ, ADD, RETURN]), END],
    ...[GET, LINES, ...lanesLike(0, LINE_END, ENDS), ...BITMASK, POPCNT, ADD, SET, LINES],
    ...[GET, AT, CONST, LANES, ADD, SET, AT, BR, 0],
    ...[END, END],
    ...leave([CONST, MINUS_1]),
    END,
  ]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 2, I32, I32, 1, I32]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...lengthOf(pages)]),
    ...section(7, [2, ...named('memory'), 2, 0, ...named('scan'), 0, 0]),
    ...section(10, [1, ...lengthOf(body.length), ...body]),
  ])
}

function section(id: number, bytes: readonly number[]): readonly number[] {
  return [id, ...lengthOf(bytes.length), ...bytes]
}

function named(name: string): readonly number[] {
  return [name.length, ...Buffer.from(name, 'latin1')]
}

/** Numbers are written seven bits at a time. */
function lengthOf(count: number): readonly number[] {
  return count < 0x80 ? [count] : [(count & 0x7f) | 0x80, ...lengthOf(count >>> 7)]
}
