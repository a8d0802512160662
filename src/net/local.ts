/** Talk between programs of this machine: JSON values, one a line, over a socket that is a file. */
import { connect, createServer, type Socket } from 'node:net'

/** What one line may hold; a status with thousands of peers stays far below. */
const LINE_BYTES_MAX = 8 * 1024 * 1024
const ANSWER_MS = 2_000

export interface LocalListener {
  /** Stops accepting, and ends what talks are going on once they have been told what was written. */
  close(): void
}

/** One end of such a talk. A line that is no JSON, or too long, ends it. */
export class LocalTalk {
  readonly #socket: Socket
  #rest = ''

  constructor(socket: Socket, onMessage: (message: unknown) => void, onEnd: () => void) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('error', () => undefined)
    socket.once('close', onEnd)
    socket.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n')
      this.#rest = lines.pop() ?? ''
      if (this.#rest.length > LINE_BYTES_MAX) socket.destroy()
      for (const line of lines) this.#take(line, onMessage)
    })
  }

  #take(line: string, onMessage: (message: unknown) => void): void {
    let message: unknown
    try {
      message = JSON.parse(line)
    } catch {
      this.#socket.destroy()
      return
    }
    onMessage(message)
  }

  /** False when the other end does not keep up; what is said then is lost to it. */
  send(message: unknown): boolean {
    if (this.#socket.destroyed || this.#socket.writableLength > LINE_BYTES_MAX) return false
    this.#socket.write(`${JSON.stringify(message)}\n`)
    return true
  }

  end(): void {
    this.#socket.end()
  }
}

/** Rejects with the system's error. The file must not be there yet; only its owner may connect. */
export function listenLocal(path: string, onTalk: (socket: Socket) => void): Promise<LocalListener> {
  const talks = new Set<Socket>()
  const server = createServer((socket) => {
    talks.add(socket)
    socket.once('close', () => talks.delete(socket))
    onTalk(socket)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const before = process.umask(0o177)
    server.listen(path, () => {
      server.off('error', reject)
      server.on('error', () => undefined)
      resolve({
        close: () => {
          server.close()
          for (const talk of talks) talk.destroySoon()
        },
      })
    })
    process.umask(before)
  })
}

/** Undefined when nobody listens there, or not for us. */
export function dialLocal(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.setTimeout(ANSWER_MS, () => socket.destroy())
    socket.on('error', () => undefined)
    socket.once('close', () => {
      resolve(undefined)
    })
    socket.once('connect', () => {
      socket.setTimeout(0)
      resolve(socket)
    })
  })
}
