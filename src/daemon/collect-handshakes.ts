/** Facts that only a handshake shows: every other server, our own connectors, and whoever answers to our name. */
import type { Clock } from '../core/clock.ts'
import { lookAt, type LookOrder } from '../gateway/look.ts'
import type { TrustView } from '../gateway/trust-view.ts'
import { verifyPeer, type Verified } from '../gateway/verify.ts'
import type { Address, Configuration, ReceiveConnector } from '../model/configuration.ts'
import {
  known,
  type GatewayFacts,
  type HandshakeFacts,
  type OwnListenerFacts,
  type PeerFacts,
  type Section,
} from '../model/facts.ts'
import type { Server } from '../model/server.ts'
import { lookupWithin } from '../net/system-names.ts'
import type { Identity } from '../net/tls.ts'
import { greetingOffsetS } from '../probe/clock.ts'
import { endpointText } from '../wire/addresses.ts'
import { addressOf } from './configuration-schema.ts'
import { Turns } from './turns.ts'

const SMTP_PORT = 25
/** Handshakes that are begun at once: more would only wait for each other. */
const AT_ONCE = 16
/** No server is turned to after this; a directory may hold more than can be asked. */
const PEERS_MS = 30_000
const OWN_NAME_PROBES = 4
const OWN_PLACES_MAX = 8

export interface HandshakeOptions {
  readonly configuration: Configuration
  readonly clock: Clock
  /** For each attempt. */
  readonly withinMs: number
}

export interface PeersQuestion extends HandshakeOptions {
  readonly servers: readonly Server[]
  readonly view: TrustView
  /** Undefined when this server has no certificate it could show: then what peers think of it is not looked at. */
  readonly identity: Identity | undefined
}

/** Every address of every other server that is enabled, those that send connectors lead to first. */
export async function peerFacts(question: PeersQuestion): Promise<Section<readonly PeerFacts[]>> {
  const { configuration, servers, clock } = question
  const meant = peersOf(configuration, servers)
  const startMs = clock.elapsedMs()
  const turns = new Turns(AT_ONCE)
  const asked = await Promise.all(
    meant.map(async (peer): Promise<PeerFacts | undefined> => {
      const attempts = peer.addresses.map((address) =>
        turns.run(async () => {
          const waitedMs = clock.elapsedMs() - startMs
          if (waitedMs > PEERS_MS) return undefined
          // Whoever had to wait has that much less time, but never less than half of it: so a few dozen silent servers
          // cost no more than one.
          const withinMs = Math.max(question.withinMs / 2, question.withinMs - waitedMs)
          return handshake({ ...question, withinMs }, peer.server, address)
        }),
      )
      const handshakes = (await Promise.all(attempts)).filter((one) => one !== undefined)
      if (handshakes.length === 0) return undefined
      const connector = peer.connector === undefined ? {} : { connector: peer.connector }
      return { server: peer.server, enabled: true, ...connector, handshakes }
    }),
  )
  const facts = asked.filter((peer) => peer !== undefined)
  const { path } = configuration.directory
  return known(facts, { source: path, quote: `${facts.length} of ${meant.length} servers were asked` })
}

interface Meant {
  readonly server: string
  readonly connector?: string
  readonly addresses: readonly Address[]
}

function peersOf({ server: own, gateway }: Configuration, servers: readonly Server[]): readonly Meant[] {
  const meant = servers
    .filter(({ enabled, name }) => enabled && name !== own.name)
    .map(({ name, addresses }): Meant => {
      const connectors = gateway.send.filter(({ peer }) => peer === name)
      const stated = connectors.flatMap((connector) => connector.addresses)
      const published = addresses.length === 0 ? [{ host: name, port: SMTP_PORT }] : addresses.map(addressOf)
      const [first] = connectors
      return {
        server: name,
        ...(first === undefined ? {} : { connector: first.name }),
        addresses: stated.length > 0 ? stated : published,
      }
    })
  return meant.toSorted((left, right) => Number(left.connector === undefined) - Number(right.connector === undefined))
}

async function handshake(question: PeersQuestion, server: string, address: Address): Promise<HandshakeFacts> {
  const { configuration, clock, identity, view, withinMs } = question
  const startMs = clock.elapsedMs()
  let clockOffsetS: number | undefined
  const verified = await verifyPeer({
    address,
    expected: server,
    fqdn: configuration.server.name,
    identity,
    view,
    clock,
    withinMs,
    lookup: lookupWithin(withinMs),
    onStep: ({ stage, detail }) => {
      if (stage === 'greeting') clockOffsetS = greetingOffsetS(detail, clock.nowMs())
    },
  })
  const steps = verified.steps.filter(({ stage }) => identity !== undefined || stage !== 'our-certificate')
  return {
    ...factsOf({ ...verified, steps }, address, clock.elapsedMs() - startMs),
    ...(clockOffsetS === undefined ? {} : { clockOffsetS }),
  }
}

function factsOf({ steps, presented }: Omit<Verified, 'trusted'>, address: Address, ms: number): HandshakeFacts {
  return {
    address: endpointText(address),
    steps,
    ...(presented === undefined ? {} : { presented: presented.fingerprint, subject: presented.subject }),
    ms: Math.round(ms),
  }
}

/** The status of the running gateway, asked for at the same time. */
export type Running = Promise<GatewayFacts | undefined>

/** Each receive connector, where it listens. */
export async function listenerFacts(
  options: HandshakeOptions,
  gateway: Running,
): Promise<Section<readonly OwnListenerFacts[]>> {
  const { configuration } = options
  const facts = configuration.gateway.receive.map(async (connector): Promise<OwnListenerFacts> => {
    const address = await listeningAt(connector, gateway)
    const handshake = await look(options, address)
    return { connector: connector.name, address: endpointText(address), handshake }
  })
  return known(await Promise.all(facts), { source: configuration.path })
}

/** Only the gateway knows which port it was given for 0; otherwise nobody waits for what it says. */
async function listeningAt({ name, listen }: ReceiveConnector, gateway: Running): Promise<Address> {
  if (listen.port !== 0) return listen
  const running = await gateway
  const listening = running?.running === true ? running.listening : []
  const { host, port } = listening.find(({ connector }) => connector === name) ?? listen
  return { host, port }
}

/** What is shown at an address; whoever is asked judges nobody and logs no refusal. */
export async function look(
  { configuration, clock, withinMs }: HandshakeOptions,
  address: Address,
): Promise<HandshakeFacts> {
  const startMs = clock.elapsedMs()
  const order: LookOrder = {
    address: { host: reachableHost(address.host), port: address.port },
    fqdn: configuration.server.name,
    clock,
    withinMs,
    lookup: lookupWithin(withinMs),
  }
  return factsOf(await lookAt(order), order.address, clock.elapsedMs() - startMs)
}

/** Who listens everywhere listens here. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

export interface OwnName {
  /** What our name leads to. */
  readonly addresses: readonly string[]
  /** Ports by which others find us there. */
  readonly ports: readonly number[]
  /** Addresses the directory gives for us where we do not listen ourselves. */
  readonly told: readonly Address[]
}

/** Several times, by turns to every address our name has: who answers with what? */
export async function ownNameProbes(
  options: HandshakeOptions,
  { addresses, ports, told }: OwnName,
): Promise<readonly HandshakeFacts[]> {
  const named = [...new Set(ports)].flatMap((port) => addresses.map((host) => ({ host, port })))
  const places = [...named, ...told].slice(0, OWN_PLACES_MAX)
  if (places.length === 0) return []
  const rounds = Array.from({ length: OWN_NAME_PROBES }, () => places).flat()
  return Promise.all(rounds.map((place) => look(options, place)))
}

/** What the directory tells others of us, where nobody of this machine listens: something stands in front. */
export async function addressesElsewhere(
  { gateway: { receive } }: Configuration,
  own: Server | undefined,
  gateway: Running,
): Promise<readonly Address[]> {
  const here = await Promise.all(receive.map((connector) => listeningAt(connector, gateway)))
  const isHere = (address: Address) => here.some(({ port }) => port === address.port)
  return (own?.addresses ?? []).map(addressOf).filter((address) => !isHere(address))
}

/** Where dedicated connectors listen, and what the directory tells others of us. */
export async function ownPorts(
  { gateway: { receive } }: Configuration,
  own: Server | undefined,
  gateway: Running,
): Promise<readonly number[]> {
  const dedicated = receive.filter(({ mode }) => mode === 'dedicated')
  const here = await Promise.all(dedicated.map((connector) => listeningAt(connector, gateway)))
  const told = own?.addresses.length === 0 ? [SMTP_PORT] : (own?.addresses ?? []).map((text) => addressOf(text).port)
  return [...here.map(({ port }) => port), ...told]
}
