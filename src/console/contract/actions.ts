/**
 * Changes. Each is a command of the command line, run as an administrator would type it: `POST /api/v1/actions/NAME` with
 * the fields below. `dryRun: true` changes nothing and says what would happen.
 */
import * as v from 'valibot'
import { KEY_TYPES, SERVICES } from '../../model/certificate.ts'
import { ProblemAnswer, serverName, text, thumbprint } from './shared.ts'

const services = v.array(v.picklist(SERVICES))
const domains = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9*][A-Za-z0-9.*_-]{0,252}$/, 'a DNS name'))),
  v.maxLength(100),
)
const friendlyName = v.pipe(v.string(), v.maxLength(200))
const keyType = v.picklist(KEY_TYPES)
/** A file in base64: a certificate, a key or a PKCS#12 store. */
const file = v.pipe(v.string(), v.base64(), v.maxLength(1_400_000))
const pem = v.pipe(v.string(), v.maxLength(1_000_000))
const password = v.pipe(v.string(), v.maxLength(1_024))
const address = v.pipe(v.string(), v.regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/, 'HOST:PORT'))
const dryRun = v.optional(v.boolean(), false)
const labCause = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9.-]{0,60}$/))

export const ACTIONS = {
  'cert-new': v.strictObject({
    dryRun,
    domains: v.optional(domains),
    commonName: v.optional(friendlyName),
    keyType: v.optional(keyType),
    days: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500))),
    services: v.optional(services),
    friendlyName: v.optional(friendlyName),
    publish: v.optional(v.boolean(), true),
  }),
  'cert-request': v.strictObject({
    dryRun,
    domains: v.optional(domains),
    commonName: v.optional(friendlyName),
    keyType: v.optional(keyType),
    friendlyName: v.optional(friendlyName),
  }),
  'cert-enable': v.strictObject({
    dryRun,
    thumbprint,
    services: v.optional(services),
    disableServices: v.optional(services),
    publish: v.optional(v.boolean(), true),
  }),
  'cert-import': v.strictObject({
    dryRun,
    /** DER, PEM or PKCS#12. */
    file,
    fileName: v.optional(v.pipe(v.string(), v.maxLength(255))),
    /** A key that is a file of its own. */
    key: v.optional(file),
    password: v.optional(password),
    services: v.optional(services),
    friendlyName: v.optional(friendlyName),
    publish: v.optional(v.boolean(), true),
  }),
  /** `result.file` is the exported file in base64, `result.fileName` a name for it. */
  'cert-export': v.strictObject({
    dryRun,
    thumbprint,
    form: v.picklist(['pem', 'pfx']),
    /** For `pfx`. */
    password: v.optional(password),
  }),
  'cert-remove': v.strictObject({ dryRun, thumbprint }),
  'server-add': v.strictObject({
    dryRun,
    name: serverName,
    /** PEM. */
    certificate: v.optional(pem),
    roles: v.optional(v.array(v.picklist(['hub', 'edge']))),
    addresses: v.optional(v.pipe(v.array(address), v.maxLength(20))),
    force: v.optional(v.boolean(), false),
  }),
  'server-enable': v.strictObject({ dryRun, name: serverName }),
  'server-disable': v.strictObject({ dryRun, name: serverName }),
  'server-withdraw': v.strictObject({ dryRun, name: serverName, thumbprint }),
  'server-remove': v.strictObject({ dryRun, name: serverName }),
  /** A handshake with a peer, every stage told; `result` is `hubtrust verify --format json`. Changes nothing. */
  verify: v.strictObject({
    dryRun,
    address: v.pipe(v.string(), v.regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(:\d{1,5})?$/, 'HOST[:PORT]')),
    server: v.optional(serverName),
  }),
  /** Repairs what the doctor finds; only the findings named when there are any. `result` is the report after it. */
  'doctor-fix': v.strictObject({
    dryRun,
    findings: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9.-]{2,80}$/))), v.maxLength(50)), []),
  }),
  /** Takes the last repair back. */
  'doctor-undo': v.strictObject({ dryRun }),
  'lab-break': v.strictObject({ dryRun, cause: labCause }),
  /** Everything that is broken, when no cause is named. */
  'lab-repair': v.strictObject({ dryRun, cause: v.optional(labCause) }),
} as const
export type ActionName = keyof typeof ACTIONS
export const ACTION_NAMES = Object.keys(ACTIONS).filter((name): name is ActionName => name in ACTIONS)

export const ActionAnswer = v.object({
  /** As an administrator would type it: to copy. Files that were uploaded stand as their names. */
  command: text,
  dryRun: v.boolean(),
  /** Undefined when nothing was run. */
  exitCode: v.optional(v.number()),
  /** What will happen, or what was said beside the result, sentence by sentence in the language asked for. */
  said: v.array(text),
  /** The command's own JSON. */
  result: v.optional(v.unknown()),
  /** With `dryRun`: why the command would refuse. Without it a refusal is the answer itself (problem+json). */
  problem: v.optional(ProblemAnswer),
})
export type Acted = v.InferOutput<typeof ActionAnswer>
