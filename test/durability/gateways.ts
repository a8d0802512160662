/** Two gateways as people run them: a process each, killed with SIGKILL and started again on the same ports. */
import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { removeFolder } from '../../src/disk/files.ts'
import { dial } from '../../src/net/dial.ts'
import { GatewayProcess } from '../../src/lab/gateway-process.ts'
import { makeLab, placesOf, temporaryRoot } from '../../src/lab/ground.ts'
import type { Place } from '../../src/lab/servers.ts'
import type { Address } from '../../src/model/configuration.ts'

const DEADLINE_MS = 60_000
const LOOK_AGAIN_MS = 10
const PROGRAM = [process.execPath, join(import.meta.dirname, '..', '..', 'bin', 'hubtrust.cjs')] as const

/** Looks again and again until it is so. */
export async function until(what: string, isSo: () => boolean, withinMs = DEADLINE_MS): Promise<void> {
  const deadline = systemClock.elapsedMs() + withinMs
  while (!isSo()) {
    if (systemClock.elapsedMs() > deadline) throw new Error(`not within ${String(withinMs)} ms: ${what}`)
    await pause(LOOK_AGAIN_MS)
  }
}

export interface GatewayPlace {
  readonly name: string
  readonly config: string
  /** The receive connector. */
  readonly smtp: Address
  /** The send connector to the other gateway. */
  readonly outward: Address
}

/** One gateway, whichever process it is just now. */
export class Gateway {
  readonly place: GatewayPlace
  readonly #ended: (error: Error) => void
  #process: GatewayProcess | undefined
  #isUp = false
  #isClosed = false
  kills = 0

  /** @param onEnd told of an end that nobody asked for */
  constructor(place: GatewayPlace, onEnd: (error: Error) => void) {
    this.place = place
    this.#ended = onEnd
  }

  get pid(): number {
    return this.#process?.pid ?? 0
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** Resolves when it greets. Another program may hold its port for a moment: tried until the deadline. */
  async start(): Promise<void> {
    const deadline = systemClock.elapsedMs() + DEADLINE_MS
    for (;;) {
      const started = new GatewayProcess({ ...this.place, program: PROGRAM }, (error) => {
        if (this.#process === started && this.#isUp) this.#ended(error)
      })
      this.#process = started
      try {
        await started.ready(this.place.smtp)
        await this.#listening(this.place.outward)
        this.#isUp = true
        return
      } catch (error) {
        if (this.#isClosed || !started.lostItsPort || systemClock.elapsedMs() > deadline) throw error
      }
    }
  }

  /** Send connectors are opened after receive connectors. */
  async #listening(door: Address): Promise<void> {
    const deadline = systemClock.elapsedMs() + DEADLINE_MS
    for (;;) {
      try {
        const socket = await dial({ ...door, withinMs: DEADLINE_MS })
        socket.destroy()
        return
      } catch (error) {
        if (this.#isClosed || systemClock.elapsedMs() > deadline) throw error
        await pause(LOOK_AGAIN_MS)
      }
    }
  }

  /** kill -9, at this very moment. */
  kill(): void {
    this.#isUp = false
    this.kills += 1
    process.kill(this.pid, 'SIGKILL')
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#isUp = false
    await this.#process?.stop()
  }
}

export interface TwoHubs {
  readonly hub1: Hub
  readonly hub2: Hub
  /** Gateways that ended and nobody had killed them. */
  readonly ends: readonly Error[]
}

export interface Hub {
  readonly name: string
  readonly gateway: Gateway
  /** Its send connector to the other one. */
  readonly outward: Address
}

/** Two configurations with one directory; everything is gone after the test. */
export async function startTwoHubs(
  t: TestContext,
  mailServers: ReadonlyMap<string, Address>,
  handoff?: Place['handoff'],
): Promise<TwoHubs> {
  const root = temporaryRoot()
  const ends: Error[] = []
  const gateways: Gateway[] = []
  t.after(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()))
    removeFolder(root)
  })
  const places = (await placesOf(root, mailServers))
    .filter(({ role }) => role === 'hub')
    .map((place) => (handoff === undefined ? place : { ...place, handoff }))
  makeLab(root, places, systemClock)
  const hubs = places.map((place) => hubOf(place, (error) => ends.push(error)))
  gateways.push(...hubs.map(({ gateway }) => gateway))
  await Promise.all(gateways.map((gateway) => gateway.start()))
  const [hub1, hub2] = hubs
  if (hub1 === undefined || hub2 === undefined) throw new Error('the lab has two hubs')
  return { hub1, hub2, ends }
}

function hubOf({ name, config, smtp, send }: Place, onEnd: (error: Error) => void): Hub {
  const outward = [...send].find(([peer]) => peer.startsWith('hub'))?.[1]
  if (outward === undefined) throw new Error(`${name} has no way out`)
  return { name, outward, gateway: new Gateway({ name, config, smtp, outward }, onEnd) }
}
