/** The package promises what it ships, and both lock files can be used with any registry. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const CHECKOUT = join(import.meta.dirname, '..', '..')

function manifestOf(path: string): Readonly<Record<string, unknown>> {
  const manifest: unknown = JSON.parse(readFileSync(join(CHECKOUT, path), 'utf8'))
  assert.ok(typeof manifest === 'object' && manifest !== null)
  return { ...manifest }
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

test('the package has a library exactly when there is one to build', () => {
  const entries = new Map(entriesOf(manifestOf('package.json')['exports']))
  assert.equal(entries.has('.'), existsSync(join(CHECKOUT, 'src', 'index.ts')))
  if (!entries.has('.')) return
  assert.deepEqual(entries.get('.'), { types: './dist/types/index.d.ts', default: './dist/index.js' })
})

test('every dependency is pinned to one version', () => {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides']
  for (const path of ['package.json', 'runtime/package.json']) {
    const manifest = manifestOf(path)
    const pinned = kinds.flatMap((kind) => entriesOf(manifest[kind]))
    assert.ok(pinned.length > 0, path)
    for (const [name, version] of pinned) assert.match(String(version), /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${path}: ${name}`)
  }
})

test('every runtime that is pinned is a Node 24, and only for its platform', () => {
  const packages = new Map(entriesOf(manifestOf('runtime/package-lock.json')['packages']))
  for (const [name, version] of entriesOf(manifestOf('runtime/package.json')['optionalDependencies'])) {
    const found = new Map(entriesOf(packages.get(`node_modules/${name}`)))
    const [, os, cpu] = name.split('-')
    assert.match(String(version), /^24\./, name)
    assert.equal(found.get('version'), version, name)
    assert.equal(found.get('optional'), true, name)
    assert.equal(String(found.get('os')), os === 'win' ? 'win32' : os, name)
    assert.equal(String(found.get('cpu')), cpu, name)
  }
})
