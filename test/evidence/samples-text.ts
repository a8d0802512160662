/** Samples of text in the encodings that Windows saves it in, and the readers they are for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accesschkReader } from '../../src/evidence/accesschk.ts'
import { certutilReader } from '../../src/evidence/certutil.ts'
import { clixmlReader } from '../../src/evidence/clixml.ts'
import type { Encoding, Reader } from '../../src/evidence/contract.ts'
import { exchangeCertificateReader } from '../../src/evidence/exchange-certificate.ts'
import { getAclReader } from '../../src/evidence/get-acl.ts'
import { icaclsSaveReader } from '../../src/evidence/icacls-save.ts'
import { icaclsReader } from '../../src/evidence/icacls.ts'
import { namesReader } from '../../src/evidence/names.ts'
import { nlbReader } from '../../src/evidence/nlb.ts'
import { thumbprintOf } from '../../src/x509/parse.ts'
import { certificateObject, clixml } from './clixml-writer.ts'
import { encoded } from './encoded.ts'

export interface Sample {
  readonly reader: Reader
  readonly name: string
  readonly bytes: Uint8Array
}

const FILES: readonly (readonly [reader: Reader, name: string, encoding: Encoding])[] = [
  [exchangeCertificateReader, 'certificate-list-2007.txt', 'utf-8'],
  [exchangeCertificateReader, 'certificate-list-all.txt', 'utf-16le'],
  [exchangeCertificateReader, 'certificate-table.txt', 'utf-16le'],
  [exchangeCertificateReader, 'certificate-list-de.txt', 'cp1252'],
  [exchangeCertificateReader, 'certificate-list-ambiguous.txt', 'utf-8'],
  [exchangeCertificateReader, 'certificate-list-ja.txt', 'cp932'],
  [clixmlReader, 'connector-clixml.xml', 'utf-8'],
  [certutilReader, 'certutil.txt', 'utf-8'],
  [certutilReader, 'certutil-ja.txt', 'cp932'],
  [certutilReader, 'certutil-de.txt', 'cp850'],
  [certutilReader, 'certutil-fr.txt', 'cp850'],
  [icaclsReader, 'icacls.txt', 'utf-8'],
  [icaclsReader, 'icacls-ja.txt', 'cp932'],
  [icaclsReader, 'icacls-de.txt', 'cp850'],
  [icaclsReader, 'icacls-fr.txt', 'cp850'],
  [icaclsReader, 'cacls.txt', 'utf-8'],
  [icaclsReader, 'cacls-ja.txt', 'cp932'],
  [getAclReader, 'get-acl.txt', 'utf-16le'],
  [getAclReader, 'get-acl-de.txt', 'cp1252'],
  [accesschkReader, 'accesschk.txt', 'utf-8'],
  [icaclsSaveReader, 'icacls-save.txt', 'utf-16le'],
  [namesReader, 'ipconfig-ja.txt', 'cp932'],
  [namesReader, 'ipconfig-de.txt', 'cp850'],
  [namesReader, 'ipconfig-fr.txt', 'cp850'],
  [namesReader, 'ipconfig-2003.txt', 'cp437'],
  [namesReader, 'systeminfo-ja.txt', 'cp932'],
  [namesReader, 'nslookup.txt', 'utf-8'],
  [namesReader, 'nslookup-ja.txt', 'cp932'],
  [namesReader, 'reg-query.txt', 'utf-8'],
  [namesReader, 'names.reg.txt', 'utf-16le'],
  [nlbReader, 'wlbs-display.txt', 'utf-8'],
  [nlbReader, 'nlb-cluster.txt', 'utf-16le'],
  [nlbReader, 'nlb-missing-ja.txt', 'cp932'],
]

export function sampleText(name: string): string {
  return readFileSync(join(import.meta.dirname, 'samples', name), 'utf8')
}

export function sampleBytes(name: string, encoding: Encoding): Uint8Array {
  return encoded(sampleText(name).replaceAll('\n', '\r\n'), encoding)
}

/** One certificate for all time: a seed of the fuzzer has to make the same files in another process. */
export const HUB_DER: Uint8Array = Buffer.from(sampleText('hub1.cer'), 'base64')
const der = HUB_DER
const key = { container: '8de84f7e-f403-4215-b774-b934d6bb2670', provider: '' }
const certificate = { der, server: 'HUB1.corp.example', services: 27, key, hasSerialization: true }

export const SAMPLES: readonly Sample[] = [
  ...FILES.map(([reader, name, encoding]) => ({ reader, name, bytes: sampleBytes(name, encoding) })),
  {
    reader: clixmlReader,
    name: 'certificate-clixml.xml',
    bytes: encoded(clixml(certificateObject(certificate, thumbprintOf(der))), 'utf-16le'),
  },
]
