/** What is built starts quickly: light commands read little, and compiled code is kept from one run to the next. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { COMMANDS } from '../../src/cli/table.ts'

const CHECKOUT = join(import.meta.dirname, '..', '..')
const BUNDLES = join(CHECKOUT, 'dist', 'cli')
const ground = mkdtempSync(join(tmpdir(), 'hubtrust-bundles-'))
after(() => {
  rmSync(ground, { recursive: true, force: true })
})

function bundle(name: string): string {
  return readFileSync(join(BUNDLES, `${name}.cjs`), 'utf8')
}

interface Place {
  readonly cache: string
  run(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string }
}

/** The program as it is installed, with nothing kept yet. */
function place(): Place {
  const folder = mkdtempSync(join(ground, 'place-'))
  mkdirSync(join(folder, 'dist'))
  cpSync(join(CHECKOUT, 'bin'), join(folder, 'bin'), { recursive: true })
  cpSync(BUNDLES, join(folder, 'dist', 'cli'), { recursive: true })
  const run: Place['run'] = (...args) => {
    const words = [join(folder, 'bin', 'hubtrust.cjs'), ...args]
    const { status, stdout, stderr } = spawnSync(process.execPath, words, {
      encoding: 'utf8',
      env: { LANG: 'C.UTF-8' },
    })
    return { status, stdout, stderr }
  }
  return { cache: join(folder, 'dist', '.cache'), run }
}

test('help, explain and completion read nothing but tables', () => {
  for (const name of ['help', 'explain', 'completion']) {
    assert.ok(COMMANDS.some(({ isLight, path }) => isLight === true && path.join(' ') === name))
    const code = bundle(name)
    for (const heavy of ['openEmbeddedDirectory', 'readConfiguration', 'openFolderStore', 'parseDocument', 'node:tls'])
      assert.ok(!code.includes(heavy), `${name} holds ${heavy}`)
  }
  assert.ok(bundle('main').includes('openEmbeddedDirectory'))
})

test('every bundle belongs to a command', () => {
  const words = new Set(COMMANDS.map(({ path }) => path[0]))
  for (const file of readdirSync(BUNDLES)) assert.ok(file === 'main.cjs' || words.has(file.replace('.cjs', '')), file)
})

test('a bundle holds every command of its family', () => {
  for (const file of readdirSync(BUNDLES)) assert.ok(!isTorn(file.replace('.cjs', '')), file)
})

/** Whether something is left out of a bundle that its own commands load. */
function isTorn(name: string): boolean {
  const left = [...bundle(name).matchAll(/\.\/commands\/(\w+)(?:-[\w-]+)?\.ts is not part of/g)]
  return left.some(([, family]) => family === name)
}

test('a bundle is plain ASCII, which V8 reads in half the time', () => {
  for (const file of readdirSync(BUNDLES)) assert.match(readFileSync(join(BUNDLES, file), 'utf8'), /^[\0-\x7f]*$/, file)
})

test('a run leaves compiled code for the next one; what is damaged, or of another V8, is made anew', () => {
  const { cache, run } = place()
  const first = run('help')
  assert.deepEqual([first.status, first.stderr], [0, ''])
  const [name = '', ...others] = readdirSync(cache)
  assert.match(name, /^help-[0-9a-f]{64}-v\d+/)
  assert.deepEqual(others, [])
  const kept = readFileSync(join(cache, name))
  for (const damaged of [Buffer.alloc(0), Buffer.from('nothing V8 would write'), kept.subarray(0, kept.length / 2)]) {
    writeFileSync(join(cache, name), damaged)
    assert.deepEqual(run('help'), first)
    assert.ok(readFileSync(join(cache, name)).length > damaged.length)
  }
  assert.deepEqual(readdirSync(cache), [name])
})

test('a command that fails leaves nothing behind', () => {
  const { cache, run } = place()
  assert.equal(run('hepl').status, 64)
  assert.ok(!existsSync(cache))
})

test('where nothing can be kept everything works', () => {
  const { cache, run } = place()
  writeFileSync(cache, 'a file where the folder would be')
  const { status, stderr } = run('help')
  assert.deepEqual([status, stderr], [0, ''])
})
