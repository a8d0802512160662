import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointText, isLoopback } from '../../src/wire/addresses.ts'

test('an address that no other machine can reach is known in every way it is written', () => {
  for (const address of ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1']) assert.equal(isLoopback(address), true)
  for (const address of ['10.0.0.1', '::', '2001:db8::1', '127.0.0', 'localhost']) {
    assert.equal(isLoopback(address), false, address)
  }
})

test('an address and a port are written so that they can be told apart', () => {
  assert.equal(endpointText({ host: '192.0.2.1', port: 25 }), '192.0.2.1:25')
  assert.equal(endpointText({ host: '2001:db8::1', port: 25 }), '[2001:db8::1]:25')
  assert.equal(endpointText({ host: 'hub1.corp.example', port: 2525 }), 'hub1.corp.example:2525')
})
