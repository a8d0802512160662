/**
 * XCLIENT (Postfix XCLIENT_README): the older way to tell the server behind who the peer is. The gateway sends it; from
 * the far side it is never accepted.
 */
import { isIPv6 } from './addresses.ts'

/** RFC 3461 xtext: what a peer wrote can neither end the command nor start another. */
export function xtext(text: string): string {
  const encoded = Array.from(Buffer.from(text, 'utf8'), (byte) => {
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x2b && byte !== 0x3d
    return isPlain ? String.fromCharCode(byte) : `+${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return encoded.join('')
}

export interface XclientPeer {
  readonly address: string
  readonly port: number
  /** EHLO or HELO name of the peer. */
  readonly helo: string
  readonly protocol: 'ESMTP' | 'SMTP'
  /** The name trust was granted to. */
  readonly login?: string
}

/**
 * The command with the attributes the server behind offers (the parameters of its EHLO line). ADDR comes last: a server
 * that checks who may send XCLIENT no longer accepts attributes after it.
 */
export function xclientCommand(peer: XclientPeer, offered: string): string {
  const names = new Set(offered.toUpperCase().split(/\s+/))
  const address = isIPv6(peer.address) ? `IPV6:${peer.address}` : peer.address
  const attributes: readonly (readonly [string, string])[] = [
    ['NAME', '[UNAVAILABLE]'],
    ['PORT', String(peer.port)],
    ['HELO', xtext(peer.helo)],
    ['PROTO', peer.protocol],
    ['LOGIN', peer.login === undefined ? '[UNAVAILABLE]' : xtext(peer.login)],
    ['ADDR', xtext(address)],
  ]
  const sent = attributes.filter(([name]) => names.has(name)).map(([name, value]) => `${name}=${value}`)
  return `XCLIENT ${sent.join(' ')}\r\n`
}
