/** `Get-ExchangeCertificate` as people really hand it over: from windows of any width, out of mails, with any ends of lines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headOf } from '../../src/evidence/encoding.ts'
import { exchangeCertificateReader as reader } from '../../src/evidence/exchange-certificate.ts'
import { readerFor } from '../../src/evidence/readers.ts'
import type { CertificateObservation } from '../../src/evidence/observation.ts'
import { encoded } from './encoded.ts'
import { sampleText } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

const LISTS = [
  'certificate-list-2007.txt',
  'certificate-list-ja.txt',
  'certificate-list-de.txt',
  'certificate-table.txt',
]

async function read(content: string | Uint8Array): Promise<readonly CertificateObservation[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  assert.equal(readerFor(headOf(bytes))?.id, reader.id)
  const { observations } = await readAll(reader, sourceOf(bytes))
  return observations.flatMap((observation) => (observation.kind === 'certificate' ? [observation] : []))
}

/** What is said of the certificates, without where it stands. */
async function said(content: string | Uint8Array): Promise<unknown> {
  return (await read(content)).map(({ evidence, places, ...facts }) => {
    assert.ok(evidence.line !== undefined && places !== undefined)
    return facts
  })
}

for (const name of LISTS) {
  const text = sampleText(name)

  test(`${name}: whatever ends its lines, it says the same`, async () => {
    const expected = await said(text)
    assert.deepEqual(await said(text.replaceAll('\n', '\r\n')), expected)
    assert.deepEqual(await said(text.replaceAll('\n', '\r')), expected)
    assert.deepEqual(await said(encoded(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf-16be')), expected)
  })

  test(`${name}: in the answer to a mail it says the same, and quotes what stands there`, async () => {
    for (const marks of ['> ', '> > ']) {
      const mailed = `On Tuesday you wrote:\n${text.replace(/^/gm, marks)}\nAny idea?\n`
      assert.deepEqual(await said(mailed), await said(text))
      const lines = mailed.split('\n')
      for (const { evidence } of await read(mailed))
        assert.ok(lines[(evidence.line ?? 0) - 1]?.includes(evidence.quote ?? '?'))
    }
  })

  test(`${name}: between prompts and in a transcript it says the same`, async () => {
    const stars = '*'.repeat(22)
    const transcript = `${stars}\nWindows PowerShell transcript start\n${stars}\nTranscript started\n[PS] C:\\Windows\\system32>Get-ExchangeCertificate | fl\n\n\n${text}\n\n[PS] C:\\Windows\\system32>\n${stars}\n`
    const expected = await said(text)
    if (name !== 'certificate-table.txt') assert.deepEqual(await said(transcript), expected)
    else assert.equal((await read(transcript)).length, (await read(text)).length)
  })
}

/** A window of so many columns: PowerShell wraps values itself and goes on under them. */
function inWindow(columns: number, fields: Readonly<Record<string, string>>): string {
  const indent = ' '.repeat(21)
  return Object.entries(fields)
    .map(([name, value]) => {
      const pieces = value.match(new RegExp(`.{1,${String(columns - 1 - indent.length)}}`, 'g')) ?? ['']
      return `${name.padEnd(18)} : ${pieces.join(`\n${indent}`)}`
    })
    .join('\n')
}

const NAMES = Array.from({ length: 9 }, (_, at) => `server${String(at)}.department.corp.example`)
const FIELDS = {
  CertificateDomains: `{${NAMES.join(', ')}}`,
  HasPrivateKey: 'True',
  Issuer: 'CN=A rather long name of an issuing authority, OU=Public Key Infrastructure, O=Example Corporation, C=JP',
  Services: 'IMAP, POP, IIS, SMTP',
  Subject: 'CN=server0.department.corp.example, OU=Messaging, O=Example Corporation, L=Chiyoda-ku, S=Tokyo, C=JP',
  Thumbprint: 'A'.repeat(40),
}

for (const columns of [80, 120])
  test(`in a window of ${String(columns)} columns wrapped values come together again`, async () => {
    const [certificate] = await read(`\n\n${inWindow(columns, FIELDS)}\n\n\n`)
    assert.deepEqual(certificate?.domains, NAMES)
    assert.equal(certificate.issuer, FIELDS.Issuer)
    assert.equal(certificate.subject, FIELDS.Subject)
    assert.deepEqual(certificate.services, ['imap', 'pop', 'iis', 'smtp'])
  })
