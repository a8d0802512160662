/** The load generators: compiled when first needed, run to the end, their one line of JSON read. */
import { fileURLToPath } from 'node:url'
import type { Certificate } from './certificates.ts'
import { numberOf, objectOf } from './json.ts'
import { commandOf } from './packages.ts'
import { freePort, type Place, type Program, type Stage } from './stage.ts'

const SOURCES = fileURLToPath(new URL('c/', import.meta.url))

export type Load = 'handshakes' | 'bulk' | 'echo' | 'behind'

export class Loads {
  readonly #stage: Stage
  readonly #compiled = new Map<Load, Promise<string>>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  #program(load: Load): Promise<string> {
    const known = this.#compiled.get(load)
    if (known !== undefined) return known
    const path = this.#stage.path(load)
    const args = ['-O2', '-o', path, `${SOURCES}${load}.c`, '-lssl', '-lcrypto']
    const compiled = this.#stage.run({ command: commandOf('cc'), args, place: 'anywhere' }).then(() => path)
    this.#compiled.set(load, compiled)
    return compiled
  }

  async run(load: Load, args: readonly string[], place: Place = 'load'): Promise<Readonly<Record<string, number>>> {
    const text = await this.#stage.run({ command: await this.#program(load), args, place })
    return figuresOf(text)
  }

  async start(load: Load, args: readonly string[], place: Place = 'load'): Promise<Program> {
    return this.#stage.start({ command: await this.#program(load), args, place })
  }

  /** A server behind the proxies; its port. */
  async behind(manner: 'echo' | 'discard', peer?: Certificate): Promise<number> {
    const port = await freePort()
    const pair = peer === undefined ? [] : [peer.certificatePath, peer.keyPath]
    const program = await this.start('behind', [String(port), manner, ...pair])
    await program.listening(port)
    return port
  }
}

export function figuresOf(text: string): Readonly<Record<string, number>> {
  const object = objectOf(JSON.parse(text))
  return Object.fromEntries(Object.keys(object).map((key) => [key, numberOf(object, key)]))
}

/** How a client shows its certificate. */
export function shown({ certificatePath, keyPath }: Certificate): readonly string[] {
  return ['-C', certificatePath, '-k', keyPath]
}
