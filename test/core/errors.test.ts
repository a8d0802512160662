import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure, HubtrustError, reasonOf, systemCode } from '../../src/core/errors.ts'

const details = { path: '/etc/hubtrust/config.yaml', reason: 'permission denied' }

test('a failure says what happened and what to do, in both languages', () => {
  const error = failure('DISK_READ_FAILED', details)
  assert.ok(error instanceof HubtrustError)
  assert.equal(error.code, 'DISK_READ_FAILED')
  assert.equal(error.message, error.sentence('en'))
  for (const lang of ['en', 'ja'] as const) {
    assert.match(error.sentence(lang), /config\.yaml.*permission denied/)
    assert.match(error.remedy(lang), /ls -l \/etc\/hubtrust\/config\.yaml/)
  }
})

test('a failure keeps its cause, its details and whether trying again may help', () => {
  const cause = new Error('EACCES')
  const error = failure('DISK_READ_FAILED', details, cause)
  assert.equal(error.cause, cause)
  assert.deepEqual(error.details, details)
  assert.equal(error.retry, true)
  assert.ok(!Object.hasOwn(failure('DISK_READ_FAILED', details), 'cause'))
})

test("the system's code is found on errors that have one, and only there", () => {
  assert.equal(systemCode(Object.assign(new Error('no'), { code: 'ENOENT' })), 'ENOENT')
  assert.equal(systemCode(Object.assign(new Error('no'), { code: 5 })), undefined)
  assert.equal(systemCode({ code: 'ENOENT' }), undefined)
  assert.equal(systemCode(undefined), undefined)
})

test('anything thrown has a reason', () => {
  assert.equal(reasonOf(new Error('gone')), 'gone')
  assert.equal(reasonOf('gone'), 'gone')
  assert.equal(reasonOf(undefined), 'undefined')
})
