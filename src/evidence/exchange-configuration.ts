/**
 * What Exchange is set to: `Get-ExchangeServer`, `Get-TransportServer`, `Get-TransportService`, `Get-ReceiveConnector` and
 * `Get-SendConnector` as lists, the servers also as a table. The names of properties are English in every language.
 */
import type { Findings, Head } from './contract.ts'
import { quoteOf } from './lines.ts'
import type { ConnectorObservation, ServerObservation } from './observation.ts'
import { isCutIn, placeIn, serverBefore, truthIn, valueIn, valuesIn, type PrintedObject } from './printed-object.ts'

const SERVER_COMMAND = /\bGet-(?:ExchangeServer|(?:Frontend|Mailbox)?Transport(?:Server|Service))\b/i
const RECEIVE_COMMAND = /\bGet-ReceiveConnector\b/i
const SEND_COMMAND = /\bGet-SendConnector\b/i

const PROPERTIES =
  /^[ \t]*(?:InternalTransportCertificateThumbprint|AdminDisplayVersion|AuthMechanism|RemoteIPRanges|SmartHostAuthMechanism|AddressSpaces|ReceiveProtocolLogPath)[ \t]+:/im
const TABLE = /^(?=.*\bName\b)(?=.*\bAdminDisplayVersion\b).*\n[ \t]*----[ \t-]*\r?$/im

export function recogniseConfiguration({ text }: Head): number {
  if (text === undefined || text.startsWith('<')) return 0
  if (PROPERTIES.test(text)) return 86
  if (TABLE.test(text)) return 84
  return [SERVER_COMMAND, RECEIVE_COMMAND, SEND_COMMAND].some((command) => command.test(text)) ? 35 : 0
}

/** Whether the object was one of ours. */
export function takeConfiguration(object: PrintedObject, findings: Findings): boolean {
  if (isReceiveConnector(object)) takeReceiveConnector(object, findings)
  else if (isSendConnector(object)) takeConnector(object, 'send', findings)
  else if (isServer(object)) takeServer(object, findings)
  else return false
  return true
}

function isReceiveConnector({ printed, command, shape }: PrintedObject): boolean {
  if (shape === 'row') return false
  const count = ['bindings', 'remoteipranges', 'authmechanism', 'permissiongroups'].filter((name) => printed.has(name))
  return count.length > 1 || (RECEIVE_COMMAND.test(command) && (printed.has('identity') || printed.has('name')))
}

function isSendConnector({ printed, command, shape }: PrintedObject): boolean {
  if (shape === 'row') return false
  if (printed.has('smarthostauthmechanism') || printed.has('sourcetransportservers')) return true
  return SEND_COMMAND.test(command) && (printed.has('identity') || printed.has('name'))
}

function isServer({ printed, command }: PrintedObject): boolean {
  if (!printed.has('name') && !printed.has('identity')) return false
  if (['internaltransportcertificatethumbprint', 'admindisplayversion'].some((name) => printed.has(name))) return true
  if (printed.has('receiveprotocollogpath') && printed.has('sendprotocollogpath')) return true
  return SERVER_COMMAND.test(command)
}

/** Without its mechanisms nothing can be said of who is let in: told, and not guessed. */
function takeReceiveConnector(object: PrintedObject, findings: Findings): void {
  if (object.printed.has('authmechanism')) {
    takeConnector(object, 'receive', findings)
    return
  }
  const what = `AuthMechanism ${valueIn(object, 'identity') ?? valueIn(object, 'name') ?? ''}`.trim()
  findings.problem({ evidence: object.evidence, problem: 'elided', args: { what: quoteOf(what) } })
}

function takeConnector(object: PrintedObject, direction: 'receive' | 'send', findings: Findings): void {
  const identity = valueIn(object, 'identity')
  const name = valueIn(object, 'name') ?? identity?.slice(identity.indexOf('\\') + 1)
  if (name === undefined) return
  const server = valueIn(object, 'server') ?? serverBefore(identity) ?? object.speaker
  const fqdn = valueIn(object, 'fqdn')
  const tlsCertificateName = valueIn(object, 'tlscertificatename')
  const suppressesAnonymousTls = truthIn(object, 'suppressxanonymoustls')
  const isEnabled = truthIn(object, 'enabled')
  const mechanisms = valuesIn(object, direction === 'receive' ? 'authmechanism' : 'smarthostauthmechanism')
  const connector: ConnectorObservation = {
    kind: 'connector',
    evidence: placeIn(object, direction === 'receive' ? 'authmechanism' : 'name'),
    ...(server === undefined ? {} : { server }),
    direction,
    name,
    ...(fqdn === undefined ? {} : { fqdn }),
    bindings: valuesIn(object, 'bindings'),
    remoteRanges: valuesIn(object, 'remoteipranges'),
    authMechanisms: mechanisms.map((mechanism) => mechanism.toUpperCase()),
    ...(tlsCertificateName === undefined ? {} : { tlsCertificateName }),
    ...(suppressesAnonymousTls === undefined ? {} : { suppressesAnonymousTls }),
    smartHosts: valuesIn(object, object.printed.has('smarthosts') ? 'smarthosts' : 'smarthostsstring'),
    ...(isEnabled === undefined ? {} : { isEnabled }),
  }
  findings.observed(connector)
}

function takeServer(object: PrintedObject, findings: Findings): void {
  const name = valueIn(object, 'name') ?? valueIn(object, 'identity')
  if (name === undefined) return
  const fqdn = valueIn(object, 'fqdn')
  // The words around the digits are translated: `Version 15.1 (Build 2507.6)`, `バージョン 15.1 (ビルド 2507.6)`.
  // What follows them may be cut off, they may not.
  const version = /\d{1,3}\.\d{1,3}(?=[\s.]|$)/.exec(object.printed.get('admindisplayversion')?.value ?? '')?.[0]
  const thumbprint = thumbprintOf(object)
  const server: ServerObservation = {
    kind: 'server',
    evidence: placeIn(object, thumbprint === undefined ? 'name' : 'internaltransportcertificatethumbprint'),
    server: fqdn ?? name,
    name,
    ...(fqdn === undefined ? {} : { fqdn }),
    ...(version === undefined ? {} : { version }),
    roles: isCutIn(object, 'serverrole') ? [] : valuesIn(object, 'serverrole'),
    ...(thumbprint === undefined ? {} : { internalTransportCertificate: thumbprint }),
  }
  findings.observed(server)
  if (thumbprint !== undefined || !object.printed.has('internaltransportcertificatethumbprint')) return
  const evidence = placeIn(object, 'internaltransportcertificatethumbprint')
  findings.problem({ evidence, problem: 'elided', args: { what: 'InternalTransportCertificateThumbprint' } })
}

/** Empty text: the server has none. Undefined: not printed, or not whole. */
function thumbprintOf({ printed }: PrintedObject): string | undefined {
  const value = printed.get('internaltransportcertificatethumbprint')?.value.replace(/\s/g, '').toUpperCase()
  return value === '' || (value !== undefined && /^[0-9A-F]{40}$/.test(value)) ? value : undefined
}
