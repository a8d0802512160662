/** One machine of two: Exim as Debian installs it and a Hubtrust beside it, as an administrator sets both up. */
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { parseDocument } from 'yaml'
import { at, openWorld, PROGRAM, type World } from '../cli/program.ts'
import { until } from '../durability/gateways.ts'
import { Exim, type EximSettings } from './exim.ts'
import { environment, type Said } from './programs.ts'

export class EximSide {
  readonly exim: Exim
  readonly world: World
  /** As the directory knows it. */
  readonly name: string
  /** Its certificate, as a PEM file. */
  readonly certificate: string
  #serving: ChildProcess | undefined

  private constructor(exim: Exim, world: World, name: string) {
    this.exim = exim
    this.world = world
    this.name = name
    this.certificate = world.path('own.pem')
  }

  static async prepare(t: TestContext, name: string, settings: EximSettings): Promise<EximSide> {
    const world = openWorld(name)
    // Exim is an account of its own.
    chmodSync(world.folder, 0o755)
    // The port is Exim's.
    const configuration = parseDocument(readFileSync(world.config, 'utf8'))
    configuration.setIn(['gateway', 'receive'], [])
    writeFileSync(world.config, String(configuration))
    const side = new EximSide(await Exim.prepare(t, settings), world, name)
    t.after(async () => {
      await side.kill()
      world.remove()
    })
    side.hubtrust('server', 'export', name, '--out', side.certificate)
    return side
  }

  hubtrust(...words: readonly string[]): string {
    const [program = '', ...rest] = this.exim.inside(PROGRAM, ...words, '--config', this.world.config)
    const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', env: environment() })
    assert.equal(status, 0, stderr)
    return stdout
  }

  json(line: string): unknown {
    const value: unknown = JSON.parse(this.hubtrust(...line.split(' '), '--format', 'json'))
    return value
  }

  add(server: { readonly name: string; readonly certificate: string }, ...words: readonly string[]): void {
    this.hubtrust('server', 'add', server.name, '--certificate', server.certificate, ...words)
  }

  /** @param thumbprint the first of its certificates when left out */
  withdraw(server: string, thumbprint?: string): void {
    const first = String(at(this.json(`server show ${server}`), 'certificates.0.thumbprint'))
    this.hubtrust('server', 'withdraw', server, thumbprint ?? first, '--yes')
  }

  /** Waits until the running Hubtrust has heard of a change. */
  inForce(certificates: number): Promise<void> {
    return until('in force', () => at(this.status(), 'directory.certificates') === certificates)
  }

  status(): unknown {
    return at(this.json('status'), 'gateway')
  }

  events(id: number): readonly unknown[] {
    const found = this.json(`events --id ${String(id)}`)
    return Array.isArray(found) ? found : []
  }

  setup(...words: readonly string[]): Promise<Said> {
    return this.exim.run([PROGRAM, 'exim', 'setup', '--config', this.world.config, ...words])
  }

  /** Runs until it is killed. */
  async serve(): Promise<void> {
    const [program = '', ...rest] = this.exim.inside(PROGRAM, 'serve', '--config', this.world.config)
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', program, ...rest], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: environment(),
    })
    this.#serving = child
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    await until('Hubtrust runs', () => said.includes('Ready') || child.exitCode !== null)
    assert.equal(child.exitCode, null, said)
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const child = this.#serving
    this.#serving = undefined
    if (child?.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}
