import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { referencePages } from '../../scripts/reference.ts'
import { VERSION } from '../../src/core/version.ts'
import { at } from './program.ts'

const CHECKOUT = join(import.meta.dirname, '..', '..')

test('the reference pages are in step with the tables (else: npm run reference)', () => {
  for (const [path, text] of referencePages()) assert.equal(readFileSync(join(CHECKOUT, path), 'utf8'), text, path)
})

test('the version is that of the package', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'))
  assert.equal(at(manifest, 'version'), VERSION)
})
