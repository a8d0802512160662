/**
 * Two sockets become one byte pipe: nothing added, nothing changed, with back-pressure and half-close.
 *
 * TLS hands out one record (16 KiB) at a time; writing each on its own costs one system call each and a fifth of the
 * throughput. So what arrives in one turn of the event loop is gathered and written at once; a short piece, such as an
 * SMTP command, goes out immediately. In the other direction the kernel has gathered already.
 */
import type { Socket } from 'node:net'
import { LIMITS } from '../core/limits.ts'

const RECORD_BYTES = 16_384

export function splice(secure: Socket, plain: Socket): void {
  gather(secure, plain)
  pass(plain, secure)
}

/** From TLS to plain. */
function gather(from: Socket, to: Socket): void {
  let held: Buffer[] = []
  let heldBytes = 0
  let isScheduled = false
  const flush = () => {
    isScheduled = false
    if (held.length === 0 || to.destroyed) return
    const chunks = held
    held = []
    heldBytes = 0
    to.cork()
    for (const chunk of chunks) to.write(chunk)
    to.uncork()
    if (to.writableNeedDrain) from.pause()
  }
  from.on('data', (chunk: Buffer) => {
    held.push(chunk)
    heldBytes += chunk.length
    if (heldBytes >= LIMITS.pipeGatherBytes || (!isScheduled && chunk.length < RECORD_BYTES)) flush()
    else if (!isScheduled) {
      isScheduled = true
      setImmediate(flush)
    }
  })
  join(from, to, flush)
}

/** From plain to TLS. */
function pass(from: Socket, to: Socket): void {
  from.on('data', (chunk: Buffer) => {
    if (!to.write(chunk)) from.pause()
  })
  join(from, to, () => undefined)
}

/** What both directions share: resume when the reader has caught up, close after what is still to be written. */
function join(from: Socket, to: Socket, flush: () => void): void {
  to.on('drain', () => {
    from.resume()
  })
  from.on('end', () => {
    flush()
    to.end()
  })
  // A dirty close (no close_notify, reset) is ordinary on the Internet: the other side is closed too, and that is all.
  from.on('error', () => undefined)
  from.on('close', () => {
    flush()
    to.destroySoon()
  })
}
