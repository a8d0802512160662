/**
 * The terminal: results to stdout, everything said about them to stderr; colours only for a terminal; questions only to a
 * person.
 */
import type { Secret } from '../core/secret.ts'
import { openChannel } from './channel.ts'

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
  /** For commands that go on until they are ended: whoever reads what they say must not be able to hold them up. */
  neverWait(): void
  /** Resolves when everything written has been handed to the system. */
  flush(): Promise<void>
}

export function openTerminal(hasColor: boolean): Terminal {
  const out = openChannel(1, () => process.stdout)
  const note = openChannel(2, () => process.stderr)
  // Getters, because opening a stream of Node costs time that most commands need not spend.
  return {
    get columns() {
      return out.isTerminal ? process.stdout.columns : 100
    },
    get isInteractive() {
      return process.stdin.isTTY && note.isTerminal
    },
    get showsProgress() {
      return note.isTerminal
    },
    out: (line) => {
      out.write(`${line}\n`)
    },
    note: (line) => {
      note.write(`${line}\n`)
    },
    paint: (style, text) => (hasColor && out.isTerminal ? `\u001b[${String(STYLES[style])}m${text}\u001b[0m` : text),
    hasReader: () => out.hasReader() && note.hasReader(),
    ask,
    askSecret,
    readInput,
    neverWait: () => {
      out.neverWait()
      note.neverWait()
    },
    flush: async () => {
      await out.flush()
      await note.flush()
    },
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
