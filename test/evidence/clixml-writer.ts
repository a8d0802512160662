/** `Export-Clixml` of certificates as Exchange writes it, with what .NET serializes beside it. */
import { issueSelfSigned } from '../../src/x509/issue.ts'

export interface WrittenKey {
  readonly container: string
  readonly provider: string
}

export interface WrittenCertificate {
  readonly der: Uint8Array
  readonly server: string
  readonly services: number
  readonly key?: WrittenKey
  /** False: as a shell writes it that does not know Exchange's types. */
  readonly hasSerialization: boolean
}

export function newCertificate(name: string, domain = 'corp.example'): Uint8Array {
  return issueSelfSigned({
    keyType: 'ec-p256',
    commonName: name,
    dnsNames: [name, `${name}.${domain}`],
    notBeforeMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    days: 1826,
  }).certificateDer
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  const low = bytes.length & 0x7f
  const length = bytes.length < 128 ? [low] : [low | 0x80, bytes.length >> 7]
  return Buffer.concat([Buffer.from(length), bytes])
}

function property(id: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([int32(id), int32(1), int32(bytes.length), bytes])
}

/** The certificate store's own form: properties, then the DER. */
export function storeElement(der: Uint8Array, key?: WrittenKey, friendlyName = 'Microsoft Exchange'): Buffer {
  const wide = (value: string): Buffer => Buffer.from(`${value}\0`, 'utf16le')
  const parts = [property(11, wide(friendlyName))]
  if (key !== undefined) {
    const container = wide(key.container)
    const provider = key.provider === '' ? Buffer.alloc(0) : wide(key.provider)
    const numbers = [28, key.provider === '' ? 0 : 28 + container.length, 12, 0x20, 0, 0, 1]
    parts.push(property(2, Buffer.concat([...numbers.map(int32), container, provider])))
  }
  return Buffer.concat([...parts, property(32, der)])
}

/** [MS-NRBF]: one object with its members, enumerations as objects of one number. */
export function serialization({ der, server, services, key }: WrittenCertificate, thumbprint: string): Buffer {
  const members = ['CertData', 'SelfSigned', 'Status', 'RootCAType', 'Services', 'Identity']
  const element = storeElement(der, key)
  const enumeration = (id: number, name: string, value: number): Buffer =>
    Buffer.concat([
      Buffer.from([5]),
      int32(id),
      text(name),
      int32(1),
      text('value__'),
      Buffer.from([0, 8]),
      int32(2),
      int32(value),
    ])
  return Buffer.concat([
    Buffer.from([0]),
    ...[1, -1, 1, 0].map(int32),
    Buffer.from([12]),
    int32(2),
    text('Exchange.Management'),
    Buffer.from([5]),
    int32(1),
    text('Exchange.ExchangeCertificate'),
    int32(members.length),
    ...members.map(text),
    Buffer.from([7, 0, 4, 4, 4, 1]),
    Buffer.from([2, 1]),
    ...['Status', 'RootCAType', 'Services'].map((name) => Buffer.concat([text(name), int32(2)])),
    int32(2),
    Buffer.from([9]),
    int32(3),
    Buffer.from([1]),
    enumeration(-4, 'Status', 1),
    enumeration(-5, 'RootCAType', 3),
    enumeration(-6, 'Services', services),
    Buffer.from([6]),
    int32(7),
    text(`${server}\\${thumbprint}`),
    Buffer.from([15]),
    int32(3),
    int32(element.length),
    Buffer.from([2]),
    element,
    Buffer.from([11]),
  ])
}

/** @param body objects of the top level */
export function clixml(body: string): string {
  return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n${body}\n</Objs>`
}

const TYPE = 'Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate'

export function certificateObject(written: WrittenCertificate, thumbprint: string, at = 0): string {
  const { der, server, hasSerialization } = written
  const prefix = hasSerialization ? '' : 'Deserialized.'
  const types =
    at === 0
      ? `<TN RefId="0">\n      <T>${prefix}${TYPE}</T>\n      <T>${prefix}System.Object</T>\n    </TN>`
      : '<TNRef RefId="0" />'
  const serialized = `\n      <BA N="SerializationData">${serialization(written, thumbprint).toString('base64')}</BA>`
  return `  <Obj RefId="${String(at)}">
    ${types}
    <ToString>[Subject]_x000D__x000A_  CN=x</ToString>
    <Props>
      <BA N="RawData">${Buffer.from(der).toString('base64')}</BA>
    </Props>
    <MS>
      <S N="PSComputerName">${server.toLowerCase()}</S>${hasSerialization ? serialized : ''}
    </MS>
  </Obj>`
}
