/** stunnel as the TLS side of a peer: plain SMTP on loopback goes out through STARTTLS with a certificate. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { addressText, LOOPBACK } from '../../src/lab/servers.ts'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import type { Address } from '../../src/model/configuration.ts'
import { until } from '../durability/gateways.ts'
import type { Peer } from './peer.ts'
import { environment } from './programs.ts'

const TRIES = 3

export interface Tunnel {
  readonly port: number
  /** Everything it has logged. */
  log(): string
}

export interface TunnelSettings {
  readonly to: Address
  readonly peer: Peer
  /** The one certificate it accepts, as a PEM file. */
  readonly expects: string
}

/** Ends with the test, and with the test process. */
export async function openTunnel(t: TestContext, settings: TunnelSettings): Promise<Tunnel> {
  for (let tries = 1; ; tries += 1) {
    const tunnel = await tryTunnel(t, settings)
    if (tunnel.log().includes('Configuration successful')) return tunnel
    // Another program was faster at the port.
    if (tries === TRIES || !tunnel.log().includes('Address already in use')) throw new Error(tunnel.log())
  }
}

async function tryTunnel(t: TestContext, { to, peer, expects }: TunnelSettings): Promise<Tunnel> {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-stunnel-'))
  const [port = 0] = await freePorts(1)
  const file = join(folder, 'stunnel.conf')
  const lines = [
    ...['foreground = yes', 'pid =', 'debug = info', '[hub]', 'client = yes', 'protocol = smtp'],
    ...[`accept = ${LOOPBACK}:${String(port)}`, `connect = ${addressText(to)}`],
    ...[`cert = ${peer.certificate}`, `key = ${peer.key}`, `CAfile = ${expects}`, 'verifyPeer = yes', ''],
  ]
  writeFileSync(file, lines.join('\n'))
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'stunnel4', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment(),
  })
  const ended = once(child, 'close')
  t.after(async () => {
    child.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  let log = ''
  child.stderr.setEncoding('latin1').on('data', (text: string) => (log += text))
  await until('stunnel is ready, or has failed', () => /Configuration (?:successful|failed)/.test(log))
  return { port, log: () => log }
}
