/**
 * A real load balancer in front of a server of the lab: haproxy with two members, which show different certificates. It runs
 * in the background until the lab is repaired or ends.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { failure } from '../core/errors.ts'
import { readTextIfPresent, removeFile, writeAtomic } from '../disk/files.ts'
import type { Address } from '../model/configuration.ts'
import { addressText } from './servers.ts'

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`
const START_MS = 10_000

export interface BalancerFiles {
  readonly settings: string
  readonly pidFile: string
}

export function balancerFiles(root: string): BalancerFiles {
  return { settings: join(root, 'balancer.cfg'), pidFile: join(root, 'balancer.pid') }
}

/** What haproxy is told: connections go to the members in turn. */
export function balancerText(front: Address, members: readonly Address[]): string {
  return [
    'global',
    '  maxconn 200',
    'defaults',
    '  mode tcp',
    '  timeout connect 5s',
    '  timeout client 1m',
    '  timeout server 1m',
    'listen hub1',
    `  bind ${addressText(front)}`,
    '  balance roundrobin',
    ...members.map((member, at) => `  server member${String(at + 1)} ${addressText(member)}`),
    '',
  ].join('\n')
}

/** @throws HubtrustError LAB_PROGRAM_MISSING, LAB_PROGRAM_FAILED */
export function startBalancer({ settings, pidFile, text }: BalancerFiles & { readonly text: string }): void {
  writeAtomic(settings, text, { mode: 0o644 })
  const { status, error, stderr } = spawnSync('haproxy', ['-D', '-f', settings, '-p', pidFile], {
    env: { ...process.env, PATH },
    encoding: 'utf8',
    timeout: START_MS,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0) return
  removeFile(settings)
  if (error !== undefined) throw failure('LAB_PROGRAM_MISSING', { program: 'haproxy' }, error)
  throw failure('LAB_PROGRAM_FAILED', { program: 'haproxy', lines: stderr.trim() })
}

/** No trouble when it is gone already. */
export function stopBalancer({ settings, pidFile }: BalancerFiles): void {
  const pids = (readTextIfPresent(pidFile) ?? '')
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 1)
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGTERM')
    } catch {
      // It has ended by itself.
    }
  }
  removeFile(pidFile)
  removeFile(settings)
}
