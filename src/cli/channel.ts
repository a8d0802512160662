/**
 * Standard output or standard error: to a terminal as a stream of Node, into a file or a pipe directly until told
 * otherwise. A reader that went away (EPIPE) is not an error.
 */
import { systemCode } from '../core/errors.ts'
import { openOutput } from '../disk/output.ts'

export interface Channel {
  readonly isTerminal: boolean
  write(text: string): void
  hasReader(): boolean
  /** From here on a reader that is slow, or sleeps, holds nothing up but its own lines. */
  neverWait(): void
  /** Resolves when everything written has been handed to the system. */
  flush(): Promise<void>
}

export function openChannel(descriptor: 1 | 2, streamOf: () => NodeJS.WriteStream): Channel {
  const output = openOutput(descriptor)
  const { isDevice } = output
  let usesStream = isDevice
  let readerIsThere = true
  let stream: NodeJS.WriteStream | undefined
  const lost = (error: unknown): void => {
    if (systemCode(error) !== 'EPIPE') throw error
    readerIsThere = false
  }
  const open = (): NodeJS.WriteStream => {
    stream ??= streamOf().on('error', lost)
    return stream
  }
  const writeDirectly = (text: string): void => {
    try {
      const rest = output.write(text)
      if (rest.length === 0) return
      // The stream keeps what must wait, and the order.
      usesStream = true
      open().write(rest)
    } catch (error) {
      lost(error)
    }
  }
  return {
    get isTerminal() {
      return isDevice && open().isTTY
    },
    write: (text) => {
      if (!readerIsThere) return
      if (usesStream) open().write(text)
      else writeDirectly(text)
    },
    hasReader: () => readerIsThere,
    neverWait: () => {
      usesStream = true
    },
    flush: async () => {
      const opened = stream
      if (opened?.writable !== true) return
      await new Promise<void>((resolve) => {
        opened.write('', () => {
          resolve()
        })
      })
    },
  }
}
