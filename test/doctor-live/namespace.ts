/**
 * A corner of this machine with a host name, files of /etc and, when asked for, a network of its own: what the system's
 * resolver and `hostname` say there is up to the test. Nothing outside of it changes, and it is gone after the test.
 */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { environment, run } from '../peers/programs.ts'

/** Names come from the hosts file and the DNS, as on most servers. */
const DEFAULTS = {
  hostname: 'localhost\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
  'resolv.conf': '',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
} as const

export type EtcFile = keyof typeof DEFAULTS

export interface NamespaceSettings {
  /** As `hostname` tells it. */
  readonly hostName: string
  /** Files of /etc that differ from a plain machine's; `hostname` follows the host name. */
  readonly etc?: Readonly<Partial<Record<EtcFile, string>>>
  /** Commands that make its network; without any it has the machine's. */
  readonly network?: readonly string[]
}

/** Addresses for documentation (RFC 5737) on a cable that ends nowhere. */
export function cable(...addresses: readonly string[]): readonly string[] {
  return [
    'ip link set lo up',
    'ip link add eth0 type veth peer name eth1',
    ...addresses.map((address) => `ip address add ${address} dev eth0`),
    'ip link set eth0 up',
    'ip link set eth1 up',
  ]
}

export class Namespace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hubtrust-namespace-'))
  readonly #keeper: ChildProcess
  readonly #kinds: readonly string[]

  private constructor({ hostName, etc = {}, network }: NamespaceSettings) {
    const files = { ...DEFAULTS, hostname: `${hostName}\n`, ...etc }
    for (const [name, text] of Object.entries(files)) writeFileSync(this.#path(name), text)
    this.#kinds = ['--mount', '--uts', ...(network === undefined ? [] : ['--net'])]
    const script = [
      'set -e',
      `hostname ${hostName}`,
      ...Object.keys(files).map((name) => `mount --bind ${this.#path(name)} /etc/${name}`),
      ...(network ?? []),
      'echo ready',
      // Its input ends with the test process, however that goes.
      'exec cat >/dev/null',
    ]
    this.#keeper = spawn('unshare', [...this.#kinds, '--', 'sh', '-c', script.join('\n')], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environment(),
    })
  }

  static async open(t: TestContext, settings: NamespaceSettings): Promise<Namespace> {
    const namespace = new Namespace(settings)
    t.after(() => namespace.#close())
    await namespace.#ready()
    return namespace
  }

  async #ready(): Promise<void> {
    const { stdout, stderr } = this.#keeper
    assert.ok(stdout !== null && stderr !== null)
    let problem = ''
    stderr.setEncoding('utf8').on('data', (text: string) => (problem += text))
    const [said] = await Promise.race([once(stdout, 'data'), once(this.#keeper, 'close').then(() => [''])])
    assert.equal(String(said), 'ready\n', problem)
  }

  /** Words in front of those of a program that shall run there. */
  get entry(): readonly string[] {
    return ['nsenter', '--target', String(this.#keeper.pid), ...this.#kinds, '--']
  }

  /** Runs a line of shell there. */
  async shell(line: string, ...words: readonly string[]): Promise<void> {
    const [program = '', ...entry] = this.entry
    const { status, stderr } = await run(program, [...entry, 'sh', '-ec', line, 'sh', ...words])
    assert.equal(status, 0, stderr)
  }

  /** Changes a file of /etc as it is seen there, from now on. */
  write(name: EtcFile, text: string): void {
    writeFileSync(this.#path(name), text)
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }

  async #close(): Promise<void> {
    const ended = this.#keeper.exitCode === null ? once(this.#keeper, 'close') : undefined
    this.#keeper.stdin?.end()
    await ended
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
