/** The guide's programs, compiled and run against the package as npm packs it, with nothing of this checkout beside it. */
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import { HUB2, openPair, portOf } from './pair.ts'

const CHECKOUT = join(import.meta.dirname, '..', '..')
const DEPENDENCIES = [
  'valibot',
  'yaml',
  'yauzl',
  'nodemailer',
  'smtp-server',
  'pkijs',
  'asn1js',
  'node-forge',
  '@types',
]
const folder = mkdtempSync(join(tmpdir(), 'hubtrust-package-'))

function programsOf(page: string): readonly string[] {
  const text = readFileSync(join(CHECKOUT, 'docs', 'guide', page), 'utf8')
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, program = '']) => program)
}

const PROGRAMS = programsOf('library.md')

// `prepack` makes the types; the project's own .npmrc keeps scripts of packages from running, and with them this one.
before(() => {
  execFileSync('npm', ['pack', '--offline', '--ignore-scripts=false', '--pack-destination', folder], {
    cwd: CHECKOUT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, 'hubtrust'), { recursive: true })
  const unpack = ['-xzf', join(folder, 'hubtrust-0.1.0.tgz'), '--strip-components=1', '-C', join(modules, 'hubtrust')]
  execFileSync('tar', unpack)
  for (const name of DEPENDENCIES) symlinkSync(join(CHECKOUT, 'node_modules', name), join(modules, name))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const [at, program] of PROGRAMS.entries()) writeFileSync(join(folder, `program${String(at)}.ts`), program)
})

after(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('the guide shows the same programs in both languages', () => {
  assert.equal(PROGRAMS.length, 7)
  assert.deepEqual(programsOf('library.ja.md'), PROGRAMS)
})

test('every program of the guide compiles against the types in the package', () => {
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,esnext.disposable']
  const files = PROGRAMS.map((_, at) => `program${String(at)}.ts`)
  const args = ['--noEmit', '--types', 'node', '--skipLibCheck', 'false', ...strict, ...files]
  const tsc = join(CHECKOUT, 'node_modules', 'typescript', 'bin', 'tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...args], { cwd: folder, encoding: 'utf8' })
  assert.deepEqual([stdout, status], ['', 0])
})

async function freePort(t: TestContext): Promise<number> {
  const server = createServer()
  const port = await portOf(t, server)
  server.close()
  await once(server, 'close')
  return port
}

function run(at: number, env: Readonly<Record<string, string>>) {
  return spawn(process.execPath, [`program${String(at)}.ts`], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Resolves when somebody takes connections on the port. */
async function listening(t: TestContext, port: number): Promise<void> {
  for (;;) {
    t.signal.throwIfAborted()
    const socket = connect(port, '127.0.0.1')
    const [outcome] = await Promise.race([
      once(socket, 'connect').then(() => ['up'] as const),
      once(socket, 'close').then(() => ['down'] as const),
    ]).catch(() => ['down'] as const)
    socket.destroy()
    if (outcome === 'up') return
  }
}

for (const [subject, server, client, said] of [
  ['TLS', 0, 1, 'hello hub1.corp.example'],
  ['HTTPS', 2, 3, 'hello hub1.corp.example'],
  ['mail', 4, 5, 'delivered'],
] as const) {
  test(`the guide's programs of ${subject} talk to each other`, async (t) => {
    const { config, config2, directory } = await openPair(t)
    directory.change(HUB2, { addresses: ['127.0.0.1:25'] })
    const port = String(await freePort(t))
    const serving = run(server, { HUBTRUST_CONFIG: config2, PORT: port })
    t.after(() => serving.kill())
    await listening(t, Number(port))
    const asking = run(client, { HUBTRUST_CONFIG: config, PORT: port })
    t.after(() => asking.kill())
    let out = ''
    asking.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString()
    })
    const ended: readonly unknown[] = await once(asking, 'close')
    assert.equal(ended[0], 0)
    assert.equal(out.trim(), said)
  })
}

test('evidence is read and diagnosed by the program of the guide', () => {
  const sample = join(folder, 'empty.txt')
  writeFileSync(sample, 'nothing of interest\n')
  const out = execFileSync(process.execPath, ['program6.ts', sample], { cwd: folder, encoding: 'utf8' })
  assert.match(out, /^1 files\n/)
})
