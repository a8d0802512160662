/** Every file of public test suites is read by the reader it is for, to its last fact; where they are not there, the samples of every reader are. */
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { fileSources } from '../../src/disk/evidence-files.ts'
import { gather } from '../../src/evidence/gather.ts'
import { targets } from '../fuzz/targets.ts'
import { realEvidence } from './real-evidence.ts'

/** By folder: the file, the reader, how many facts and how many places that could not be read. */
const REAL: Readonly<Record<string, readonly (readonly [string, string, number, number])[]>> = {
  clixml: [
    ['E19-GetExchangeCertificate.xml', 'clixml', 6, 0],
    ['E19-GetExchangeServer.xml', 'clixml', 1, 0],
    ['E19-GetInternalTransportCertificateFromServer.xml', 'clixml', 1, 0],
    ['E19-GetNetIPConfiguration.xml', 'clixml', 3, 0],
    ['E19-GetReceiveConnector.xml', 'clixml', 5, 0],
    ['E19-GetSendConnector.xml', 'clixml', 1, 0],
    ['no-serialization-GetExchangeCertificate.xml', 'clixml', 5, 0],
    ['smtp-missing-GetExchangeCertificate.xml', 'clixml', 8, 0],
  ],
  evtx: [
    ['Application_no_crc32.evtx', 'evtx', 1, 0],
    ['MSExchange_Management_wec.evtx', 'evtx', 1, 0],
    ['new-user-security.evtx', 'evtx', 1, 0],
    ['sample_with_a_bad_chunk_magic.evtx', 'evtx', 1, 7],
    ['ts-Application.evtx', 'evtx', 1, 0],
    ['ts-Application.xml', 'event-xml', 1, 0],
  ],
  names: [
    ['ipconfig-windows-10.txt', 'host-names', 14, 0],
    ['ipconfig-windows-2008.txt', 'host-names', 4, 0],
    ['ipconfig-windows-2016.txt', 'host-names', 5, 0],
  ],
}

for (const [part, wanted] of Object.entries(REAL)) {
  test(`real files under ${part}, where they are, go to their readers and lose nothing`, async () => {
    const folder = realEvidence(part)
    const { files } = folder === undefined ? { files: [] } : await gather(fileSources([folder]))
    const found = files.map(({ name, takenFor = '-', observations, problems }) => {
      return [basename(name), takenFor, observations, problems.length] as const
    })
    assert.deepEqual(found, folder === undefined ? [] : wanted)
    // The same reader takes our own file of that shape, so that nothing here is tested by absence.
    const readers = new Set(targets('.').map(({ name }) => name))
    for (const [, reader] of wanted) assert.ok(readers.has(reader), reader)
  })
}
