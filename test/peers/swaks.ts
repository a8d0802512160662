/** `swaks` as the mail server of a peer: STARTTLS, a client certificate, and an eye on the gateway's own. */
import { addressText } from '../../src/lab/servers.ts'
import type { Address } from '../../src/model/configuration.ts'
import { PEER_ADDRESS, type Peer } from './peer.ts'
import { run, type Said } from './programs.ts'

export interface Sending {
  readonly to: Address
  /** Without one it says nothing of who it is. */
  readonly peer?: Peer
  /** The certificate it expects, as a PEM file. */
  readonly expects?: string
  readonly localAddress?: string
  readonly recipient: string
  /** The message as it goes over the wire, final dot included; without one it leaves after RCPT. */
  readonly wire?: Buffer
}

export function swaks({ to, peer, expects, localAddress, recipient, wire }: Sending): Promise<Said> {
  const name = peer?.name ?? 'nobody.example'
  const secured = [
    ...(peer === undefined ? [] : ['--tls', '--tls-cert', peer.certificate, '--tls-key', peer.key]),
    ...(expects === undefined ? [] : ['--tls-verify', '--tls-ca-path', expects]),
  ]
  return run(
    'swaks',
    [
      ...['--server', addressText(to), '--local-interface', localAddress ?? PEER_ADDRESS, '--ehlo', `mail.${name}`],
      ...['--from', `alice@${name}`, '--to', recipient, ...secured],
      ...(wire === undefined ? ['--quit-after', 'RCPT'] : ['--data', '-', '--no-data-fixup']),
    ],
    // swaks ends everything it says with CR LF.
    wire?.subarray(0, -2),
  )
}
