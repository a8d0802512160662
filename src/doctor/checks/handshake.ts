/** The way to another server, up to its certificate. Only servers that send connectors lead to matter here. */
import type { PeerFacts } from '../../model/facts.ts'
import type { FindingId } from '../../model/finding.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import {
  briefly,
  isSilence,
  obstacles,
  partners,
  settled,
  shownBy,
  stepOf,
  troubles,
  type Trouble,
} from '../handshakes.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'

const SLOW_MS = 5_000
const LATELY_MS = 15 * 60_000
/** Two that fail may well be two troubles. */
const NOBODY_LEAST = 3

/** The gateway, which waits longer than a probe may, has got through to it a moment ago. */
function isKnownToWork({ facts, nowMs }: View, { server }: PeerFacts): boolean {
  const gateway = facts.gateway.state === 'known' ? facts.gateway.value : undefined
  const peers = gateway?.running === true ? gateway.peers : []
  return peers.some(
    (peer) =>
      peer.server === server &&
      peer.direction === 'outbound' &&
      peer.outcome === 'trusted' &&
      nowMs - Date.parse(peer.at) < LATELY_MS,
  )
}

function connectorsTo({ configuration }: View, { server }: PeerFacts): readonly string[] {
  return configuration.gateway.send.filter(({ peer }) => peer === server).map(({ name }) => name)
}

function addressed(view: View): readonly PeerFacts[] {
  return partners(view).filter((peer) => connectorsTo(view, peer).length > 0)
}

function faultOf(view: View, trouble: Trouble) {
  const { peer, addresses, step, handshake } = trouble
  return {
    subject: { peer: peer.server, direction: 'outbound' },
    args: {
      peer: peer.server,
      addresses,
      address: handshake.address,
      answer: briefly(step.detail),
      stage: step.stage,
      connector: connectorsTo(view, peer).join(', '),
    },
    actual: step.detail,
    evidence: shownBy(view, trouble),
  } as const
}

function meant(view: View, cause: FindingId): readonly Trouble[] {
  return troubles(view, cause).filter(({ peer }) => connectorsTo(view, peer).length > 0)
}

const nobodyReachable = check('handshake.nobody-reachable', (view) => {
  const peers = addressed(view)
  if (peers.length < NOBODY_LEAST) return NOT_APPLICABLE
  const lost = meant(view, 'handshake.unreachable')
  const isReached = ({ handshakes }: PeerFacts) => handshakes.some((one) => stepOf(one, 'connect')?.passed === true)
  if (lost.length < peers.length || peers.some(isReached)) return []
  return [
    {
      subject: { direction: 'outbound' },
      args: { count: peers.length },
      confidence: 'strong',
      evidence: lost.slice(0, NOBODY_LEAST).flatMap((trouble) => shownBy(view, trouble)),
    },
  ]
})

const unreachable = check('handshake.unreachable', (view) =>
  meant(view, 'handshake.unreachable').map((trouble) => faultOf(view, trouble)),
)

const timeout = check('handshake.timeout', (view) => {
  const before = meant(view, 'handshake.timeout')
  const after = addressed(view).flatMap((peer): readonly Trouble[] => {
    const handshake = settled(peer)
    const step = handshake === undefined ? undefined : stepOf(handshake, 'our-certificate')
    if (handshake === undefined || step === undefined || step.passed || !isSilence(step.detail)) return []
    return [{ peer, handshake, step, addresses: handshake.address, cause: 'handshake.timeout' }]
  })
  return [...before, ...after]
    .filter(({ peer }) => !isKnownToWork(view, peer))
    .map((trouble) => {
      const fault = faultOf(view, trouble)
      const seconds = secondsOf(trouble.handshake.ms)
      return { ...fault, args: { ...fault.args, seconds }, confidence: 'strong' }
    })
})

function secondsOf(ms: number): string {
  return (ms / 1_000).toFixed(1)
}

const starttlsNotOffered = check('handshake.starttls-not-offered', (view) =>
  meant(view, 'handshake.starttls-not-offered').map((trouble) => faultOf(view, trouble)),
)

const verbRewritten = check('handshake.verb-rewritten', (view) =>
  meant(view, 'handshake.verb-rewritten').map((trouble) => faultOf(view, trouble)),
)

const protocol = check('handshake.protocol', (view) =>
  meant(view, 'handshake.protocol').map((trouble) => faultOf(view, trouble)),
)

const slow = check('handshake.slow', (view) =>
  addressed(view).flatMap((peer) => {
    const end = settled(peer)
    const silent = end === undefined && isKnownToWork(view, peer) ? troubles(view, 'handshake.timeout') : []
    const handshake = end ?? silent.find((trouble) => trouble.peer === peer)?.handshake
    if (handshake === undefined || (end !== undefined && end.ms <= SLOW_MS)) return []
    const { address, ms } = handshake
    const seconds = end === undefined ? `>${secondsOf(ms)}` : secondsOf(ms)
    return [
      {
        subject: { peer: peer.server, direction: 'outbound' },
        args: { peer: peer.server, address, seconds },
        expected: `${String(SLOW_MS / 1_000)} s`,
        actual: `${seconds} s`,
        evidence: [seen(view, `hubtrust verify ${address}`, `${seconds} s`)],
      },
    ]
  }),
)

const someAddressesFail = check('handshake.some-addresses-fail', (view) =>
  addressed(view).flatMap((peer) => {
    const end = settled(peer)
    const [first, ...others] = obstacles(view, peer)
    if (end === undefined || first === undefined) return []
    const failing = [first, ...others].map(({ handshake }) => handshake.address).join(', ')
    return [
      {
        subject: { peer: peer.server, direction: 'outbound' },
        args: { peer: peer.server, address: end.address, failing, answer: briefly(first.step.detail) },
        actual: first.step.detail,
        evidence: [first, ...others].flatMap((obstacle) => shownBy(view, obstacle)),
      },
    ]
  }),
)

export const HANDSHAKE_CHECKS: readonly Check[] = [
  nobodyReachable,
  unreachable,
  timeout,
  starttlsNotOffered,
  verbRewritten,
  protocol,
  slow,
  someAddressesFail,
]
