/** Other servers, and how handshakes with them went. */
import {
  HANDSHAKE_STAGES,
  known,
  type HandshakeFacts,
  type HandshakeStage,
  type HandshakeStep,
  type PeerFacts,
  type Section,
} from '../../../src/model/facts.ts'
import type { EventRecord } from '../../../src/model/events.ts'
import type { Cause } from '../../../src/model/findings.ts'
import { fingerprintOf } from '../../trust/store.ts'
import { PEER, SELF } from '../facts.ts'

export const PEER_ADDRESS = '192.0.2.12'

type Stop = Omit<HandshakeStep, 'passed' | 'cause'> & { readonly cause?: string }

export interface Course {
  readonly address?: string
  /** The first step that fails; those behind it are not reached, unless it is the verdict on a certificate. */
  readonly stop?: Stop
  /** What the other side says to our certificate, when it is not a welcome. */
  readonly answer?: Omit<Stop, 'stage'>
  readonly label?: string
  readonly ms?: number
}

export function handshakeWith({
  address = `${PEER}:25`,
  stop,
  answer,
  label = 'peer',
  ms = 9,
}: Course): HandshakeFacts {
  const isOver = (stage: HandshakeStage) =>
    stop !== undefined && HANDSHAKE_STAGES.indexOf(stage) > HANDSHAKE_STAGES.indexOf(stop.stage)
  const isJudged = stop === undefined || stop.stage === 'their-certificate'
  const steps = HANDSHAKE_STAGES.flatMap((stage): readonly HandshakeStep[] => {
    if (stage === 'our-certificate') return isJudged ? [stepOf(stage, answer)] : []
    if (isOver(stage)) return []
    return [stepOf(stage, stop?.stage === stage ? stop : undefined)]
  })
  return { address, steps, ms, ...(isJudged ? { presented: fingerprintOf(label), subject: `CN=${label}` } : {}) }
}

function stepOf(stage: HandshakeStage, failed: Omit<Stop, 'stage'> | undefined): HandshakeStep {
  if (failed === undefined)
    return { stage, passed: true, detail: stage === 'connect' ? `${PEER_ADDRESS}:25` : '250 ok' }
  const { detail, cause } = failed
  return { stage, passed: false, detail, ...(isCause(cause) ? { cause } : {}) }
}

/** Facts are read from files, too, so any text may stand there. */
function isCause(cause: string | undefined): cause is Cause {
  return cause !== undefined
}

export function peer(courses: readonly Course[], differs: Partial<PeerFacts> = {}): PeerFacts {
  return { server: PEER, enabled: true, connector: 'To HUB2', handshakes: courses.map(handshakeWith), ...differs }
}

/** The one peer of the healthy host, and how each attempt at it went. */
export function attempts(...courses: readonly Course[]): Section<readonly PeerFacts[]> {
  return known([peer(courses)])
}

/** An event of this server; what is not said is of no interest. */
export function record(differs: Partial<EventRecord>): EventRecord {
  return {
    sequence: 7,
    time: '2026-06-01T11:00:00.000Z',
    source: 'Hubtrust',
    id: 1036,
    category: 'SmtpReceive',
    severity: 'error',
    server: SELF,
    args: {},
    count: 1,
    ...differs,
  }
}
