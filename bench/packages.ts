/** The programs the peers are made of, and where they come from on Debian and its relatives. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findCommand } from './stage.ts'

export const PEERS = [
  'stunnel',
  'nginx',
  'haproxy',
  'postfix',
  'openssl',
  'compiler',
  'grep',
  'ripgrep',
  'slapd',
  'chromium',
] as const
export type Peer = (typeof PEERS)[number]

const NGINX_STREAM = '/usr/lib/nginx/modules/ngx_stream_module.so'

interface Source {
  readonly packages: readonly string[]
  readonly isThere: () => boolean
}

const SOURCES: Readonly<Record<Peer, Source>> = {
  stunnel: { packages: ['stunnel4'], isThere: () => findCommand('stunnel4') !== undefined },
  nginx: {
    packages: ['nginx-light', 'libnginx-mod-stream'],
    isThere: () => findCommand('nginx') !== undefined && existsSync(NGINX_STREAM),
  },
  haproxy: { packages: ['haproxy'], isThere: () => findCommand('haproxy') !== undefined },
  postfix: {
    packages: ['postfix'],
    isThere: () => findCommand('smtp-source') !== undefined && findCommand('smtp-sink') !== undefined,
  },
  openssl: { packages: ['openssl'], isThere: () => findCommand('openssl') !== undefined },
  grep: { packages: ['grep'], isThere: () => findCommand('grep') !== undefined },
  ripgrep: { packages: ['ripgrep'], isThere: () => findCommand('rg') !== undefined },
  slapd: {
    packages: ['slapd', 'ldap-utils'],
    isThere: () => findCommand('ldapsearch') !== undefined && existsSync('/usr/sbin/slapd'),
  },
  chromium: { packages: ['chromium'], isThere: () => findCommand('chromium') !== undefined },
  compiler: {
    packages: ['gcc', 'libc6-dev', 'libssl-dev'],
    isThere: () => findCommand('cc') !== undefined && existsSync('/usr/include/openssl/ssl.h'),
  },
}

/**
 * Installs what is missing, as root on a Debian; nothing is started.
 *
 * @throws Error that names the packages when it cannot.
 */
export function ensure(peers: readonly Peer[], say: (text: string) => void): void {
  const missing = peers.filter((peer) => !SOURCES[peer].isThere())
  if (missing.length === 0) return
  const packages = missing.flatMap((peer) => SOURCES[peer].packages)
  if (process.getuid?.() !== 0 || findCommand('apt-get') === undefined) {
    throw new Error(`${missing.join(', ')} missing; as root: apt-get install ${packages.join(' ')}`)
  }
  say(`installing ${packages.join(' ')}`)
  // Run level 1: packages do not start the services they bring.
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    stdio: 'ignore',
  } as const
  execFileSync('apt-get', ['update', '-q'], options)
  execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options)
  const still = missing.filter((peer) => !SOURCES[peer].isThere())
  if (still.length > 0) throw new Error(`${still.join(', ')} still missing after installing ${packages.join(' ')}`)
}

/** @throws Error when it is not there; `ensure` first. */
export function commandOf(name: string): string {
  const path = findCommand(name)
  if (path === undefined) throw new Error(`${name} is not installed`)
  return path
}

export { NGINX_STREAM }
