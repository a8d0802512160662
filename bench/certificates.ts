/** Certificates of a run, made by the project's own room, as values and as files for the peers. */
import { readFileSync, writeFileSync } from 'node:fs'
import { Secret } from '../src/core/secret.ts'
import type { KeyType } from '../src/model/certificate.ts'
import type { Identity } from '../src/net/tls.ts'
import { issueSelfSigned } from '../src/x509/issue.ts'
import { fingerprintOf, thumbprintOf } from '../src/x509/parse.ts'
import { readPem, writePem } from '../src/x509/pem.ts'
import type { Stage } from './stage.ts'

const DAYS = 30
const DAY_MS = 86_400_000

export interface Certificate {
  readonly name: string
  readonly certificateDer: Uint8Array
  readonly keyPem: Secret
  readonly fingerprint: string
  readonly certificatePath: string
  readonly keyPath: string
  /** Certificate and key in one file, as HAProxy wants it. */
  readonly pairPath: string
}

export interface CertificateOrder {
  readonly name: string
  readonly keyType?: KeyType
  /** The files' name when it is not the certificate's. */
  readonly file?: string
}

export function issue(stage: Stage, { name, keyType = 'ec-p256', file = name }: CertificateOrder): Certificate {
  const { certificateDer, keyPem } = newPair(name, keyType)
  const certificatePath = stage.path(`${file}-${keyType}.crt`)
  const keyPath = stage.path(`${file}-${keyType}.key`)
  const pairPath = stage.path(`${file}-${keyType}.pem`)
  const pem = writePem('CERTIFICATE', certificateDer)
  writeFileSync(certificatePath, pem)
  writeFileSync(keyPath, keyPem.reveal(), { mode: 0o600 })
  writeFileSync(pairPath, pem + keyPem.reveal(), { mode: 0o600 })
  return {
    name,
    certificateDer,
    keyPem,
    fingerprint: fingerprintOf(certificateDer),
    certificatePath,
    keyPath,
    pairPath,
  }
}

export function newPair(name: string, keyType: KeyType) {
  return issueSelfSigned({ keyType, commonName: name, dnsNames: [name], notBeforeMs: Date.now() - DAY_MS, days: DAYS })
}

/** A pair from its files, in the process that shows it. */
export function readIdentity(certificatePath: string, keyPath: string): Identity {
  const [block] = readPem(readFileSync(certificatePath, 'utf8'))
  if (block === undefined) throw new Error(`no certificate in ${certificatePath}`)
  return {
    certificateDer: block.der,
    keyPem: new Secret(readFileSync(keyPath, 'utf8')),
    fingerprint: fingerprintOf(block.der),
    thumbprint: thumbprintOf(block.der),
  }
}

/** One file with many certificates: these, and as many more of other servers. */
export function writeTrusted(stage: Stage, file: string, certificates: readonly Certificate[], others = 0): string {
  const path = stage.path(file)
  const more = Array.from(
    { length: others },
    (_, at) => newPair(`mx${String(at)}.branch.example`, 'ec-p256').certificateDer,
  )
  const all = [...certificates.map(({ certificateDer }) => certificateDer), ...more]
  writeFileSync(path, all.map((der) => writePem('CERTIFICATE', der)).join(''))
  return path
}
