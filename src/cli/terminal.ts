/**
 * The terminal: results to stdout, everything said about them to stderr; colours only for a terminal; questions only to a
 * person. A reader that went away (EPIPE) is not an error.
 */
import { systemCode } from '../core/errors.ts'
import type { Secret } from '../core/secret.ts'

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const
export type Style = keyof typeof STYLES

export interface Terminal {
  readonly columns: number
  /** Whether a person can be asked: both stdin and stderr are a terminal. */
  readonly isInteractive: boolean
  /** Whether progress may be drawn on stderr. */
  readonly showsProgress: boolean
  out(line: string): void
  note(line: string): void
  paint(style: Style, text: string): string
  /** Whether the reader of stdout is still there; a follower stops when it is not. */
  hasReader(): boolean
  ask(question: string): Promise<string>
  askSecret(question: string): Promise<Secret>
  readInput(): Promise<string>
  /** Resolves when everything written has been handed to the system. */
  flush(): Promise<void>
}

export function openTerminal(hasColor: boolean): Terminal {
  let readerIsThere = true
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (systemCode(error) !== 'EPIPE') throw error
      readerIsThere = false
    })
  }
  const colored = hasColor && process.stdout.isTTY
  return {
    columns: process.stdout.isTTY ? process.stdout.columns : 100,
    // A getter, because opening stdin costs time that most commands need not spend.
    get isInteractive() {
      return process.stdin.isTTY && process.stderr.isTTY
    },
    showsProgress: process.stderr.isTTY,
    out: (line) => {
      if (readerIsThere) process.stdout.write(`${line}\n`)
    },
    note: (line) => {
      process.stderr.write(`${line}\n`)
    },
    paint: (style, text) => (colored ? `\u001b[${String(STYLES[style])}m${text}\u001b[0m` : text),
    hasReader: () => readerIsThere,
    ask,
    askSecret,
    readInput,
    flush,
  }
}

async function ask(question: string): Promise<string> {
  // Loaded only here: most commands ask nothing.
  const { createInterface } = await import('node:readline/promises')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await reader.question(question)
  } finally {
    reader.close()
  }
}

/** Reads a line without echo. Control-C gives up as it would anywhere else. */
async function askSecret(question: string): Promise<Secret> {
  const { Secret } = await import('../core/secret.ts')
  process.stderr.write(question)
  const { stdin } = process
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  return new Promise((resolve) => {
    let typed = ''
    const finish = (rest: string): void => {
      stdin.off('data', read)
      // What was pasted behind the line belongs to the next question.
      if (rest !== '') stdin.unshift(rest)
      stdin.setRawMode(false)
      stdin.pause()
      process.stderr.write('\n')
      resolve(new Secret(typed))
    }
    const read = (text: string): void => {
      const keys = Array.from(text)
      for (const [place, key] of keys.entries()) {
        if (key === '\r' || key === '\n' || key === '\u0004') {
          finish(keys.slice(place + 1).join(''))
          return
        }
        if (key === '\u0003') {
          stdin.setRawMode(false)
          process.kill(process.pid, 'SIGINT')
          return
        }
        typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key
      }
    }
    stdin.on('data', read)
    stdin.resume()
  })
}

async function readInput(): Promise<string> {
  process.stdin.setEncoding('utf8')
  let text = ''
  for await (const piece of process.stdin) text += String(piece)
  return text
}

async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.writable) continue
    await new Promise<void>((resolve) => {
      stream.write('', () => {
        resolve()
      })
    })
  }
}
