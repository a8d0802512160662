/**
 * Standard output and standard error without Node's streams: to make those takes as long as all the rest of a short command.
 * A write waits for the reader of a pipe, as it does in most programs.
 */
import { fstatSync, writeSync } from 'node:fs'
import { systemCode } from '../core/errors.ts'

export interface Output {
  /** Whether a terminal may be at the other end; only Node's stream knows how to write to one. */
  readonly isDevice: boolean
  /** Writes what the system takes at once, and returns the rest. @throws the system's error, EPIPE when the reader is gone */
  write(text: string): Uint8Array
}

export function openOutput(descriptor: 1 | 2): Output {
  return {
    isDevice: isDevice(descriptor),
    write: (text) => {
      let rest: Uint8Array = Buffer.from(text)
      while (rest.length > 0) {
        const written = writeSome(descriptor, rest)
        if (written === 0) return rest
        rest = rest.subarray(written)
      }
      return rest
    },
  }
}

function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    // Closed: Node's stream says so in its own way.
    return true
  }
}

/** Nothing when the other end is full and was told not to make us wait. */
function writeSome(descriptor: number, bytes: Uint8Array): number {
  try {
    return writeSync(descriptor, bytes)
  } catch (error) {
    if (systemCode(error) === 'EAGAIN') return 0
    throw error
  }
}
