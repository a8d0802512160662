import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headOf } from '../../src/evidence/encoding.ts'
import { assertBounded, promises } from './reader-promises.ts'
import { SAMPLES } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

assert.ok(SAMPLES.length > 0)
promises(SAMPLES)

/** Lines that make a careless pattern go over the same characters again and again. */
const PIECES = [
  ' ',
  '-',
  '- ',
  ': ',
  '= ',
  '\t',
  'a',
  'a:(R)',
  '(((',
  ')))',
  '. ',
  '...',
  '…',
  ',',
  ' (',
  '"',
  '<',
  '<SS ',
  '<a b="',
  '&',
  '[',
  'CN=',
  '\\',
  'D:(',
  'Password',
  'Password ',
  'ConvertTo-SecureString ',
  'msExchEdgeSyncCredential',
  '-----BEGIN PRIVATE KEY-----',
  '=Microsoft ',
  'é',
  '本',
  'Ã¤',
  '{a, ',
  '> ',
  'PS C:\\>',
  '9:',
  '0x',
  '\n',
  '\r\n ',
]

/** What makes a reader take the line for its own. */
const BEGINNINGS = [
  '',
  'Thumbprint : ',
  'Thumbprint  Services\n----------  --------\nA  ',
  'CertificateDomains : {',
  'Services : ',
  '   Host Name . . . . : ',
  'Server:  a\nAddress:  10.0.0.1\n\nName: ',
  '*** ',
  'C:\\keys\\a ',
  'Path : a\nAccess : ',
  'Sddl : ',
  'HKEY_LOCAL_MACHINE\\SYSTEM\\Services\\Tcpip\\Parameters\n    ',
  'Cluster 10.0.0.1\nClusterName = ',
  '======== Certificate 0 ========\nCert Hash(sha1): ',
  '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><Props><S N="',
]

/** Long where a reader does not know the line, since that is what most lines are. */
const LENGTH = 100_000
const LENGTH_KNOWN = 5_000

for (const reader of new Set(SAMPLES.map((sample) => sample.reader))) {
  test(`${reader.id}: no line is so long or so strange that it does not come to its end`, async () => {
    for (const beginning of BEGINNINGS) {
      for (const piece of PIECES) {
        const length = beginning === '' ? LENGTH : LENGTH_KNOWN
        const bytes = Buffer.from(`${beginning}${piece.repeat(length / piece.length)}x\n`)
        reader.recognise(headOf(bytes))
        assertBounded(await readAll(reader, sourceOf(bytes)), bytes.length)
      }
    }
  })
}
