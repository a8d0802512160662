/** A running lab: three gateways, a mail server behind each, a door for submissions, and letters between them. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import { balancerFiles, stopBalancer } from './balancer.ts'
import { makeLab, placesOf } from './ground.ts'
import { GatewayProcess } from './gateway-process.ts'
import { openMailServer, type Receipt } from './mail-server.ts'
import { post, type Letter, type Outcome } from './post.ts'
import { writeRecord, type LabRecord } from './record.ts'
import { addressText, LAB_SERVERS, LOOPBACK, shortOf, type Pair, type Place } from './servers.ts'
import type { SmtpListener } from './smtp-listener.ts'
import { openSubmission } from './submission.ts'

/** Another program may take a port between our looking and the gateway's listening. */
const PORT_TRIES = 3

export interface LabOptions {
  readonly root: string
  /** Node, and its words before `serve`. */
  readonly program: readonly [string, ...string[]]
  readonly clock: Clock
  /** Every message that arrived, also those handed in by others. */
  readonly onReceipt: (receipt: Receipt) => void
}

export interface Delivery extends Pair {
  readonly messageId: string
  /** The server of the directory the sender was trusted as, as the mail server behind was told. */
  readonly trustedAs: string | undefined
  readonly ms: number
}

export type Attempt =
  { readonly kind: 'delivered'; readonly delivery: Delivery } | Exclude<Outcome, { kind: 'delivered' }>

/** A letter of the lab's own; it is kept until somebody has accepted it. */
export interface OwnLetter extends Pair {
  readonly messageId: string
  readonly letter: Letter
}

/** Starts everything or nothing. @throws HubtrustError LAB_*, NET_*, DISK_* */
export async function startLab(options: LabOptions): Promise<Lab> {
  const lab = new Lab(options)
  try {
    await lab.start()
    return lab
  } catch (error) {
    await lab.stop()
    throw error
  }
}

export class Lab {
  readonly root: string
  readonly #clock: Clock
  readonly #onReceipt: (receipt: Receipt) => void
  readonly #program: readonly [string, ...string[]]
  readonly #mailServers = new Map<string, SmtpListener>()
  readonly #submissions = new Map<string, SmtpListener>()
  readonly #receipts = new Map<string, Receipt>()
  readonly #awaited = new Set<string>()
  #gateways: readonly GatewayProcess[] = []
  #places: readonly Place[] = []
  #isStarted = false
  #reportEnd: (error: Error) => void = () => undefined
  /** Rejects when a gateway ends by itself; never resolves. */
  readonly failed: Promise<never>

  constructor({ root, program, clock, onReceipt }: LabOptions) {
    this.root = root
    this.#program = program
    this.#clock = clock
    this.#onReceipt = onReceipt
    this.failed = new Promise((_, reject) => {
      this.#reportEnd = reject
    })
    this.failed.catch(() => undefined)
  }

  /** @throws HubtrustError LAB_*, NET_*, DISK_* */
  async start(): Promise<void> {
    await this.#openServers()
    await this.#startGateways(PORT_TRIES)
    this.#isStarted = true
  }

  async #openServers(): Promise<void> {
    for (const { name, handoff } of LAB_SERVERS) {
      this.#mailServers.set(name, await openMailServer({ name, handoff, onMessage: this.#receive }))
      const relay = (to: string, letter: Letter, messageId: string) =>
        this.#relay({ from: name, to }, letter, messageId)
      this.#submissions.set(name, await openSubmission({ name, relay }))
    }
  }

  async #startGateways(tries: number): Promise<void> {
    const backends = new Map([...this.#mailServers].map(([name, { address }]) => [name, address]))
    this.#places = await placesOf(this.root, backends)
    makeLab(this.root, this.#places, this.#clock)
    this.#gateways = this.#places.map(
      ({ name, config, smtp }) =>
        new GatewayProcess({ name, config, smtp, root: this.root, program: this.#program }, (error) => {
          // While starting it is told by `ready`, and may be tried again on other ports.
          if (this.#isStarted) this.#reportEnd(error)
        }),
    )
    const started = await Promise.allSettled(
      this.#gateways.map((gateway, index) => gateway.ready(this.#places[index]?.smtp ?? { host: LOOPBACK, port: 0 })),
    )
    const failed = started.find((outcome) => outcome.status === 'rejected')
    if (failed === undefined) return
    const isPortLost = this.#gateways.some((gateway) => gateway.lostItsPort)
    await Promise.all(this.#gateways.map((gateway) => gateway.stop()))
    if (!isPortLost || tries <= 1) throw failed.reason
    await this.#startGateways(tries - 1)
  }

  /** `lab.json`: from now on others find it. */
  publishRecord(): LabRecord {
    const servers = this.#places.map(({ name, role, smtp, front, store, config }) => ({
      name,
      role,
      smtp,
      ...(front === undefined ? {} : { front }),
      submission: this.#submissions.get(name)?.address ?? { host: LOOPBACK, port: 0 },
      store,
      config,
      pid: this.#gateways.find((gateway) => gateway.name === name)?.pid ?? 0,
    }))
    const place = this.#places.find((each) => each.console !== undefined)?.console
    const web = place === undefined ? {} : { console: { url: `http://${addressText(place)}` } }
    const record: LabRecord = { pid: process.pid, ...web, servers }
    writeRecord(this.root, record)
    return record
  }

  write({ from, to }: Pair): OwnLetter {
    const messageId = `${randomUUID()}@${from}`
    const sender = `postmaster@${from}`
    const recipient = `postmaster@${to}`
    const text = `Hello ${shortOf(to)}, this is ${shortOf(from)}. Nobody asked a certification authority.`
    const headers = [
      `From: ${sender}`,
      `To: ${recipient}`,
      `Subject: ${shortOf(from)} to ${shortOf(to)}`,
      `Message-ID: <${messageId}>`,
    ]
    const date = `Date: ${new Date(this.#clock.nowMs()).toUTCString().replace('GMT', '+0000')}`
    const raw = Buffer.from([...headers, date, '', text, ''].join('\r\n'), 'latin1')
    return { from, to, messageId, letter: { sender, recipients: [recipient], raw, greetAs: `mail.${from}` } }
  }

  /** Tries to deliver; a letter that was deferred can be given again. */
  async deliver({ from, to, messageId, letter }: OwnLetter): Promise<Attempt> {
    this.#awaited.add(messageId)
    const startMs = this.#clock.elapsedMs()
    const outcome = await this.#post({ from, to }, letter)
    const ms = Math.round(this.#clock.elapsedMs() - startMs)
    const receipt = this.#receipts.get(messageId)
    this.#receipts.delete(messageId)
    this.#awaited.delete(messageId)
    if (outcome.kind !== 'delivered') return outcome
    return { kind: 'delivered', delivery: { from, to, messageId, trustedAs: receipt?.trustedAs, ms } }
  }

  #post({ from, to }: Pair, letter: Letter): Promise<Outcome> {
    const connector = this.#places.find(({ name }) => name === from)?.send.get(to)
    if (connector === undefined) throw new TypeError(`${from} has no send connector to ${to}`)
    return post(connector, letter)
  }

  async #relay(pair: Pair, letter: Letter, messageId: string): Promise<Outcome> {
    if (pair.from !== pair.to) return this.#post(pair, letter)
    this.#receive({ server: pair.to, messageId, trustedAs: undefined, bytes: letter.raw.length })
    return { kind: 'delivered' }
  }

  readonly #receive = (receipt: Receipt): void => {
    if (this.#awaited.has(receipt.messageId)) this.#receipts.set(receipt.messageId, receipt)
    else this.#onReceipt(receipt)
  }

  /** Ends every process and closes every port. */
  async stop(): Promise<void> {
    stopBalancer(balancerFiles(this.root))
    for (const door of this.#submissions.values()) door.close()
    await Promise.all(this.#gateways.map((gateway) => gateway.stop()))
    for (const server of this.#mailServers.values()) server.close()
  }
}
