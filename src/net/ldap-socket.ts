/**
 * A socket on which LDAP may be spoken: connected, and behind TLS with the server's identity proven, before anybody can
 * write a password to it. StartTLS (RFC 4511, section 4.14) is done here as well, so that every client of LDAP gets the
 * same socket whatever its URL says.
 */
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { systemClock } from '../core/clock.ts'
import type { Secret } from '../core/secret.ts'
import { ignoreErrors } from './socket.ts'

const LDAP_PORT = 389
const LDAPS_PORT = 636
/** LDAPMessage 1: ExtendedRequest 1.3.6.1.4.1.1466.20037. */
const START_TLS = Buffer.concat([
  Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16]),
  Buffer.from('1.3.6.1.4.1.1466.20037', 'latin1'),
])
/** An answer to StartTLS is some dozen bytes and a diagnostic message. */
const ANSWER_BYTES_MAX = 4096
const EXTENDED_RESPONSE = 0x78

export type LdapPlace =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly isSecure: boolean }
  | { readonly kind: 'file'; readonly path: string }

/** Of a URL as the configuration allows it: ldap, ldaps and ldapi, no base behind the host. */
export function ldapPlace(url: string): LdapPlace {
  const [scheme = '', rest = ''] = url.split('://')
  if (scheme === 'ldapi') return { kind: 'file', path: decodeURIComponent(rest) }
  const { hostname, port } = new URL(`tcp://${rest}`)
  const isSecure = scheme === 'ldaps'
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { kind: 'tcp', host, port: Number(port) || (isSecure ? LDAPS_PORT : LDAP_PORT), isSecure }
}

export interface LdapSocketOptions {
  readonly startTls: boolean
  /** PEM; the system's authorities when undefined. */
  readonly ca: string | undefined
  /** SHA-256 of the server's certificate, upper-case hexadecimal digits. When there is one, no authority is asked. */
  readonly pins: readonly string[]
  /** PEM, shown to the server. */
  readonly certificate: string | undefined
  readonly key: Secret | undefined
  readonly withinMs: number
}

/** Why no socket came of it: `tls` when the server was reached and its identity or its TLS refused. */
export class LdapSocketError extends Error {
  readonly stage: 'connect' | 'tls'

  constructor(stage: LdapSocketError['stage'], reason: string) {
    super(reason)
    this.stage = stage
  }
}

/**
 * Nothing was sent on it but StartTLS, and nothing is left to read.
 *
 * @throws LdapSocketError
 */
export async function openLdapSocket(url: string, options: LdapSocketOptions): Promise<Socket> {
  const place = ldapPlace(url)
  const endsAt = systemClock.elapsedMs() + options.withinMs
  const raw = place.kind === 'file' ? connect(place.path) : connect({ ...place, noDelay: true })
  const deadline: Deadline = { leftMs: () => Math.max(1, endsAt - systemClock.elapsedMs()) }
  await settled(raw, { event: 'connect', stage: 'connect', deadline })
  if (place.kind === 'file') return raw
  if (place.isSecure) return secured(raw, { host: place.host, options, deadline })
  if (!options.startTls) return raw
  await startTls(raw, deadline)
  return secured(raw, { host: place.host, options, deadline })
}

interface Deadline {
  readonly leftMs: () => number
}

interface Awaited {
  readonly event: 'connect' | 'secureConnect'
  readonly stage: LdapSocketError['stage']
  readonly deadline: Deadline
}

/** Destroys the socket when the event does not come. */
function settled(socket: Socket, { event, stage, deadline }: Awaited): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer)
      socket.off('error', fail)
      socket.off('close', onClose)
    }
    const fail = (error: Error) => {
      settle()
      ignoreErrors(socket)
      socket.destroy()
      reject(new LdapSocketError(stage, error.message))
    }
    const onClose = () => {
      fail(new Error('the server closed the connection'))
    }
    const timer = setTimeout(() => {
      fail(new Error('no answer in time'))
    }, deadline.leftMs())
    socket.once('error', fail)
    socket.once('close', onClose)
    socket.once(event, () => {
      settle()
      resolve()
    })
  })
}

interface Securing {
  readonly host: string
  readonly options: LdapSocketOptions
  readonly deadline: Deadline
}

async function secured(raw: Socket, { host, options, deadline }: Securing): Promise<TLSSocket> {
  const { ca, pins, certificate, key } = options
  ignoreErrors(raw)
  const socket = connectTls({
    socket: raw,
    // Without it the certificate's names are compared with "localhost".
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined || key === undefined ? {} : { cert: certificate, key: key.reveal() }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: pins.length === 0,
  })
  await settled(socket, { event: 'secureConnect', stage: 'tls', deadline })
  if (pins.length === 0) return socket
  const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '') ?? ''
  if (pins.includes(shown)) return socket
  ignoreErrors(socket)
  socket.destroy()
  throw new LdapSocketError('tls', `its certificate has the SHA-256 ${shown}, which is not pinned`)
}

/** Exactly one answer, and nothing behind it: what comes in clear after it would be read as if it had come through TLS. */
async function startTls(raw: Socket, deadline: Deadline): Promise<void> {
  const answer = await answerTo(raw, deadline)
  const code = resultCode(answer)
  if (code === 0) return
  raw.destroy()
  throw new LdapSocketError('tls', code === undefined ? 'the answer to StartTLS is none' : `StartTLS refused (${code})`)
}

function answerTo(raw: Socket, deadline: Deadline): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0)
    const settle = () => {
      clearTimeout(timer)
      raw.off('data', onData)
      raw.off('close', onClose)
      raw.off('error', fail)
      raw.pause()
    }
    const fail = (error: Error) => {
      settle()
      ignoreErrors(raw)
      raw.destroy()
      reject(new LdapSocketError('tls', error.message))
    }
    const onClose = () => {
      fail(new Error('the server closed the connection instead of answering StartTLS'))
    }
    const onData = (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes])
      const length = wholeLength(answer)
      if (answer.length > ANSWER_BYTES_MAX || (length !== undefined && answer.length > length))
        fail(new Error('more than an answer came before TLS'))
      else if (answer.length === length) {
        settle()
        resolve(answer)
      }
    }
    const timer = setTimeout(() => {
      fail(new Error('no answer to StartTLS in time'))
    }, deadline.leftMs())
    raw.on('data', onData)
    raw.once('close', onClose)
    raw.once('error', fail)
    raw.write(START_TLS)
  })
}

interface Header {
  readonly tag: number
  readonly start: number
  readonly end: number
}

/** Tag and extent of the BER element at `at`; undefined while its length is not there. */
function headerAt(bytes: Buffer, at: number): Header | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return undefined
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first }
  const octets = first & 0x7f
  if (octets === 0 || octets > 4 || bytes.length < at + 2 + octets) return undefined
  const start = at + 2 + octets
  return { tag, start, end: start + bytes.readUIntBE(at + 2, octets) }
}

function wholeLength(bytes: Buffer): number | undefined {
  return headerAt(bytes, 0)?.end
}

/** Of an LDAPMessage that carries an ExtendedResponse. */
function resultCode(message: Buffer): number | undefined {
  const id = headerAt(message, headerAt(message, 0)?.start ?? 0)
  const response = id === undefined ? undefined : headerAt(message, id.end)
  if (response?.tag !== EXTENDED_RESPONSE) return undefined
  const result = headerAt(message, response.start)
  return result?.tag === 0x0a ? message[result.start] : undefined
}
