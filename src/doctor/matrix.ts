/**
 * How far a session gets, for each peer and each direction: what a handshake showed on the way out, and on the way in what
 * knocking at our own connectors, the gateway's memory and the peer's answer to our certificate show together.
 */
import type { HandshakeFacts, HandshakeStage, PeerFacts } from '../model/facts.ts'
import { MATRIX_STAGES, type MatrixCell, type MatrixRow, type MatrixStage, type MatrixState } from '../model/matrix.ts'
import { answerKind } from './answers.ts'
import { furthest, partners, passedSteps, settled, stepOf } from './handshakes.ts'
import type { View } from './view.ts'

interface Seen {
  readonly state: MatrixState
  readonly detail?: string
}

type Row = Readonly<Record<MatrixStage, Seen>>

const UNSEEN: Seen = { state: 'unknown' }

/** Undefined when no peer was asked. */
export function matrixOf(view: View): readonly MatrixRow[] | undefined {
  if (view.facts.peers.state === 'unknown') return undefined
  return partners(view).flatMap((peer) => [
    { from: view.serverName, to: peer.server, cells: cellsOf(outbound(peer)) },
    { from: peer.server, to: view.serverName, cells: cellsOf(inbound(view, peer)) },
  ])
}

/** A session stops at the first thing that fails: what comes behind it is not reached. */
function cellsOf(row: Row): readonly MatrixCell[] {
  const end = MATRIX_STAGES.findIndex((stage) => row[stage].state === 'fail')
  return MATRIX_STAGES.map((stage, at) =>
    end >= 0 && at > end ? { stage, state: 'not-reached' } : { stage, ...row[stage] },
  )
}

/** The address mail would take; where none can be used, the one that got furthest. */
function bestOf(peer: PeerFacts): HandshakeFacts | undefined {
  return settled(peer) ?? furthest(peer)
}

function outbound(peer: PeerFacts): Row {
  const handshake = bestOf(peer)
  const answer = handshake === undefined ? undefined : stepOf(handshake, 'our-certificate')
  return {
    ...reached(handshake),
    certificate: stageOf(handshake, 'their-certificate'),
    directory: knownThere(handshake),
    mail: answer === undefined ? UNSEEN : { state: answer.passed ? 'pass' : 'fail', detail: answer.detail },
  }
}

function inbound(view: View, peer: PeerFacts): Row {
  const handshake = bestOf(peer)
  return {
    ...reached(ownDoor(view)),
    certificate: knownThere(handshake),
    directory: knownHere(view, peer, handshake),
    mail: behind(view),
  }
}

function reached(handshake: HandshakeFacts | undefined): Pick<Row, 'tcp' | 'ehlo' | 'starttls' | 'tls'> {
  const greeting = stageOf(handshake, 'greeting')
  return {
    tcp: stageOf(handshake, 'connect'),
    ehlo: greeting.state === 'fail' ? greeting : stageOf(handshake, 'ehlo'),
    starttls: stageOf(handshake, 'starttls'),
    tls: stageOf(handshake, 'tls'),
  }
}

function stageOf(handshake: HandshakeFacts | undefined, stage: HandshakeStage): Seen {
  const step = handshake === undefined ? undefined : stepOf(handshake, stage)
  return step === undefined ? UNSEEN : { state: step.passed ? 'pass' : 'fail', detail: step.detail }
}

/** Whether the other side's directory holds our certificate, as it answered. */
function knownThere(handshake: HandshakeFacts | undefined): Seen {
  const step = handshake === undefined ? undefined : stepOf(handshake, 'our-certificate')
  if (step === undefined) return UNSEEN
  const { detail } = step
  switch (answerKind(step)) {
    case 'trusted':
    case 'not-ready':
      return { state: 'pass', detail }
    case 'silent':
      return UNSEEN
    case 'refused':
    case 'validity':
    case 'directory':
      return { state: 'fail', detail }
  }
}

/** A session that was judged says more than the certificate the peer shows as a server. */
function knownHere({ facts }: View, { server }: PeerFacts, handshake: HandshakeFacts | undefined): Seen {
  const running = facts.gateway.state === 'known' && facts.gateway.value.running ? facts.gateway.value : undefined
  const [last] = (running?.peers ?? [])
    .filter((one) => one.server === server && one.direction === 'inbound')
    .toSorted((left, right) => right.at.localeCompare(left.at))
  const shown = stageOf(handshake, 'their-certificate')
  if (last === undefined || shown.state === 'fail') return shown
  // What is published now counts; a refusal may be of yesterday.
  return last.outcome === 'trusted' ? { state: 'pass', detail: `${last.outcome} ${last.at}` } : shown
}

/** The receive connector for servers of the directory that fares worst: peers meet any of them. */
function ownDoor({ facts }: View): HandshakeFacts | undefined {
  const { listeners, configuration } = facts
  if (listeners.state === 'unknown' || configuration.state === 'unknown') return undefined
  const { receive } = configuration.value.gateway
  const dedicated = new Set(receive.filter(({ mode }) => mode === 'dedicated').map(({ name }) => name))
  const doors = listeners.value.filter(({ connector }) => dedicated.has(connector)).map(({ handshake }) => handshake)
  return doors.toSorted((left, right) => passedSteps(left) - passedSteps(right))[0]
}

function behind({ facts: { backends } }: View): Seen {
  if (backends.state === 'unknown' || backends.value.length === 0) return UNSEEN
  const lost = backends.value.find(({ reachable }) => !reachable)
  return lost === undefined ? { state: 'pass' } : { state: 'fail', detail: lost.problem ?? lost.address }
}
