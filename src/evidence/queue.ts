/** `Get-Queue` as a list or as a table: what waits, for whom, and why. */
import type { Findings, Head } from './contract.ts'
import type { QueueObservation } from './observation.ts'
import { isCutIn, placeIn, serverBefore, valueIn, type PrintedObject } from './printed-object.ts'

const LIST = /^[ \t]*(?:NextHopDomain|MessageCount|DeliveryType)[ \t]+:/im
const TABLE =
  /^(?=.*\bIdentity\b)(?=.*\b(?:MessageCount|DeliveryType|NextHopDomain|LastError)\b).*\n[ \t]*----[ \t-]*\r?$/im
const COMMAND = /\bGet-Queue\b/i

export function recogniseQueues({ text }: Head): number {
  if (text === undefined || text.startsWith('<')) return 0
  if (LIST.test(text)) return 84
  if (TABLE.test(text)) return 82
  return COMMAND.test(text) ? 35 : 0
}

/** Whether the object was a queue. */
export function takeQueue(object: PrintedObject, findings: Findings): boolean {
  if (!isQueue(object)) return false
  const name = valueIn(object, 'identity')
  if (name === undefined) {
    findings.problem({ evidence: object.evidence, problem: 'elided', args: { what: 'Identity' } })
    return true
  }
  const server = serverBefore(name)
  const nextHop = valueIn(object, 'nexthopdomain')
  const deliveryType = valueIn(object, 'deliverytype')
  const status = valueIn(object, 'status')
  // An error that a table cut is still the best there is, and is said to be cut.
  const lastError = object.printed.get('lasterror')?.value
  const hasError = lastError !== undefined && lastError !== ''
  const queue: QueueObservation = {
    kind: 'queue',
    evidence: placeIn(object, hasError ? 'lasterror' : 'identity'),
    ...(server === undefined ? {} : { server }),
    name,
    ...(nextHop === undefined ? {} : { nextHop }),
    ...(deliveryType === undefined ? {} : { deliveryType }),
    messageCount: countOf(valueIn(object, 'messagecount')),
    ...(hasError ? { lastError } : {}),
    ...(status === undefined ? {} : { status }),
  }
  findings.observed(queue)
  for (const property of ['nexthopdomain', 'lasterror'])
    if (isCutIn(object, property))
      findings.problem({ evidence: placeIn(object, property), problem: 'elided', args: { what: property } })
  return true
}

function isQueue({ printed, command }: PrintedObject): boolean {
  if (!printed.has('identity')) return false
  const count = ['messagecount', 'nexthopdomain', 'deliverytype', 'lasterror'].filter((name) => printed.has(name))
  return count.length > 1 || (count.length > 0 && COMMAND.test(command))
}

/** Thousands may be set apart, by whatever the language uses. */
function countOf(text: string | undefined): number {
  const digits = text?.replace(/[\s,.\u00a0\u202f]/g, '') ?? ''
  return /^\d{1,15}$/.test(digits) ? Number(digits) : 0
}
