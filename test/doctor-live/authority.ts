/** Certificates of other making: a certification authority as small companies have it, two files and openssl. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../peers/programs.ts'
import type { Host } from './host.ts'

const NEW_KEY = ['-newkey', 'rsa:2048', '-nodes']
const EXTENSIONS = [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature,keyEncipherment',
  // What public authorities issue: for servers alone.
  'extendedKeyUsage=serverAuth',
]

export interface Order {
  readonly names: readonly string[]
  /** Words for `hubtrust cert import`. */
  readonly importing: readonly string[]
}

/** Answers a request of the host, which takes the answer in. */
export async function certify(host: Host, { names, importing }: Order): Promise<void> {
  await host.done(['cert', 'request', '--domains', names.join(), '--out', host.path('own.csr')])
  await sign(host, names)
  await host.done(['cert', 'import', host.path('own.cer'), ...importing])
}

/** A certificate the administrator had before, key and all. */
export async function bring(host: Host, { names, importing }: Order): Promise<void> {
  const key = host.path('brought.key')
  await openssl(['req', '-new', ...NEW_KEY, '-subj', '/CN=Corp Example', '-keyout', key, '-out', host.path('own.csr')])
  await sign(host, names)
  await host.done(['cert', 'import', host.path('own.cer'), '--key', key, ...importing])
}

async function sign(host: Host, names: readonly string[]): Promise<void> {
  const at = (file: string) => join(host.folder, file)
  await openssl([
    ...['req', '-x509', ...NEW_KEY, '-days', '3650', '-subj', '/CN=Corp Example Issuing CA'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-keyout', at('ca.key'), '-out', at('ca.pem')],
  ])
  const alternatives = names.map((name) => `DNS:${name}`).join()
  writeFileSync(at('extensions'), [...EXTENSIONS, `subjectAltName=${alternatives}`].join('\n'))
  await openssl([
    ...['x509', '-req', '-in', at('own.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    ...['-days', '397', '-extfile', at('extensions'), '-out', at('own.cer')],
  ])
}

async function openssl(words: readonly string[]): Promise<void> {
  const { status, stderr } = await run('openssl', words)
  assert.equal(status, 0, stderr)
}
