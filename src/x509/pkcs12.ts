/**
 * PKCS#12 (RFC 7292): what Windows and OpenSSL export.
 *
 * Files with PBES2 (OpenSSL 3, Windows since 2019) are read and written by PKI.js; older ones with RC2 or 3DES are only
 * read, by node-forge, which hands out raw keys so that elliptic curves work too. Both are loaded when first needed.
 */
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto'
import type { asn1 as ForgeAsn1, pkcs12 as ForgePkcs12 } from 'node-forge'
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import { keyMatches } from './issue.ts'
import { readElement } from './der.ts'
import { thumbprintOf } from './parse.ts'

const FILE_BYTES_MAX = 1024 * 1024
/** OWASP's figure for PBKDF2-HMAC-SHA256. */
const KEY_ITERATIONS = 600_000
const MAC_ITERATIONS = 100_000

export interface Pkcs12Contents {
  /** The certificate of the key first, then the others as they came. */
  readonly certificates: readonly Uint8Array[]
  readonly keyPem: Secret | undefined
  readonly friendlyName?: string
}

interface Bags {
  readonly certificates: readonly Uint8Array[]
  /** PKCS#8, unencrypted. */
  readonly keys: readonly Uint8Array[]
  readonly friendlyName: string | undefined
}

/** @throws HubtrustError X509_WRONG_PASSWORD, X509_PKCS12_UNREADABLE */
export async function readPkcs12(bytes: Uint8Array, password: Secret): Promise<Pkcs12Contents> {
  if (bytes.length > FILE_BYTES_MAX) throw unreadable(`larger than ${FILE_BYTES_MAX} bytes`)
  if (readElement(Buffer.from(bytes)) === undefined) throw unreadable('the file is cut off or not PKCS#12')
  const bags = isLegacy(bytes) ? await readLegacy(bytes, password) : await readModern(bytes, password)
  const [key] = bags.keys
  const keyPem = key === undefined ? undefined : pemOf(key)
  const leaf = keyPem === undefined ? -1 : bags.certificates.findIndex((der) => keyMatches(der, keyPem))
  const certificates =
    leaf > 0 ? [...bags.certificates.slice(leaf, leaf + 1), ...bags.certificates.toSpliced(leaf, 1)] : bags.certificates
  return { certificates, keyPem, ...(bags.friendlyName === undefined ? {} : { friendlyName: bags.friendlyName }) }
}

/** 1.2.840.113549.1.12.1.*: the encryption of PKCS#12 before PBES2 (RC4, RC2 and 3DES with SHA-1). */
function isLegacy(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes(Buffer.from('2a864886f70d010c01', 'hex'))
}

function pemOf(pkcs8: Uint8Array): Secret {
  try {
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
    return new Secret(key.export({ format: 'pem', type: 'pkcs8' }).toString())
  } catch (error) {
    throw unreadable(`its private key: ${reasonOf(error)}`, error)
  }
}

function unreadable(reason: string, cause?: unknown): HubtrustError {
  return failure('X509_PKCS12_UNREADABLE', { reason }, cause)
}

/** What a library threw, told apart by whether the password was at fault. */
function problemOf(error: unknown): HubtrustError {
  if (error instanceof HubtrustError) return error
  const reason = reasonOf(error)
  return /integrity|mac could not|invalid password|decrypt/i.test(reason)
    ? failure('X509_WRONG_PASSWORD', {}, error)
    : unreadable(reason, error)
}

async function pki() {
  const pkijs = await import('pkijs')
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto }))
  return pkijs
}

function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

function passwordBytes(password: Secret): ArrayBuffer {
  return arrayBufferOf(new TextEncoder().encode(password.reveal()))
}

async function readModern(bytes: Uint8Array, password: Secret): Promise<Bags> {
  const pkijs = await pki()
  try {
    const pfx = pkijs.PFX.fromBER(arrayBufferOf(bytes))
    await pfx.parseInternalValues({ password: passwordBytes(password), checkIntegrity: true })
    const safe = pfx.parsedValue?.authenticatedSafe
    if (safe === undefined) throw unreadable('it holds no safe')
    await safe.parseInternalValues({
      safeContents: safe.safeContents.map(({ contentType }) =>
        contentType === pkijs.ContentInfo.ENCRYPTED_DATA ? { password: passwordBytes(password) } : {},
      ),
    })
    return await bagsOf(pkijs, safeBags(safe.parsedValue), password)
  } catch (error) {
    throw problemOf(error)
  }
}

/** PKI.js types what it parsed as unknown; every step down is looked at. */
function safeBags(parsed: unknown): readonly unknown[] {
  const contents = propertyOf(parsed, 'safeContents')
  if (!Array.isArray(contents)) return []
  return contents.flatMap((content: unknown) => {
    const bags = propertyOf(propertyOf(content, 'value'), 'safeBags')
    return Array.isArray(bags) ? bags.map((bag: unknown) => bag) : []
  })
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

async function bagsOf(pkijs: typeof import('pkijs'), bags: readonly unknown[], password: Secret): Promise<Bags> {
  const certificates: Uint8Array[] = []
  const keys: Uint8Array[] = []
  let friendlyName: string | undefined
  for (const bag of bags) {
    if (!(bag instanceof pkijs.SafeBag)) continue
    friendlyName ??= friendlyNameOf(bag)
    const bagValue: unknown = bag.bagValue
    if (bagValue instanceof pkijs.CertBag && bagValue.parsedValue instanceof pkijs.Certificate) {
      certificates.push(new Uint8Array(bagValue.parsedValue.toSchema(true).toBER(false)))
    } else if (bagValue instanceof pkijs.PKCS8ShroudedKeyBag) {
      // PKI.js keeps this method out of its types although it is the documented way to open the bag.
      const open: unknown = Reflect.get(bagValue, 'parseInternalValues')
      if (typeof open === 'function') await Reflect.apply(open, bagValue, [{ password: passwordBytes(password) }])
      if (bagValue.parsedValue !== undefined) keys.push(new Uint8Array(bagValue.parsedValue.toSchema().toBER(false)))
    } else if (bagValue instanceof pkijs.PrivateKeyInfo) {
      keys.push(new Uint8Array(bagValue.toSchema().toBER(false)))
    }
  }
  return { certificates, keys, friendlyName }
}

const OID_FRIENDLY_NAME = '1.2.840.113549.1.9.20'
const OID_LOCAL_KEY_ID = '1.2.840.113549.1.9.21'

function friendlyNameOf(bag: {
  readonly bagAttributes?: readonly { readonly type: string; readonly values: readonly unknown[] }[]
}): string | undefined {
  const attribute = bag.bagAttributes?.find(({ type }) => type === OID_FRIENDLY_NAME)
  const text = propertyOf(propertyOf(attribute?.values[0], 'valueBlock'), 'value')
  return typeof text === 'string' && text !== '' ? text : undefined
}

async function readLegacy(bytes: Uint8Array, password: Secret): Promise<Bags> {
  const { default: forge } = await import('node-forge')
  try {
    const p12 = forge.pkcs12.pkcs12FromAsn1(
      forge.asn1.fromDer(Buffer.from(bytes).toString('latin1')),
      password.reveal(),
    )
    const bags = p12.safeContents.flatMap(({ safeBags: inside }) => inside)
    return {
      certificates: bags
        .filter(({ type }) => type === forge.pki.oids['certBag'])
        .flatMap((bag) => legacyCertificate(forge, bag)),
      keys: bags
        .filter(({ type }) => type === forge.pki.oids['pkcs8ShroudedKeyBag'] || type === forge.pki.oids['keyBag'])
        .flatMap((bag) => legacyKey(forge, bag)),
      friendlyName: bags.map(legacyName).find((name) => name !== undefined),
    }
  } catch (error) {
    throw problemOf(error)
  }
}

type Forge = typeof import('node-forge')

/** Raw ASN.1 where forge could not make sense of the algorithm, which is every one but RSA. */
function legacyCertificate(forge: Forge, bag: ForgePkcs12.Bag): readonly Uint8Array[] {
  if (propertyOf(bag, 'cert') === null || bag.cert === undefined) return rawOf(forge, bag)
  return [derOf(forge, forge.pki.certificateToAsn1(bag.cert))]
}

function legacyKey(forge: Forge, bag: ForgePkcs12.Bag): readonly Uint8Array[] {
  if (propertyOf(bag, 'key') === null || bag.key === undefined) return rawOf(forge, bag)
  return [derOf(forge, forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)))]
}

function rawOf(forge: Forge, { asn1 }: ForgePkcs12.Bag): readonly Uint8Array[] {
  const node: unknown = asn1
  return node === undefined || node === null ? [] : [derOf(forge, asn1)]
}

function legacyName(bag: ForgePkcs12.Bag): string | undefined {
  const names: unknown = propertyOf(bag.attributes, 'friendlyName')
  const first: unknown = Array.isArray(names) ? names[0] : undefined
  return typeof first === 'string' ? first : undefined
}

function derOf(forge: Forge, node: ForgeAsn1.Asn1): Uint8Array {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1')
}

export interface Pkcs12Order {
  readonly certificateDer: Uint8Array
  readonly keyPem: Secret
  readonly password: Secret
  readonly friendlyName: string
}

/** AES-256 with PBKDF2 and an HMAC-SHA256 over all: read by OpenSSL 3 and Windows since Server 2019. */
export async function writePkcs12({
  certificateDer,
  keyPem,
  password,
  friendlyName,
}: Pkcs12Order): Promise<Uint8Array> {
  const [pkijs, asn1js] = await Promise.all([pki(), import('asn1js')])
  const certificate = pkijs.Certificate.fromBER(arrayBufferOf(new X509Certificate(certificateDer).raw))
  const key = pkijs.PrivateKeyInfo.fromBER(
    arrayBufferOf(createPrivateKey(keyPem.reveal()).export({ format: 'der', type: 'pkcs8' })),
  )
  const id = arrayBufferOf(Buffer.from(thumbprintOf(certificateDer), 'hex'))
  const attributes = () => [
    new pkijs.Attribute({ type: OID_LOCAL_KEY_ID, values: [new asn1js.OctetString({ valueHex: id })] }),
    new pkijs.Attribute({ type: OID_FRIENDLY_NAME, values: [new asn1js.BmpString({ value: friendlyName })] }),
  ]
  const keyBag = new pkijs.PKCS8ShroudedKeyBag({ parsedValue: key })
  const encryption = {
    password: passwordBytes(password),
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: KEY_ITERATIONS,
  }
  await keyBag.makeInternalValues(encryption)
  const safe = new pkijs.AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        {
          privacyMode: 0,
          value: new pkijs.SafeContents({
            safeBags: [
              new pkijs.SafeBag({ bagId: '1.2.840.113549.1.12.10.1.2', bagValue: keyBag, bagAttributes: attributes() }),
            ],
          }),
        },
        {
          privacyMode: 1,
          value: new pkijs.SafeContents({
            safeBags: [
              new pkijs.SafeBag({
                bagId: '1.2.840.113549.1.12.10.1.3',
                bagValue: new pkijs.CertBag({ parsedValue: certificate }),
                bagAttributes: attributes(),
              }),
            ],
          }),
        },
      ],
    },
  })
  await safe.makeInternalValues({ safeContents: [{}, encryption] })
  const pfx = new pkijs.PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } })
  await pfx.makeInternalValues({
    password: passwordBytes(password),
    iterations: MAC_ITERATIONS,
    pbkdf2HashAlgorithm: 'SHA-256',
    hmacHashAlgorithm: 'SHA-256',
  })
  return new Uint8Array(pfx.toSchema().toBER(false))
}
