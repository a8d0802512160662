/** What other servers think of this one, and how mail from them fared: trust has two directions. */
import type { HandshakeFacts, HandshakeStep, PeerFacts } from '../../model/facts.ts'
import { answerKind, type AnswerKind } from '../answers.ts'
import { check, type Check } from '../check.ts'
import { partners, settled, stepOf } from '../handshakes.ts'
import { seen } from '../own.ts'
import { inboundRefusals } from '../refusals.ts'
import type { View } from '../view.ts'

/** Kerberos' limit, and Exchange's. */
export const CLOCK_SKEW_S = 300

interface Answer {
  readonly peer: PeerFacts
  readonly handshake: HandshakeFacts
  readonly step: HandshakeStep
  readonly kind: AnswerKind
}

/** What each peer said to our certificate, at the address mail would take, else at the first that said anything. */
function answers(view: View): readonly Answer[] {
  return partners(view).flatMap((peer) => {
    const heard = (handshake: HandshakeFacts) => stepOf(handshake, 'our-certificate') !== undefined
    const handshake = settled(peer) ?? peer.handshakes.find(heard)
    const step = handshake === undefined ? undefined : stepOf(handshake, 'our-certificate')
    return handshake === undefined || step === undefined ? [] : [{ peer, handshake, step, kind: answerKind(step) }]
  })
}

function faults(view: View, kind: AnswerKind) {
  return answers(view)
    .filter((answer) => answer.kind === kind)
    .map(({ peer: { server }, handshake: { address }, step }) => ({
      subject: { peer: server, direction: 'outbound' } as const,
      args: { peer: server, answer: step.detail, cause: step.cause ?? '-', address, server: view.serverName },
      actual: step.detail,
      evidence: [seen(view, `hubtrust verify ${address}`, `our-certificate: ${step.detail}`)],
    }))
}

const rejectsUs = check('peer.rejects-us', (view) =>
  // A connection that breaks off says less than an answer.
  faults(view, 'refused').map((fault) => ({
    ...fault,
    confidence: /^\d{3} /.test(fault.actual) ? 'proven' : 'strong',
  })),
)

const rejectsValidity = check('peer.rejects-validity', (view) => faults(view, 'validity'))

const directoryStale = check('peer.directory-stale', (view) => faults(view, 'directory'))

const notReady = check('peer.not-ready', (view) => faults(view, 'not-ready'))

const oneWay = check('peer.one-way', (view) =>
  answers(view).flatMap(({ peer: { server }, handshake, kind }) => {
    const theirs = stepOf(handshake, 'their-certificate')?.passed
    if (theirs === undefined || kind === 'silent') return []
    const isTrusted = kind === 'trusted' || kind === 'not-ready'
    if (theirs === isTrusted) return []
    const [trusting, other] = theirs ? [view.serverName, server] : [server, view.serverName]
    const { address } = handshake
    return [
      {
        subject: { peer: server },
        args: { trusting, other, peer: server, address },
        evidence: [seen(view, `hubtrust verify ${address}`, `${trusting} -> ${other}`)],
      },
    ]
  }),
)

const refusedRecently = check('peer.refused-recently', (view) =>
  inboundRefusals(view, 'not-in-directory').map(({ server, record }) => ({
    subject: { peer: server.name, direction: 'inbound' },
    args: {
      peer: server.name,
      address: record.args['address'] ?? '-',
      lastAt: record.time,
      presented: record.proof?.['fingerprint'] ?? '-',
    },
    confidence: 'strong',
    evidence: [
      {
        source: 'hubtrust events --id 1036',
        record: record.sequence,
        quote: `${String(record.proof?.['fingerprint'] ?? '-')}: not-in-directory`,
        observedAt: record.time,
      },
    ],
  })),
)

/** One that differs where others agree with us is wrong itself. */
const clock = check('peer.clock', (view) => {
  const { offsets } = view.clock
  if (!offsets.some(({ seconds }) => Math.abs(seconds) <= CLOCK_SKEW_S)) return []
  return offsets
    .filter(({ seconds }) => Math.abs(seconds) > CLOCK_SKEW_S)
    .map(({ of: peer, seconds }) => ({
      subject: { peer },
      args: { peer, seconds },
      expected: '0',
      actual: String(seconds),
      confidence: 'strong',
      evidence: [seen(view, peer, `${String(seconds)} s`)],
    }))
})

export const PEER_ANSWER_CHECKS: readonly Check[] = [
  rejectsUs,
  rejectsValidity,
  directoryStale,
  notReady,
  oneWay,
  refusedRecently,
  clock,
]
