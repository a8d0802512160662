/** The process of the gateway: it runs, it is the one that is installed, and it has its ports. */
import type { EventRecord } from '../../model/events.ts'
import type { Evidence, OwnListenerFacts } from '../../model/facts.ts'
import { ownFingerprints } from '../addresses.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { bare, isSilence, stepOf } from '../handshakes.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'
import { endpoint, isListening, lastOf, type Named } from './connector.ts'

const HOUR_MS = 3_600_000
/** Once is an accident; whoever ends again and again has a reason. */
const ENDS_LEAST = 3
const RELOADED = 'in force, except what needs a restart: '

const portConflict = check('listener.port-conflict', (view) => {
  const { gateway } = view
  const { receive, send } = view.configuration.gateway
  return [...receive, ...send]
    .filter((connector) => !gateway.running || !isListening(gateway, connector))
    .flatMap((connector) => {
      const { name, listen } = connector
      const evidence = [
        ...answered(view, connector),
        ...failed(view, name, gateway.running ? gateway.startedAt : undefined),
      ]
      if (evidence.length === 0 || isFree(view, name)) return []
      return [
        {
          subject: { connector: name },
          args: { connector: name, address: endpoint(listen), port: listen.port },
          confidence: 'strong',
          evidence,
        },
      ]
    })
})

/** Somebody answers where the gateway does not listen, and it is not the gateway under an earlier name. */
function answered(view: View, { name, listen }: Named): readonly Evidence[] {
  const { gateway } = view
  if (gateway.running && gateway.listening.some(({ port }) => port === listen.port)) return []
  return knocks(view, name)
    .filter(({ handshake }) => stepOf(handshake, 'greeting')?.passed === true && !isOurs(view, handshake.presented))
    .map(({ address, handshake }) => seen(view, address, stepOf(handshake, 'greeting')?.detail ?? '-'))
}

function isOurs(view: View, presented: string | undefined): boolean {
  return presented !== undefined && ownFingerprints(view).has(presented)
}

function isFree(view: View, connector: string): boolean {
  return knocks(view, connector).some(({ handshake }) => stepOf(handshake, 'connect')?.passed === false)
}

function knocks({ facts: { listeners } }: View, name: string) {
  return listeners.state === 'known' ? listeners.value.filter(({ connector }) => connector === name) : []
}

/** Event 30007 since the gateway was started, or as the last thing one that is gone has said. */
function failed({ facts: { events } }: View, connector: string, startedAt: string | undefined): readonly Evidence[] {
  if (events.state === 'unknown') return []
  const last = lastOf(events.value, 30007)
  if (last?.cause !== 'listener.port-conflict' || last.args['connector'] !== connector) return []
  const isLastWord = events.value.every(({ time }) => time <= last.time)
  const isCurrent = startedAt === undefined ? isLastWord : last.time >= startedAt
  const quote = bare(String(last.args['reason'] ?? '-'))
  return isCurrent
    ? [{ source: 'hubtrust events --id 30007', record: last.sequence, quote, observedAt: last.time }]
    : []
}

const notRunning = check('gateway.not-running', (view) => {
  const { receive, send } = view.configuration.gateway
  const connectors = receive.length + send.length
  const { running } = view.gateway
  if (connectors === 0) return NOT_APPLICABLE
  if (running || isHeard(view) || mute(view).length > 0) return []
  return [
    {
      subject: { server: view.serverName },
      args: { server: view.serverName, connectors, path: view.configuration.path },
      evidence: [seen(view, controlOf(view), '-')],
    },
  ]
})

const hangs = check('gateway.hangs', (view) => {
  if (view.gateway.running) return []
  return mute(view).map(({ connector, address, handshake }) => ({
    subject: { connector, direction: 'inbound' },
    args: { connector, address, socket: controlOf(view) },
    confidence: 'strong',
    actual: stepOf(handshake, 'greeting')?.detail ?? '-',
    evidence: [
      seen(view, address, `greeting: ${stepOf(handshake, 'greeting')?.detail ?? '-'}`),
      seen(view, controlOf(view), '-'),
    ],
  }))
})

/** Whoever accepts there and says nothing has stopped in the middle. */
function mute({ facts: { listeners } }: View): readonly OwnListenerFacts[] {
  const all = listeners.state === 'known' ? listeners.value : []
  return all.filter(({ handshake }) => {
    const greeting = stepOf(handshake, 'greeting')
    return stepOf(handshake, 'connect')?.passed === true && greeting !== undefined && isSilence(greeting.detail)
  })
}

const noAnswer = check('gateway.no-answer', (view) => {
  if (view.gateway.running) return []
  if (!isHeard(view)) return NOT_APPLICABLE
  const path = controlOf(view)
  return [{ subject: { object: path }, args: { socket: path }, evidence: [seen(view, path, '-')] }]
})

/** Our own certificate is shown where a connector should listen: a gateway is there. */
function isHeard(view: View): boolean {
  const { listeners } = view.facts
  return listeners.state === 'known' && listeners.value.some(({ handshake }) => isOurs(view, handshake.presented))
}

function controlOf(view: View): string {
  return view.evidenceOf('gateway')[0]?.source ?? 'hubtrust status'
}

const processEnds = check('gateway.process-ends', (view) => {
  const { gateway } = view.facts
  const startedAt = gateway.state === 'known' && gateway.value.running ? gateway.value.startedAt : ''
  const ends = view.events.filter(
    ({ id, time }) => id === 30012 && time >= startedAt && view.nowMs - Date.parse(time) < HOUR_MS,
  )
  const last = lastOf(ends, 30012)
  const count = ends.reduce((sum, record) => sum + record.count, 0)
  if (last === undefined || count < ENDS_LEAST) return []
  const reason = String(last.args['reason'] ?? '-')
  return [
    {
      subject: { object: 'gateway' },
      args: { count, lastAt: last.time, reason },
      expected: '0',
      actual: String(count),
      evidence: [eventOf(last, reason)],
    },
  ]
})

function eventOf({ id, sequence, time }: EventRecord, quote: string): Evidence {
  return { source: `hubtrust events --id ${String(id)}`, record: sequence, quote, observedAt: time }
}

const restartNeeded = check('gateway.restart-needed', (view) => {
  const { gateway } = view
  if (!gateway.running) return NOT_APPLICABLE
  const last = lastOf(view.events, 30006)
  const outcome = String(last?.args['outcome'] ?? '')
  if (last === undefined || last.time < gateway.startedAt || !outcome.startsWith(RELOADED)) return []
  const settings = outcome.slice(RELOADED.length)
  return [{ subject: { object: settings }, args: { settings }, evidence: [eventOf(last, outcome)] }]
})

const otherVersion = check('gateway.other-version', (view) => {
  const { gateway, machine } = view
  if (!gateway.running) return NOT_APPLICABLE
  const { version: running } = gateway
  const { hubtrustVersion: installed } = machine
  if (running === installed) return []
  return [
    {
      subject: { object: 'gateway' },
      args: { running, installed },
      expected: installed,
      actual: running,
      evidence: [seen(view, 'hubtrust status', running), seen(view, 'hubtrust --version', installed)],
    },
  ]
})

export const GATEWAY_CHECKS: readonly Check[] = [
  portConflict,
  notRunning,
  hangs,
  noAnswer,
  processEnds,
  restartNeeded,
  otherVersion,
]
