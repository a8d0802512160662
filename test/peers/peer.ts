/** A server of the organization that does not run Hubtrust: a key and a certificate, made with openssl. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { run } from './programs.ts'

/** Where peers connect from: an address that is not the gateway's own. */
export const PEER_ADDRESS = '127.0.0.7'

export interface Peer {
  readonly name: string
  /** PEM files. */
  readonly certificate: string
  readonly key: string
}

/** In a folder of its own, gone after the test. */
export async function makePeer(t: TestContext, name: string): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-peer-'))
  t.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const peer = { name, certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') }
  const extensions = [`subjectAltName=DNS:${name}`, 'basicConstraints=critical,CA:FALSE']
  const made = await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
    ...['-subj', `/CN=${name}`, '-keyout', peer.key, '-out', peer.certificate],
    ...extensions.flatMap((extension) => ['-addext', extension]),
  ])
  assert.equal(made.status, 0, made.stderr)
  return peer
}
