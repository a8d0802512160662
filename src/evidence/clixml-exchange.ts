/** Objects of Exchange and of Windows' network in CLIXML to observations, by their types. */
import { thumbprintOf } from '../x509/parse.ts'
import type { Evidence } from '../model/facts.ts'
import { textOf, textsOf, type ClixmlObject } from './clixml-objects.ts'
import { bytesOf } from './clixml-certificate.ts'
import type {
  ConnectorObservation,
  NameObservation,
  Observation,
  QueueObservation,
  ServerObservation,
} from './observation.ts'
import { readStoreElement } from './store-element.ts'

type Read = (object: ClixmlObject, evidence: Evidence) => readonly Observation[]

/** By the end of the type's name. */
const READERS: readonly (readonly [type: RegExp, read: Read])[] = [
  [/\.ReceiveConnector$/, (object, evidence) => connectorOf(object, evidence, 'receive')],
  [/\.SmtpSendConnectorConfig$/, (object, evidence) => connectorOf(object, evidence, 'send')],
  [/\.(?:ExchangeServer|TransportServer|TransportService|FrontendTransportServer|MailboxTransportServer)$/, serverOf],
  [/\.(?:Extensible)?QueueInfo$/, queueOf],
  [/(?:^|\.)NetIPConfiguration$/, networkOf],
]

/** Undefined: none of the types is known. */
export function readClixmlObject(object: ClixmlObject, evidence: Evidence): readonly Observation[] | undefined {
  for (const [pattern, read] of READERS) {
    if (object.types.some((type) => pattern.test(type.replace(/^Selected\./, '')))) return read(object, evidence)
  }
  return undefined
}

function connectorOf(
  object: ClixmlObject,
  evidence: Evidence,
  direction: 'receive' | 'send',
): readonly ConnectorObservation[] {
  const name = textOf(object, 'Name')
  if (name === undefined) return []
  const fqdn = textOf(object, 'Fqdn')
  const tlsCertificateName = textOf(object, 'TlsCertificateName')
  const suppresses = truthOf(textOf(object, 'SuppressXAnonymousTls'))
  const isEnabled = truthOf(textOf(object, 'Enabled'))
  const server = textOf(object, 'Server')
  const mechanisms = textOf(object, direction === 'receive' ? 'AuthMechanism' : 'SmartHostAuthMechanism') ?? ''
  const smartHosts = textsOf(object, 'SmartHosts')
  return [
    {
      kind: 'connector',
      evidence,
      ...(server === undefined ? {} : { server }),
      direction,
      name,
      ...(fqdn === undefined ? {} : { fqdn }),
      bindings: textsOf(object, 'Bindings'),
      remoteRanges: textsOf(object, 'RemoteIPRanges'),
      authMechanisms: listOf(mechanisms).map((mechanism) => mechanism.toUpperCase()),
      ...(tlsCertificateName === undefined ? {} : { tlsCertificateName }),
      ...(suppresses === undefined ? {} : { suppressesAnonymousTls: suppresses }),
      smartHosts: smartHosts.length > 0 ? smartHosts : listOf(textOf(object, 'SmartHostsString') ?? ''),
      ...(isEnabled === undefined ? {} : { isEnabled }),
    },
  ]
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'None')
}

function truthOf(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text.toLowerCase() === 'true'
}

function serverOf(object: ClixmlObject, evidence: Evidence): readonly ServerObservation[] {
  const name = textOf(object, 'Name')
  if (name === undefined) return []
  const fqdn = textOf(object, 'Fqdn')
  const version = /(\d+\.\d+)/.exec(textOf(object, 'AdminDisplayVersion') ?? '')?.[1]
  const internal = internalCertificateOf(object)
  return [
    {
      kind: 'server',
      evidence,
      server: fqdn ?? name,
      name,
      ...(fqdn === undefined ? {} : { fqdn }),
      ...(version === undefined ? {} : { version }),
      roles: listOf(textOf(object, 'ServerRole') ?? ''),
      ...(internal === undefined ? {} : { internalTransportCertificate: internal }),
    },
  ]
}

/** The property with the thumbprint, or the bytes it is made of. */
function internalCertificateOf(object: ClixmlObject): string | undefined {
  const printed = object.properties.get('internaltransportcertificatethumbprint')
  if (printed?.kind === 'scalar') return printed.text.toUpperCase()
  const bytes = bytesOf(object, 'InternalTransportCertificate')
  const element = bytes === undefined ? undefined : readStoreElement(bytes)
  return element === undefined ? undefined : thumbprintOf(element.der)
}

function queueOf(object: ClixmlObject, evidence: Evidence): readonly QueueObservation[] {
  const name = textOf(object, 'Identity')
  if (name === undefined) return []
  const server = /^([^\\]+)\\/.exec(name)?.[1]
  const [nextHop, deliveryType, lastError, status] = ['NextHopDomain', 'DeliveryType', 'LastError', 'Status'].map(
    (property) => textOf(object, property),
  )
  return [
    {
      kind: 'queue',
      evidence,
      ...(server === undefined ? {} : { server }),
      name,
      ...(nextHop === undefined ? {} : { nextHop }),
      ...(deliveryType === undefined ? {} : { deliveryType }),
      messageCount: Number(textOf(object, 'MessageCount') ?? 0) || 0,
      ...(lastError === undefined || lastError === '' ? {} : { lastError }),
      ...(status === undefined ? {} : { status }),
    },
  ]
}

function networkOf(object: ClixmlObject, evidence: Evidence): readonly NameObservation[] {
  const server = textOf(object, 'ComputerName')
  const objects = (name: string): readonly ClixmlObject[] => {
    const value = object.properties.get(name)
    return value?.kind === 'object' ? value.items.filter((item) => item.kind === 'object') : []
  }
  const addresses = [...objects('ipv4address'), ...objects('ipv6address')].flatMap(
    (address) => textOf(address, 'IPAddress') ?? [],
  )
  const servers = objects('dnsserver').flatMap((dns) => textsOf(dns, 'ServerAddresses'))
  const name = (what: NameObservation['what'], value: string): NameObservation => ({
    kind: 'name',
    evidence,
    ...(server === undefined ? {} : { server }),
    what,
    value,
  })
  return [
    ...(server === undefined ? [] : [name('computer-name', server)]),
    ...addresses.map((value) => name('address', value)),
    ...servers.map((value) => name('dns-server', value)),
  ]
}
