import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { isIPv4, isIPv6, plainAddress } from '../../src/wire/addresses.ts'
import { isHeloName, parseCommand } from '../../src/wire/commands.ts'
import { encodeProxyV2 } from '../../src/wire/proxy-v2.ts'
import { xclientCommand, xtext } from '../../src/wire/xclient.ts'

const CLIENT = { address: '192.0.2.7', port: 40001 }
const HERE = { address: '198.51.100.1', port: 25 }

test('a PROXY v2 header for IPv4 has the bytes of the specification', () => {
  assert.equal(
    encodeProxyV2({ source: CLIENT, destination: HERE }).toString('hex'),
    '0d0a0d0a000d0a515549540a' + '2111000c' + 'c0000207' + 'c6336401' + '9c41' + '0019',
  )
})

test('a PROXY v2 header for IPv6 has the bytes of the specification', () => {
  const header = encodeProxyV2({
    source: { address: '2001:db8::5', port: 1 },
    destination: { address: '::1', port: 25 },
  })
  assert.equal(
    header.toString('hex'),
    '0d0a0d0a000d0a515549540a' +
      '21210024' +
      '20010db8000000000000000000000005' +
      '00000000000000000000000000000001' +
      '0001' +
      '0019',
  )
})

test('an IPv4 address written inside an IPv6 one has the bytes it stands for', () => {
  const header = encodeProxyV2({
    source: { address: '::ffff:192.0.2.7', port: 1 },
    destination: { address: '64:ff9b::198.51.100.1', port: 25 },
  })
  const addresses = header.subarray(16, 48).toString('hex')
  assert.equal(addresses, '00000000000000000000ffffc0000207' + '0064ff9b0000000000000000c6336401')
})

test('the name trust was granted to travels in the TLS values, and only then is the certificate called verified', () => {
  const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' }
  const known = encodeProxyV2({ source: CLIENT, destination: HERE, tls: { ...tls, identity: 'hub2.corp.example' } })
  const stranger = encodeProxyV2({ source: CLIENT, destination: HERE, tls })
  const values = 16 + 12
  assert.equal(known[values], 0x20)
  assert.deepEqual([...known.subarray(values + 3, values + 8)], [0x03, 0, 0, 0, 0])
  assert.ok(known.includes('hub2.corp.example'))
  assert.deepEqual([...stranger.subarray(values + 3, values + 8)], [0x01, 0, 0, 0, 1])
  assert.equal(known.readUInt16BE(14), known.length - 16)
})

test('no peer can make the header longer than what Postfix reads', () => {
  const long = 'x'.repeat(10_000)
  const header = encodeProxyV2({
    source: CLIENT,
    destination: HERE,
    tls: { version: long, cipher: long, identity: long },
  })
  assert.ok(header.length <= 536, `${header.length} bytes`)
})

test('addresses are recognised as node:net does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 20 })), (text) => {
      const clean = text.replaceAll('%', '')
      assert.equal(isIPv4(clean), isIP(clean) === 4)
      assert.equal(isIPv6(clean), isIP(clean) === 6, clean)
    }),
  )
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(plainAddress('2001:db8::1'), '2001:db8::1')
})

test('what a peer wrote can neither end an XCLIENT command nor add an attribute', () => {
  assert.equal(xtext('a b+c=d\r\nQUIT'), 'a+20b+2Bc+3Dd+0D+0AQUIT')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (helo) => {
      const command = xclientCommand(
        { ...CLIENT, helo, protocol: 'ESMTP', login: helo },
        'NAME ADDR PORT HELO PROTO LOGIN',
      )
      assert.match(command, /^XCLIENT NAME=\S+ PORT=\d+ HELO=[^\s=]* PROTO=ESMTP LOGIN=[^\s=]* ADDR=\S+\r\n$/)
    }),
  )
})

test('only what the server offers is sent, and ADDR last', () => {
  const command = xclientCommand({ address: '2001:db8::5', port: 7, helo: 'a.example', protocol: 'SMTP' }, 'ADDR HELO')
  assert.equal(command, 'XCLIENT HELO=a.example ADDR=IPV6:2001:db8::5\r\n')
})

test('commands are read generously and names strictly', () => {
  assert.deepEqual(parseCommand('ehlo  a.example '), { verb: 'EHLO', argument: 'a.example' })
  assert.deepEqual(parseCommand('X-ANONYMOUSTLS'), { verb: 'X-ANONYMOUSTLS', argument: '' })
  assert.deepEqual(parseCommand('GET / HTTP/1.1'), { verb: 'GET', argument: '/ HTTP/1.1' })
  assert.deepEqual(parseCommand('\u0016\u0003\u0001'), { verb: '', argument: '' })
  assert.equal(isHeloName('[192.0.2.1]'), true)
  assert.equal(isHeloName('a b'), false)
  assert.equal(isHeloName('a\rRCPT'), false)
  assert.equal(isHeloName(''), false)
})
