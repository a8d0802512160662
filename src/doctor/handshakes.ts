/** What the handshakes with other servers came to: the address that settled it, or what was in the way at each one. */
import type { Evidence, HandshakeFacts, HandshakeStep, PeerFacts } from '../model/facts.ts'
import { seen } from './own.ts'
import type { View } from './view.ts'

export interface Obstacle {
  readonly handshake: HandshakeFacts
  readonly step: HandshakeStep
  /** The finding it leads to. */
  readonly cause: string
}

/** What is in the way of one peer, whose every address failed. */
export interface Trouble extends Obstacle {
  readonly peer: PeerFacts
  /** All addresses with this obstacle. */
  readonly addresses: string
}

/** Other servers that are enabled; what is known of disabled ones is that they are disabled. */
export function partners(view: View): readonly PeerFacts[] {
  return view.peers.filter(({ server, enabled }) => enabled && server !== view.serverName)
}

/** The first address whose certificate is the peer's: the gateway uses that one and tries no other. */
export function settled({ handshakes }: PeerFacts): HandshakeFacts | undefined {
  return handshakes.find((handshake) => stepOf(handshake, 'their-certificate')?.passed === true)
}

/** How far it got. */
export function passedSteps({ steps }: HandshakeFacts): number {
  return steps.filter(({ passed }) => passed).length
}

/** Of several addresses the one that got furthest. */
export function furthest({ handshakes }: PeerFacts): HandshakeFacts | undefined {
  return handshakes.toSorted((left, right) => passedSteps(right) - passedSteps(left))[0]
}

export function stepOf({ steps }: HandshakeFacts, stage: HandshakeStep['stage']): HandshakeStep | undefined {
  return steps.find((step) => step.stage === stage)
}

/** What stood in the way before an address was settled on; at every address when none was. */
export function obstacles(view: View, peer: PeerFacts): readonly Obstacle[] {
  const end = settled(peer)
  const tried = end === undefined ? peer.handshakes : peer.handshakes.slice(0, peer.handshakes.indexOf(end))
  return tried.flatMap((handshake) => {
    const step = handshake.steps.find(({ passed, stage }) => !passed && stage !== 'our-certificate')
    return step === undefined ? [] : [{ handshake, step, cause: causeOf(view, handshake, step) }]
  })
}

/** Peers of which no address can be used because of this cause. */
export function troubles(view: View, cause: string): readonly Trouble[] {
  return partners(view).flatMap((peer) => {
    if (settled(peer) !== undefined) return []
    const found = obstacles(view, peer).filter((obstacle) => obstacle.cause === cause)
    const [first] = found
    if (first === undefined) return []
    return [{ ...first, peer, addresses: found.map(({ handshake }) => handshake.address).join(', ') }]
  })
}

function causeOf(view: View, { presented }: HandshakeFacts, { stage, cause, detail }: HandshakeStep): string {
  if (stage === 'connect') return 'handshake.unreachable'
  if (isSilence(detail)) return 'handshake.timeout'
  if (stage === 'their-certificate' && isOwn(view, presented)) return 'peer.own-certificate'
  if (cause === 'validity.not-yet') return 'peer.not-yet-valid'
  return cause ?? 'handshake.protocol'
}

function isOwn(view: View, presented: string | undefined): boolean {
  const { directory } = view.facts
  const servers = directory.state === 'known' ? directory.value.servers : []
  const own = servers.find(({ name }) => name === view.serverName)
  return own?.certificates.some(({ fingerprint }) => fingerprint === presented) ?? false
}

/** The probe's own patience ended. */
export function isSilence(detail: string): boolean {
  return /did not answer in time|took too long|timed out|ETIMEDOUT|deadline/i.test(detail)
}

export function shownBy(view: View, { handshake, step }: Obstacle): readonly Evidence[] {
  return [seen(view, `hubtrust verify ${handshake.address}`, `${step.stage}: ${step.detail}`)]
}

/** `ECONNREFUSED` out of `192.0.2.12:25 cannot be reached: ECONNREFUSED.`: the address is said already. */
export function briefly(detail: string): string {
  return bare(detail.replace(/^\S+:\d+ (cannot be reached: )?/, ''))
}

/** Nothing that ends in a full stop ends in two. */
export function bare(sentence: string): string {
  return sentence.replace(/[.\s]+$/, '')
}
