/** Samples of configuration and logs of mail servers, and the readers they are for. */
import { edgeSubscriptionReader } from '../../src/evidence/edge-subscription.ts'
import type { Encoding, Reader } from '../../src/evidence/contract.ts'
import { eximLogReader } from '../../src/evidence/exim-log.ts'
import { extraTraceReader } from '../../src/evidence/extra-trace.ts'
import { ldifReader } from '../../src/evidence/ldif.ts'
import { postfixLogReader } from '../../src/evidence/postfix-log.ts'
import { edgeSyncReader, exchangeConfigurationReader, queueReader } from '../../src/evidence/shell-objects.ts'
import { smtpProtocolLogReader } from '../../src/evidence/smtp-protocol-log.ts'
import { encoded } from './encoded.ts'
import { HUB_DER, sampleBytes, type Sample } from './samples-text.ts'

const FILES: readonly (readonly [reader: Reader, name: string, encoding: Encoding])[] = [
  [exchangeConfigurationReader, 'transport-service.txt', 'utf-16le'],
  [exchangeConfigurationReader, 'transport-service-ja.txt', 'cp932'],
  [exchangeConfigurationReader, 'connectors.txt', 'utf-8'],
  [queueReader, 'queues.txt', 'utf-8'],
  [queueReader, 'queues-ja.txt', 'cp932'],
  [edgeSyncReader, 'edge-sync.txt', 'utf-16le'],
  [edgeSyncReader, 'edge-sync-de.txt', 'cp1252'],
  [edgeSyncReader, 'edge-sync-fr.txt', 'cp850'],
  [smtpProtocolLogReader, 'smtp-send.log', 'utf-8'],
  [smtpProtocolLogReader, 'smtp-receive-ja.log', 'utf-8'],
  [postfixLogReader, 'postfix.log', 'utf-8'],
  [eximLogReader, 'exim.log', 'utf-8'],
  [extraTraceReader, 'extra-trace.txt', 'utf-8'],
]

/** What stands in a subscription file and must never come out again. */
export const PASSWORD = 'tR4-never+shown/8Qz'

/** Base64 as LDIF folds it. */
export function folded(attribute: string, bytes: Uint8Array, width = 76): string {
  const line = `${attribute}:: ${Buffer.from(bytes).toString('base64')}`
  const [first = '', ...rest] = line.match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? []
  return [first, ...rest.map((piece) => ` ${piece}`)].join('\n')
}

/** The element in which Windows keeps a certificate, with the name of its key container. */
export function storeElement(der: Uint8Array, container: string): Buffer {
  const name = Buffer.from(`${container}\0`, 'utf16le')
  const provider = Buffer.alloc(28)
  provider.writeUInt32LE(28, 0)
  provider.writeUInt32LE(0x20, 12)
  return Buffer.concat([element(2, Buffer.concat([provider, name])), element(32, der)])
}

function element(id: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt32LE(id, 0)
  head.writeUInt32LE(1, 4)
  head.writeUInt32LE(value.length, 8)
  return Buffer.concat([head, value])
}

const SERVERS = 'CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Org'

export const LDIF = `version: 1
# one server

dn: CN=HUB1,${SERVERS},
  CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=example
changetype: add
objectClass: top
objectClass: msExchExchangeServer
cn: HUB1
serialNumber: Version 15.1 (Build 32507.6)
networkAddress: ncacn_vm_only:HUB1
networkAddress: ncacn_ip_tcp:hub1.co
 rp.example
msExchCurrentServerRoles: 54
${folded('msExchEdgeSyncCredential', Buffer.from(PASSWORD))}
${folded('msExchServerInternalTLSCert', HUB_DER)}

dn:: ${Buffer.from(`CN=拠点2,${SERVERS}`).toString('base64')}
objectClass: msExchExchangeServer
${folded('cn', Buffer.from('拠点2'))}
${folded('msExchServerInternalTLSCert', storeElement(HUB_DER, 'c0ffee'))}

dn: cn=hub3.corp.example,ou=servers,dc=corp,dc=example
objectClass: device
cn: hub3.corp.example
${folded('userCertificate;binary', HUB_DER)}

dn: uid=ann,ou=people,dc=corp,dc=example
objectClass: inetOrgPerson
cn: Ann
${folded('userCertificate;binary', HUB_DER)}
`

export const SUBSCRIPTION = `<?xml version="1.0"?>
<EdgeSubscriptionData xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <EdgeServerName>EDGE1</EdgeServerName>
  <EdgeServerFQDN>edge1.corp.example</EdgeServerFQDN>
  <EdgeCertificateBlob>${Buffer.from(HUB_DER).toString('base64')}</EdgeCertificateBlob>
  <ESRAUsername>cn=ESRA.EDGE1,CN=Services,CN=Configuration</ESRAUsername>
  <ESRAPassword>${PASSWORD}</ESRAPassword>
  <EffectiveDate>639153500450000000</EffectiveDate>
  <Duration>1440</Duration>
  <AdamSslPort>50636</AdamSslPort>
  <ProductID />
  <VersionNumber>1940062208</VersionNumber>
  <SerialNumber>Version 15.2 (Build 1118.7)</SerialNumber>
</EdgeSubscriptionData>
`

const crlf = (text: string): string => text.replaceAll('\n', '\r\n')

export const SAMPLES: readonly Sample[] = [
  ...FILES.map(([reader, name, encoding]) => ({ reader, name, bytes: sampleBytes(name, encoding) })),
  { reader: ldifReader, name: 'servers.ldf', bytes: encoded(LDIF, 'utf-8') },
  { reader: ldifReader, name: 'servers-unicode.ldf', bytes: encoded(`\ufeff${crlf(LDIF)}`, 'utf-16le') },
  { reader: edgeSubscriptionReader, name: 'edge-subscription.xml', bytes: encoded(crlf(SUBSCRIPTION), 'utf-8') },
]
