/** A mail server behind that keeps every byte: it reads who the peer is from the PROXY header and agrees to everything. */
import type { TestContext } from 'node:test'
import { readProxyV2, type ProxiedPeer } from '../../src/lab/proxy-header.ts'
import type { Address } from '../../src/model/configuration.ts'
import { scriptedServer } from '../gateway/harness.ts'

export const RECORDER_EHLO = '250-behind.corp.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10240000\r\n'

const LINE_END = Buffer.from('\r\n')
const TEXT_END = Buffer.from('\r\n.\r\n')

/** One connection to it. */
export class Recording {
  readonly commands: string[] = []
  /** Each message as it came: everything after 354, the final dot included. */
  readonly texts: Buffer[] = []
  peer: ProxiedPeer | undefined
  #held: Buffer = Buffer.alloc(0)
  #isText = false

  /** What is answered to these bytes. */
  take(chunk: Buffer): string {
    this.#held = Buffer.concat([this.#held, chunk])
    let answers = ''
    for (let answer = this.#next(); answer !== undefined; answer = this.#next()) answers += answer
    return answers
  }

  #next(): string | undefined {
    if (this.peer === undefined) return this.#header()
    return this.#isText ? this.#text() : this.#command()
  }

  #header(): string | undefined {
    const read = readProxyV2(this.#held)
    if (read.kind === 'more') return undefined
    if (read.kind === 'bad') throw new Error('the session does not begin with a PROXY header')
    this.peer = read.peer
    this.#held = this.#held.subarray(read.bytes)
    return '220 behind.corp.example ESMTP\r\n'
  }

  #text(): string | undefined {
    const text = this.#upTo(TEXT_END)
    if (text === undefined) return undefined
    this.texts.push(text)
    this.#isText = false
    return '250 2.0.0 Taken\r\n'
  }

  #command(): string | undefined {
    const line = this.#upTo(LINE_END)?.toString('latin1').trimEnd()
    if (line === undefined) return undefined
    this.commands.push(line)
    const verb = line.split(' ')[0]?.toUpperCase()
    this.#isText = verb === 'DATA'
    if (verb === 'EHLO') return RECORDER_EHLO
    if (verb === 'QUIT') return '221 2.0.0 Bye\r\n'
    return verb === 'DATA' ? '354 Go ahead\r\n' : '250 2.0.0 OK\r\n'
  }

  #upTo(mark: Buffer): Buffer | undefined {
    const at = this.#held.indexOf(mark)
    if (at < 0) return undefined
    const found = this.#held.subarray(0, at + mark.length)
    this.#held = this.#held.subarray(found.length)
    return found
  }
}

export interface Recorder {
  readonly address: Address
  readonly recordings: readonly Recording[]
}

/** Closed after the test. */
export async function openRecorder(t: TestContext): Promise<Recorder> {
  const recordings: Recording[] = []
  const { port } = await scriptedServer(t, (socket) => {
    const recording = new Recording()
    recordings.push(recording)
    socket.on('data', (chunk: Buffer) => {
      const answer = recording.take(chunk)
      if (answer.includes('221 ')) socket.end(answer)
      else socket.write(answer)
    })
    socket.on('end', () => socket.end())
  })
  return { address: { host: '127.0.0.1', port }, recordings }
}
