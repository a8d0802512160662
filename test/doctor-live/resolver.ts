/** The name server of a namespace: at 127.0.0.1:53 there, where every resolver looks, and as wise as it was told last. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Zone } from '../probe/dns-server.ts'

export const RESOLV_CONF = 'nameserver 127.0.0.1\nsearch corp.example\n'

const ANSWERS = pathToFileURL(join(import.meta.dirname, '..', 'probe', 'dns-server.ts')).href
const CODE = `
  import { createSocket } from 'node:dgram'
  import { createInterface } from 'node:readline'
  import { answerTo } from ${JSON.stringify(ANSWERS)}
  let zone = {}
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const answer = zone === 'silent' ? undefined : answerTo(query, zone)
    if (answer !== undefined) socket.send(answer, from.port, from.address)
  })
  socket.bind(53, '127.0.0.1', () => console.log('ready'))
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    zone = JSON.parse(line)
    console.log('known')
  })
  lines.on('close', () => process.exit())
`

export class Resolver {
  readonly #child: ChildProcess

  private constructor(entry: readonly string[]) {
    const [program, ...words] = [...entry, process.execPath, '--input-type=module', '-e', CODE]
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  }

  static async open(t: TestContext, entry: readonly string[], zone: Zone | 'silent'): Promise<Resolver> {
    const resolver = new Resolver(entry)
    t.after(() => resolver.#close())
    await resolver.#hear('ready')
    await resolver.know(zone)
    return resolver
  }

  /** From now on it knows this and nothing else; `silent` answers nobody. */
  know(zone: Zone | 'silent'): Promise<void> {
    this.#child.stdin?.write(`${JSON.stringify(zone)}\n`)
    return this.#hear('known')
  }

  async #hear(word: string): Promise<void> {
    const { stdout } = this.#child
    assert.ok(stdout !== null)
    const said: readonly unknown[] = await once(stdout, 'data')
    assert.equal(String(said[0]), `${word}\n`)
  }

  async #close(): Promise<void> {
    const ended = this.#child.exitCode === null ? once(this.#child, 'close') : undefined
    this.#child.stdin?.end()
    await ended
  }
}
