/** `bin/hubtrust` finds its Node and its files from anywhere, and says what to do where it cannot. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

const BIN = join(import.meta.dirname, '..', '..', 'bin')
const ground = mkdtempSync(join(tmpdir(), 'hubtrust-launcher-'))
after(() => {
  rmSync(ground, { recursive: true, force: true })
})

interface Place {
  readonly folder: string
  readonly program: string
  /** A folder for PATH in which there is no Node but what a test puts there. */
  readonly path: string
}

function program(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

/** A copy of the launcher beside which a pinned Node, or none, can be put. */
function place(): Place {
  const folder = mkdtempSync(join(ground, 'a place '))
  mkdirSync(join(folder, 'bin'))
  copyFileSync(join(BIN, 'hubtrust'), join(folder, 'bin', 'hubtrust'))
  const path = join(folder, 'path')
  mkdirSync(path)
  symlinkSync('/bin/sh', join(path, 'sh'))
  program(join(path, 'readlink'), 'PATH=/usr/bin:/bin exec readlink "$@"')
  return { folder, program: join(folder, 'bin', 'hubtrust'), path }
}

function pin({ folder }: Place): void {
  program(join(folder, 'runtime', 'node_modules', 'node-here-any', 'bin', 'node'), 'echo pinned "$@"')
}

function start({ path }: Place, command: string, args: readonly string[], cwd: string, node?: string) {
  const env = { PATH: path, ...(node === undefined ? {} : { HUBTRUST_NODE: node }) }
  return spawnSync(command, args, { cwd, env, encoding: 'utf8' })
}

test('it starts the pinned Node without asking the one in PATH, through links and from another folder', () => {
  const here = place()
  pin(here)
  program(join(here.path, 'node'), 'echo asked >&2; echo v26.0.0')
  const links = join(here.folder, 'links')
  mkdirSync(links)
  symlinkSync('../bin/hubtrust', join(links, 'relative'))
  symlinkSync(join(links, 'relative'), join(here.folder, 'twice'))
  for (const name of [here.program, join(links, 'relative'), join(here.folder, 'twice')]) {
    const { stdout, stderr, status } = start(here, name, ['cert', 'a b'], ground)
    assert.match(stdout, /^pinned .*hubtrust\.cjs cert a b\n$/, name)
    assert.deepEqual([stderr, status], ['', 0], name)
  }
})

test('serve starts Node with what is best for a gateway; settings of OpenSSL that are in force stay so', () => {
  const here = place()
  pin(here)
  const said = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawnSync(here.program, words, { cwd: ground, env: { PATH: here.path, ...env }, encoding: 'utf8' }).stdout
  assert.match(
    said(['serve', '--config', 'a b']),
    /^pinned --openssl-config=\S.*\/openssl\.cnf --max-semi-space-size=4 \S.*\/hubtrust\.cjs serve --config a b\n$/,
  )
  assert.match(
    said(['serve'], { OPENSSL_CONF: '/mine' }),
    /^pinned --max-semi-space-size=4 \S.*\/hubtrust\.cjs serve\n$/,
  )
  assert.match(said(['help', 'serve']), /^pinned [^-].*\/hubtrust\.cjs help serve\n$/)
})

test('it works when a shell is given its bare name', () => {
  const here = place()
  pin(here)
  assert.match(
    start(here, '/bin/sh', ['hubtrust', 'x'], join(here.folder, 'bin')).stdout,
    /^pinned \.\/hubtrust\.cjs x\n$/,
  )
})

test('HUBTRUST_NODE comes first, and one that is no program is an error', () => {
  const here = place()
  pin(here)
  program(join(here.folder, 'mine'), 'echo mine "$@"; exit 7')
  const mine = start(here, here.program, ['x'], ground, join(here.folder, 'mine'))
  assert.match(mine.stdout, /^mine .*hubtrust\.cjs x\n$/)
  assert.equal(mine.status, 7)
  const wrong = start(here, here.program, [], ground, join(here.folder, 'nothing'))
  assert.match(wrong.stderr, /HUBTRUST_NODE names .*nothing/)
  assert.match(wrong.stderr, /HUBTRUST_NODE の .*修正/)
  assert.deepEqual([wrong.stdout, wrong.status], ['', 1])
})

test('the Node in PATH is taken when it is new enough, and named in both languages when it is not', () => {
  const here = place()
  program(join(here.path, 'node'), '[ "$1" = --version ] && echo v26.1.0 || echo found "$@"')
  assert.match(start(here, here.program, ['x'], ground).stdout, /^found .*hubtrust\.cjs x\n$/)
  program(join(here.path, 'node'), 'echo v20.20.2')
  const { stdout, stderr, status } = start(here, here.program, [], ground)
  assert.match(stderr, /Node 24 or newer is needed \(v20\.20\.2\)\. Install it/)
  assert.match(stderr, /Node 24 以降が必要です \(v20\.20\.2\)/)
  assert.deepEqual([stdout, status], ['', 1])
})

test('in a checkout without any Node, what to run is said', () => {
  const here = place()
  mkdirSync(join(here.folder, 'runtime'))
  writeFileSync(join(here.folder, 'runtime', 'package.json'), '{}')
  const { stderr, status } = start(here, here.program, [], ground)
  assert.match(stderr, /Run: npm ci --prefix ".*runtime"/)
  assert.equal(status, 1)
})
