import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProxyV2 } from '../../src/lab/proxy-header.ts'
import { encodeProxyV2 } from '../../src/wire/proxy-v2.ts'

const HEADER = encodeProxyV2({
  source: { address: '192.0.2.7', port: 40_000 },
  destination: { address: '192.0.2.8', port: 25 },
  tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', identity: 'hub1.lab.example' },
})

test('what the gateway writes is read with address and identity, and what follows is left', () => {
  const read = readProxyV2(Buffer.concat([HEADER, Buffer.from('EHLO a\r\n')]))
  const peer = { address: '192.0.2.7', port: 40_000, identity: 'hub1.lab.example' }
  assert.deepEqual(read, { kind: 'whole', peer, bytes: HEADER.length })
})

test('split at every byte it asks for more', () => {
  for (let length = 0; length < HEADER.length; length += 1)
    assert.equal(readProxyV2(HEADER.subarray(0, length)).kind, 'more')
})

test('a peer without certificate has no identity; IPv6 is read too', () => {
  const header = encodeProxyV2({
    source: { address: '2001:db8::1', port: 1 },
    destination: { address: '2001:db8::2', port: 25 },
  })
  const read = readProxyV2(header)
  assert.equal(read.kind, 'whole')
  assert.deepEqual(read.peer, { address: '2001:db8:0:0:0:0:0:1', port: 1, identity: undefined })
})

test('anything else is refused at its first wrong byte', () => {
  assert.equal(readProxyV2(Buffer.from('EHLO')).kind, 'bad')
  const local = Buffer.from(HEADER)
  local.writeUInt8(0x20, 12)
  assert.equal(readProxyV2(local).kind, 'bad')
  const endless = Buffer.from(HEADER)
  endless.writeUInt16BE(0xffff, 14)
  assert.equal(readProxyV2(endless).kind, 'bad')
})
