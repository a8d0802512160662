/**
 * The programs Hubtrust is measured against, doing the same: mutual TLS with the peer's certificate pinned, then bytes to
 * the server behind. Their defaults, unless a line says otherwise; logging off, which is in their favour.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Certificate } from './certificates.ts'
import { commandOf, NGINX_STREAM } from './packages.ts'
import { freePort, type Place, type Program, type Stage } from './stage.ts'

export interface Proxy {
  readonly program: Program
  readonly port: number
}

export interface ProxyOrder {
  readonly backend: number
  readonly own: Certificate
  /** A file with the certificates it trusts. */
  readonly trusted: string
  readonly place?: Place
}

export interface StunnelOrder extends ProxyOrder {
  /** STARTTLS on SMTP instead of TLS at once. */
  readonly isSmtp?: boolean
  /** From plain to TLS, as a send connector. */
  readonly isClient?: boolean
  readonly hasTickets?: boolean
}

export async function startStunnel(stage: Stage, order: StunnelOrder): Promise<Proxy> {
  const { backend, own, trusted, place = 'proxy', isSmtp = false, isClient = false, hasTickets = true } = order
  const port = await freePort()
  const settings = [
    'foreground = yes',
    'debug = 3',
    'pid =',
    '[proxy]',
    ...(isClient ? ['client = yes'] : []),
    ...(isSmtp ? ['protocol = smtp'] : []),
    `accept = 127.0.0.1:${String(port)}`,
    `connect = 127.0.0.1:${String(backend)}`,
    `cert = ${own.certificatePath}`,
    `key = ${own.keyPath}`,
    `CAfile = ${trusted}`,
    'verifyPeer = yes',
    ...(hasTickets ? [] : ['options = NO_TICKET', 'sessionResume = no']),
  ]
  const path = configuration(stage, `stunnel-${String(port)}.conf`, settings)
  return started(stage.start({ command: commandOf('stunnel4'), args: [path], place }), port)
}

export interface NginxOrder extends ProxyOrder {
  readonly hasTickets?: boolean
}

export async function startNginx(stage: Stage, order: NginxOrder): Promise<Proxy> {
  const { backend, own, trusted, place = 'proxy', hasTickets = true } = order
  const port = await freePort()
  const folder = stage.path(`nginx-${String(port)}`)
  mkdirSync(folder)
  const settings = [
    `load_module ${NGINX_STREAM};`,
    'daemon off; master_process off;',
    `pid ${folder}/pid; error_log /dev/null crit;`,
    'worker_rlimit_nofile 20000;',
    'events { worker_connections 19000; }',
    'stream { server {',
    `listen 127.0.0.1:${String(port)} ssl backlog=4096; proxy_pass 127.0.0.1:${String(backend)}; tcp_nodelay on;`,
    'ssl_protocols TLSv1.2 TLSv1.3;',
    `ssl_certificate ${own.certificatePath}; ssl_certificate_key ${own.keyPath};`,
    `ssl_client_certificate ${trusted}; ssl_verify_client on;`,
    ...(hasTickets ? [] : ['ssl_session_tickets off; ssl_session_cache off;']),
    '} }',
  ]
  const path = configuration(stage, `nginx-${String(port)}.conf`, settings)
  const args = ['-c', path, '-p', folder, '-e', '/dev/null']
  return started(stage.start({ command: commandOf('nginx'), args, place }), port)
}

export interface HaproxyOrder extends ProxyOrder {
  readonly hasTickets?: boolean
}

export async function startHaproxy(stage: Stage, order: HaproxyOrder): Promise<Proxy> {
  const { backend, own, trusted, place = 'proxy', hasTickets = true } = order
  const port = await freePort()
  const tickets = hasTickets ? '' : ' no-tls-tickets'
  const settings = [
    'global',
    '  maxconn 9000',
    'defaults',
    '  mode tcp',
    '  timeout connect 10s',
    '  timeout client 300s',
    '  timeout server 300s',
    'listen proxy',
    `  bind 127.0.0.1:${String(port)} backlog 4096 ssl crt ${own.pairPath} ca-file ${trusted} verify required${tickets}`,
    `  server behind 127.0.0.1:${String(backend)}`,
  ]
  const path = configuration(stage, `haproxy-${String(port)}.cfg`, settings)
  return started(stage.start({ command: commandOf('haproxy'), args: ['-db', '-q', '-f', path], place }), port)
}

function configuration(stage: Stage, file: string, lines: readonly string[]): string {
  const path = stage.path(file)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

async function started(program: Program, port: number): Promise<Proxy> {
  await program.listening(port)
  return { program, port }
}
