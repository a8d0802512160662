/** The three servers of the lab. Two hand-offs, so that both ways of naming the peer to the mail server behind are seen at work. */
import type { Address, Handoff } from '../model/configuration.ts'
import type { Role } from '../model/server.ts'

export interface LabServer {
  readonly name: string
  readonly role: Role
  readonly handoff: Handoff
}

export const LAB_SERVERS: readonly LabServer[] = [
  { name: 'hub1.lab.example', role: 'hub', handoff: 'xclient' },
  { name: 'hub2.lab.example', role: 'hub', handoff: 'proxy-v2' },
  { name: 'edge1.lab.example', role: 'edge', handoff: 'xclient' },
]

/** The server that gets broken. */
export const PATIENT = 'hub1.lab.example'
/** The server that watches it from the other side. */
export const WITNESS = 'hub2.lab.example'

/** The server with a connector for strangers. */
export const GATE = 'edge1.lab.example'
/** The name that connector has for strangers. */
export const GATE_NAME = 'mail.lab.example'

export const LOOPBACK = '127.0.0.1'

/** `hub1` for `hub1.lab.example`. */
export function shortOf(name: string): string {
  return name.split('.')[0] ?? name
}

export interface Pair {
  readonly from: string
  readonly to: string
}

/** Every direction between two servers, the two hubs first. */
export function pairs(): readonly Pair[] {
  return LAB_SERVERS.flatMap(({ name: from }) =>
    LAB_SERVERS.filter(({ name }) => name !== from).map(({ name: to }) => ({ from, to })),
  )
}

/** Where everything of one server is: decided once, before anything starts. */
export interface Place extends LabServer {
  readonly folder: string
  readonly config: string
  readonly store: string
  /** The receive connector. */
  readonly smtp: Address
  /** The shared receive connector, for strangers; on the edge only. */
  readonly open?: Address
  /** Free for a load balancer in front of it; of the server that gets broken only. */
  readonly front?: Address
  /** The console in the browser; of the server that gets broken only. */
  readonly console?: Address
  /** The mail server behind. */
  readonly backend: Address
  /** The send connectors, by the name of the peer. */
  readonly send: ReadonlyMap<string, Address>
}

export function addressText({ host, port }: Address): string {
  return `${host}:${String(port)}`
}
