/** The queue of a sending mail server: several connections at once, and every message tried until its 250 was read. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Hub } from './gateways.ts'
import { Connection, type Attempt, type Mail, type OnStep } from './sender.ts'

const CONNECTIONS = 4
const MAILS_A_CONNECTION = 5
const TRY_AGAIN_MS = 40
const STALLED_MS = 60_000

/** A sender's queue: a message stays in it until its 250 was read. */
export class Queue {
  readonly attempts: Attempt[] = []
  readonly #hub: Hub
  readonly #waiting: Mail[]
  readonly #onStep: OnStep
  readonly #open = new Set<Connection>()
  static #attempts = 0
  #lastMs = performance.now()
  #left: number
  #isClosed = false

  constructor(hub: Hub, mails: readonly Mail[], onStep: OnStep) {
    this.#hub = hub
    this.#waiting = [...mails]
    this.#left = mails.length
    this.#onStep = onStep
  }

  /** Resolves when everything was delivered. */
  async empty(): Promise<void> {
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.#work()))
  }

  async #work(): Promise<void> {
    while (this.#left > 0 && !this.#isClosed) {
      if (performance.now() - this.#lastMs > STALLED_MS) throw new Error(`${this.#hub.name} delivers nothing any more`)
      try {
        await this.#connect()
      } catch {
        // What was under way is in the queue again.
        await pause(TRY_AGAIN_MS)
      }
    }
  }

  async #connect(): Promise<void> {
    const connection = await Connection.open(this.#hub.outward, this.#onStep)
    this.#open.add(connection)
    try {
      for (let sent = 0; sent < MAILS_A_CONNECTION; sent += 1) {
        const mail = this.#waiting.shift()
        if (mail === undefined) {
          await pause(TRY_AGAIN_MS)
          return
        }
        await this.#try(connection, mail)
      }
    } finally {
      this.#open.delete(connection)
      connection.close()
    }
  }

  async #try(connection: Connection, mail: Mail): Promise<void> {
    Queue.#attempts += 1
    const attempt: Attempt = { number: Queue.#attempts, mail, reached: 'envelope' }
    this.attempts.push(attempt)
    try {
      await connection.send(attempt)
      this.#left -= 1
      this.#lastMs = performance.now()
    } catch (error) {
      this.#waiting.push(mail)
      throw error
    }
  }

  close(): void {
    this.#isClosed = true
    for (const connection of this.#open) connection.close()
  }
}
