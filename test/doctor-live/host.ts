/**
 * A host as people have it: made by `hubtrust init`, changed by commands and by hand, served by the real program, looked at
 * by `hubtrust doctor`. In a folder of its own, and gone after the test.
 */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { TestContext } from 'node:test'
import * as v from 'valibot'
import { parseDocument } from 'yaml'
import { askStatus } from '../../src/daemon/control.ts'
import { readConfiguration } from '../../src/daemon/configuration.ts'
import { currentAccount } from '../../src/disk/accounts.ts'
import { issueSelfSigned } from '../../src/x509/issue.ts'
import { writePem } from '../../src/x509/pem.ts'
import { at, PROGRAM } from '../cli/program.ts'
import type { Said } from '../peers/programs.ts'
import { openBehind } from './behind.ts'

export const HUB1 = 'hub1.corp.example'
export const HUB2 = 'hub2.corp.example'
/** For the options of a test. */
export const NEEDS_ROOT = { skip: currentAccount().uid !== 0 && 'only root has namespaces and other accounts' }

/** What these words start ends with the test process, however that goes. */
const MORTAL = ['setpriv', '--pdeathsig', 'KILL', '--']
const PATIENCE_MS = 60_000
const { HUBTRUST_SRC } = process.env
const SOURCE = HUBTRUST_SRC === undefined ? {} : { HUBTRUST_SRC }

export interface Running {
  readonly input?: string
  /** Words in front of the program's. */
  readonly entry?: readonly string[]
}

/** The program as a person runs it, with these variables beside PATH and language. */
export async function runProgram(
  words: readonly string[],
  { input = '', entry = [], ...rest }: Running & { readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Said> {
  const [program = PROGRAM, ...others] = [...entry, PROGRAM, ...words]
  const child = spawn(program, others, { env: environment(rest.env), timeout: PATIENCE_MS, cwd: '/' })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  await once(child, 'close')
  return { status: child.exitCode, ...said }
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...SOURCE, PATH: process.env['PATH'], LANG: 'C.UTF-8', ...more }
}

const REPORT = v.object({
  exitCode: v.number(),
  verdict: v.string(),
  subject: v.object({ source: v.string() }),
  findings: v.array(
    v.object({
      id: v.string(),
      key: v.string(),
      state: v.string(),
      severity: v.string(),
      causedBy: v.optional(v.string()),
      subject: v.record(v.string(), v.string()),
      title: v.string(),
      suppression: v.optional(v.string()),
    }),
  ),
  checks: v.array(
    v.object({
      id: v.string(),
      state: v.string(),
      missing: v.array(v.object({ section: v.string(), reason: v.string(), detail: v.string() })),
    }),
  ),
  unusedSuppressions: v.optional(v.array(v.string())),
  baseline: v.optional(
    v.object({
      fixed: v.array(v.object({ id: v.string() })),
      new: v.array(v.string()),
      still: v.array(v.string()),
    }),
  ),
})
export type SeenReport = v.InferOutput<typeof REPORT>

export function reportOf({ stdout, stderr }: Said): SeenReport {
  assert.notEqual(stdout, '', stderr)
  return v.parse(REPORT, JSON.parse(stdout))
}

/** Causes in the order of the report; what follows from them is left out. */
export function causesOf({ findings }: SeenReport): readonly string[] {
  return findings.filter(({ causedBy, state }) => causedBy === undefined && state === 'fail').map(({ id }) => id)
}

export interface HostSettings {
  readonly name?: string
  /** More words for `hubtrust init`. */
  readonly init?: readonly string[]
  /** Words in front of every program of this host: a namespace. */
  readonly entry?: readonly string[]
  /** Where the receive connector listens, on a port of its own. */
  readonly listen?: string
  /** The mail server behind; one of its own when left out. */
  readonly backend?: string
}

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value }

export class Host {
  readonly name: string
  readonly folder = mkdtempSync(join(tmpdir(), 'hubtrust-host-'))
  readonly root = join(this.folder, 'root')
  readonly config = join(this.root, 'config.yaml')
  readonly #programs = join(this.folder, 'programs')
  readonly #entry: readonly string[]
  #gateway: ChildProcess | undefined
  #words = ''

  private constructor({ name = HUB1, entry = [] }: HostSettings) {
    this.name = name
    this.#entry = entry
    // Another account than the one that tests may have to reach its files.
    chmodSync(this.folder, 0o755)
    for (const folder of [this.root, this.#programs]) mkdirSync(folder, { mode: 0o755 })
    // Whether the clock of the machine that tests is kept right is no business of the hosts under test.
    this.install('timedatectl', 'echo NTPSynchronized=yes')
  }

  /** A program that this host has in place of the machine's. */
  install(name: string, script: string): void {
    writeFileSync(join(this.#programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }

  get #environment(): NodeJS.ProcessEnv {
    return environment({
      PATH: `${this.#programs}:${process.env['PATH'] ?? ''}`,
      HUBTRUST_CONFIG: this.config,
    })
  }

  static async make(t: TestContext, settings: HostSettings = {}): Promise<Host> {
    const { init = [], listen = '127.0.0.1:0', backend } = settings
    const host = new Host(settings)
    const behind = backend === undefined ? await openBehind('127.0.0.1') : undefined
    t.after(async () => {
      behind?.close()
      await host.stop()
      rmSync(host.folder, { recursive: true, force: true })
    })
    const place = backend ?? `127.0.0.1:${String(behind?.port)}`
    const name = settings.name === undefined && settings.entry !== undefined ? [] : ['--name', host.name]
    await host.done(['init', '--root', host.root, ...name, '--listen', listen, '--backend', place, ...init])
    return host
  }

  path(file: string): string {
    return join(this.folder, file)
  }

  state(file = ''): string {
    return join(this.root, 'state', file)
  }

  /** Words of a line, split at spaces, or of a list. */
  run(line: string | readonly string[], { input = '', entry = [] }: Running = {}): Promise<Said> {
    const words = typeof line === 'string' ? line.split(' ') : line
    return runProgram(words, { input, entry: [...this.#entry, ...entry], env: this.#environment })
  }

  /** What it prints; it must succeed. */
  async done(line: string | readonly string[], running: Running = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(line, running)
    assert.equal(status, 0, `${String(line)}\n${stderr}${stdout}`)
    return stdout
  }

  async json(line: string): Promise<unknown> {
    return JSON.parse(await this.done(`${line} --format json`))
  }

  /** Of the certificate in use. */
  async thumbprint(): Promise<string> {
    const list = await this.json('cert list')
    assert.ok(Array.isArray(list))
    return String(
      at(
        list.find((one) => at(one, 'Selected') === true),
        'Thumbprint',
      ),
    )
  }

  /**
   * One more certificate of this server, newer than those it has: certificates know of nothing below a second.
   *
   * @returns its thumbprint
   */
  async another(...words: readonly string[]): Promise<string> {
    const { notBefore } = await this.newest()
    while (Date.now() < Date.parse(notBefore) + 1_000) await pause(1_000 - (Date.now() % 1_000))
    await this.done(['cert', 'new', '--yes', ...words])
    return (await this.newest()).thumbprint
  }

  /** Its certificate gives way to one of that age, published in its place. */
  async replace({ sinceDays, days }: { readonly sinceDays: number; readonly days: number }): Promise<void> {
    const old = await this.thumbprint()
    const { certificateDer, keyPem } = issueSelfSigned({
      ...{ keyType: 'ec-p256', commonName: this.name, dnsNames: [this.name, this.name.split('.')[0] ?? ''] },
      ...{ notBeforeMs: Date.now() - sinceDays * 86_400_000, days },
    })
    const [certificate, key] = [this.path('replacement.pem'), this.path('replacement.key')]
    writeFileSync(certificate, writePem('CERTIFICATE', certificateDer))
    writeFileSync(key, keyPem.reveal())
    await this.done(['cert', 'import', certificate, '--key', key, '--services', 'smtp', '--yes'])
    await this.done(['server', 'withdraw', this.name, old, '--yes'])
    await this.done(['cert', 'remove', old, '--yes'])
  }

  async newest(): Promise<{ readonly thumbprint: string; readonly notBefore: string }> {
    const list = await this.json('cert list')
    assert.ok(Array.isArray(list))
    const all = list.map((one) => ({
      thumbprint: String(at(one, 'Thumbprint')),
      notBefore: String(at(one, 'NotBefore')),
    }))
    const [first] = all.toSorted((left, right) => right.notBefore.localeCompare(left.notBefore))
    assert.ok(first !== undefined, 'it has a certificate')
    return first
  }

  /** Changes one setting, as an editor would. */
  set(place: readonly (string | number)[], value: Value): void {
    const configuration = parseDocument(readFileSync(this.config, 'utf8'))
    configuration.setIn(place, value)
    writeFileSync(this.config, String(configuration))
  }

  /** Resolves once the gateway is ready. */
  async serve(as: readonly string[] = []): Promise<void> {
    this.#words = ''
    const [program, ...words] = [...this.#entry, ...as, ...MORTAL, PROGRAM, 'serve', '--config', this.config]
    const gateway = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'], env: this.#environment, cwd: '/' })
    this.#gateway = gateway
    gateway.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words += text
      if (this.#words.includes('Ready: ')) gateway.emit('ready')
      gateway.emit('words')
    })
    await Promise.race([once(gateway, 'ready'), once(gateway, 'close')])
    assert.match(this.#words, /Ready: /)
  }

  /** What the gateway has said to whoever started it. */
  get words(): string {
    return this.#words
  }

  /** Resolves once the gateway has told an event. */
  until(id: string): Promise<void> {
    return this.hears((words) => words.includes(` ${id} `))
  }

  /** Resolves once what the gateway has said is enough. */
  async hears(isEnough: (words: string) => boolean): Promise<void> {
    while (!isEnough(this.#words) && this.#gateway?.exitCode === null)
      await Promise.race([once(this.#gateway, 'words'), once(this.#gateway, 'close')])
    assert.ok(isEnough(this.#words), this.#words)
  }

  signal(name: NodeJS.Signals): void {
    this.#gateway?.kill(name)
  }

  async stop(): Promise<void> {
    const gateway = this.#gateway
    this.#gateway = undefined
    if (gateway?.exitCode !== null || gateway.signalCode !== null) return
    const ended = once(gateway, 'close')
    gateway.kill('SIGKILL')
    await ended
  }

  /** Where one of its connectors listens; the first when left out. */
  async address(connector?: string): Promise<string> {
    const { listening = [] } = (await askStatus(readConfiguration(this.config))) ?? {}
    const found = listening.find((one) => connector === undefined || one.connector === connector)
    assert.ok(found !== undefined, `${String(connector)} listens`)
    return `${found.host.includes(':') ? `[${found.host}]` : found.host}:${String(found.port)}`
  }

  /** `hubtrust doctor`, as JSON. */
  async doctor(...words: readonly string[]): Promise<{ readonly status: number | null; readonly report: SeenReport }> {
    const said = await this.run(['doctor', '--format', 'json', ...words])
    return { status: said.status, report: reportOf(said) }
  }

  /** Another server becomes known here: its certificate is brought over, and where it listens. */
  async meet(other: Host, address?: string): Promise<void> {
    const file = this.path(`${other.name}.pem`)
    await other.done(['server', 'export', other.name, '--out', file])
    const where = address ?? (await other.address())
    await this.done(['server', 'add', other.name, '--certificate', file, '--address', where])
  }
}

/** Two servers that run and send to each other, each with a directory of its own. */
export async function acquaint(one: Host, other: Host): Promise<void> {
  await Promise.all([one.serve(), other.serve()])
  for (const [host, peer] of [
    [one, other],
    [other, one],
  ] as const) {
    await host.meet(peer)
    await host.done(['server', 'add', host.name, '--address', await host.address()])
  }
}
