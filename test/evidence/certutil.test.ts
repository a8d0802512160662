import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certutilReader as reader } from '../../src/evidence/certutil.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import { sampleBytes, sampleText } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

const GUID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'

async function read(bytes: Uint8Array | string) {
  return readAll(reader, sourceOf(bytes, 'certutil.txt'))
}

test('the long form gives the certificate and the file of its key, and other stores are passed over', async () => {
  const { observations, problems } = await read(sampleText('certutil.txt'))
  assert.deepEqual(problems, [])
  assert.deepEqual(observations, [
    {
      kind: 'key-container',
      evidence: {
        source: 'certutil.txt',
        line: 54,
        quote: `Unique container name: 8e04fdc2fc18e9140b6d31121f85b968_${GUID}`,
      },
      thumbprint: 'D003810EBE1624145889D031FBB77ED2BD280FD3',
      serialNumber: '69FC45493FF2248140DD9D53B4D92957',
      container: '5961786b-55fe-4611-8f90-b7b26f18a8f4',
      uniqueName: `8e04fdc2fc18e9140b6d31121f85b968_${GUID}`,
      provider: 'Microsoft RSA SChannel Cryptographic Provider',
      isMachineKey: true,
      works: true,
    },
    {
      kind: 'certificate',
      from: 'store',
      evidence: {
        source: 'certutil.txt',
        line: 47,
        quote: 'd0 03 81 0e be 16 24 14 58 89 d0 31 fb b7 7e d2 bd 28 0f d3',
      },
      thumbprint: 'D003810EBE1624145889D031FBB77ED2BD280FD3',
      subject: 'CN=hub1, O=Example',
      issuer: 'CN=hub1, O=Example',
      domains: ['hub1', 'hub1.corp.example'],
      hasPrivateKey: true,
      serialNumber: '69FC45493FF2248140DD9D53B4D92957',
      publicKeySizeBits: 2048,
      friendlyName: 'Microsoft Exchange',
      container: '5961786b-55fe-4611-8f90-b7b26f18a8f4',
      provider: 'Microsoft RSA SChannel Cryptographic Provider',
      notBefore: '2022-12-30T14:39:00',
      notAfter: '2027-12-30T14:39:00',
      hasZone: false,
    },
  ])
})

interface Expected {
  readonly name: string
  readonly encoding: 'cp932' | 'cp850' | 'cp1252'
  readonly lines: readonly string[]
}

const LANGUAGES: readonly Expected[] = [
  {
    name: 'certutil-ja.txt',
    encoding: 'cp932',
    lines: [
      `key 11111 0A1B2C3D4E5F60718293A4B5C6D7E8F9 le-0a1b2c3d-mail 00112233445566778899aabbccddeeff_${GUID} Microsoft Software Key Storage Provider true`,
      'key 22222 00FF 8de84f7e-f403-4215-b774-b934d6bb2670  Microsoft RSA SChannel Cryptographic Provider false',
      'certificate 11111 CN=mail.corp.example, O=株式会社サンプル, C=JP by CN=Example Issuing CA, O=株式会社サンプル, C=JP 2026-12-17T09:00:00 2028-12-17T08:59:00 true',
      'certificate 22222 CN=hub1 by CN=hub1 2025-04-01T10:20:00 2030-04-01T10:20:00 true',
    ],
  },
  {
    name: 'certutil-de.txt',
    encoding: 'cp850',
    lines: [
      `key 55555 1234567890ABCDEF {5961786b-55fe-4611-8f90-b7b26f18a8f4} 8e04fdc2fc18e9140b6d31121f85b968_${GUID} Microsoft RSA SChannel Cryptographic Provider true`,
      'certificate 55555 CN=hub1.firma.example by CN=Firmen-CA Düsseldorf, DC=firma, DC=example 2026-03-03T09:00:00 2028-03-02T09:00:00 true',
    ],
  },
  {
    name: 'certutil-fr.txt',
    encoding: 'cp850',
    lines: [
      `key 66666 1234567890ABCDEF {un-conteneur} 00112233445566778899aabbccddeeff_${GUID} Microsoft RSA SChannel Cryptographic Provider false`,
      'certificate 66666 CN=hub1 by CN=hub1 2026-03-03T09:00:00 2028-02-25T09:00:00 true',
    ],
  },
]

for (const { name, encoding, lines } of LANGUAGES) {
  test(`${name} is read by shape, whatever its words`, async () => {
    const { observations, problems } = await read(sampleBytes(name, encoding))
    assert.deepEqual(problems, [])
    const told = observations.map((one) => {
      if (one.kind === 'key-container')
        return [
          'key',
          one.thumbprint?.slice(0, 5),
          one.serialNumber,
          one.container,
          one.uniqueName,
          one.provider,
          one.works,
        ].join(' ')
      if (one.kind !== 'certificate') return one.kind
      const { thumbprint, subject, issuer, notBefore, notAfter, hasPrivateKey } = one
      return ['certificate', thumbprint.slice(0, 5), subject, 'by', issuer, notBefore, notAfter, hasPrivateKey].join(
        ' ',
      )
    })
    assert.deepEqual(told, lines)
  })
}

test('a certificate without a key says so', async () => {
  const text = `my\n================ Certificate 0 ================\nCert Hash(sha1): ${'a'.repeat(40)}\nNo key provider information\n`
  const { observations } = await read(text)
  assert.equal(observations.length, 1)
  assert.equal(observations[0]?.kind === 'certificate' && observations[0].hasPrivateKey, false)
})

test('a block without anything to know it by is told', async () => {
  const { observations, problems } = await read('================ Certificate 7 ================\nnothing\n')
  assert.deepEqual(observations, [])
  assert.deepEqual(
    problems.map(({ problem, evidence }) => [problem, evidence.line]),
    [['not-understood', 1]],
  )
})

test('it knows its own and leaves the rest alone', () => {
  const sure = (text: string): number => reader.recognise(headOf(Buffer.from(text)))
  for (const name of ['certutil.txt', 'certutil-ja.txt', 'certutil-de.txt', 'certutil-fr.txt'])
    assert.equal(sure(sampleText(name)), 90, name)
  assert.equal(sure('C:\\>certutil -store my\n'), 30)
  for (const text of ['', '======== a 1 ========', 'Thumbprint : AB']) assert.equal(sure(text), 0, text)
})
