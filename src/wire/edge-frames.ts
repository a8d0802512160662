/**
 * What an edge server and the inside say to each other: four bytes of length (big-endian), then one JSON object. Cut out of
 * a byte stream, however it arrives; bounded, and what is no frame ends the reading.
 */
import * as v from 'valibot'
import { ROLES } from '../model/server.ts'

/** Certificates of one server at most: twenty of the largest (64 KiB) would be an attack, ten usual ones are 20 KiB. */
const FRAME_BYTES_MAX = 1024 * 1024
export const EDGE_CERTIFICATES_MAX = 16
export const EDGE_ADDRESSES_MAX = 32
/** Of what is in force at an edge nothing is left out: somebody may have put more there. */
const FINGERPRINTS_MAX = 1_000
/** Of ids in one frame. */
export const EDGE_IDS_MAX = 5_000
const HEADER_BYTES = 4

const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(255))
const base64 = v.pipe(v.string(), v.base64(), v.maxLength(90_000))
const epoch = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const certificates = v.pipe(v.array(base64), v.maxLength(EDGE_CERTIFICATES_MAX), v.readonly())

/** Why the edge lets nobody in: `order` is a frame that may not come there, `epoch` one of a lease that is over. */
export const EDGE_REFUSALS = ['stranger', 'proof', 'expired', 'used', 'epoch', 'order'] as const
export type EdgeRefusal = (typeof EDGE_REFUSALS)[number]

const roles = v.pipe(v.array(v.picklist(ROLES)), v.maxLength(ROLES.length), v.readonly())
const addresses = v.pipe(v.array(text), v.maxLength(EDGE_ADDRESSES_MAX), v.readonly())

const stated = v.strictObject({
  name: text,
  roles,
  addresses,
  enabled: v.boolean(),
  /** SHA-256 of each certificate. */
  fingerprints: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[0-9A-F]{64}$/))),
    v.maxLength(FINGERPRINTS_MAX),
    v.readonly(),
  ),
})

const entry = v.strictObject({
  id,
  /** SHA-256 over what the entry says: the same one means that there is nothing to send. */
  stamp: digest,
  name: text,
  roles,
  addresses,
  enabled: v.boolean(),
  /** DER, as base64. */
  certificates,
  changedAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
})

/** Both directions: which one a side may send is for the conversation. */
const frame = v.variant('kind', [
  /** The inside, first of all; the proof only while a subscription is open. `look` changes nothing and needs no lease. */
  v.strictObject({
    kind: v.literal('open'),
    server: text,
    purpose: v.picklist(['push', 'look']),
    proof: v.optional(digest),
  }),
  /** The edge: its own certificates, the present one first, and how many frames of what it has follow. */
  v.strictObject({ kind: v.literal('hello'), edge: text, certificates }),
  v.strictObject({
    kind: v.literal('have'),
    stamps: v.pipe(
      v.record(id, digest),
      v.check((all) => Object.keys(all).length <= EDGE_IDS_MAX),
    ),
    isLast: v.boolean(),
  }),
  /** The edge: who may push, for how long (seconds), and whether that is this very connection. */
  v.strictObject({
    kind: v.literal('lease'),
    holder: text,
    epoch,
    seconds: v.pipe(epoch, v.minValue(1), v.maxValue(3600)),
    isYours: v.boolean(),
  }),
  v.strictObject({ kind: v.literal('entry'), epoch, entry }),
  v.strictObject({ kind: v.literal('gone'), epoch, ids: v.pipe(v.array(id), v.maxLength(EDGE_IDS_MAX), v.readonly()) }),
  v.strictObject({ kind: v.literal('settled'), epoch }),
  v.strictObject({ kind: v.literal('current'), epoch }),
  /** The edge: a pass is in force, or is held there. */
  v.strictObject({ kind: v.literal('taken'), epoch, isHeld: v.boolean() }),
  /** The edge, to one that looks: what is in force there, entry by entry, and then all that is not in an entry. */
  v.strictObject({ kind: v.literal('state'), entry: stated }),
  v.strictObject({
    kind: v.literal('stated'),
    /** When it was last known to be the inside's, milliseconds since 1970; 0 for never. */
    asOfMs: epoch,
    isStale: v.boolean(),
    held: v.pipe(v.array(text), v.maxLength(EDGE_IDS_MAX), v.readonly()),
  }),
  v.strictObject({ kind: v.literal('refused'), reason: v.picklist(EDGE_REFUSALS) }),
])

export type EdgeFrame = v.InferOutput<typeof frame>
export type EdgeEntry = v.InferOutput<typeof entry>
export type EdgeStated = v.InferOutput<typeof stated>
export type EdgeRead = { readonly kind: 'frame'; readonly frame: EdgeFrame } | { readonly kind: 'bad' }

const EMPTY = Buffer.alloc(0)
const BAD: EdgeRead = { kind: 'bad' }

export function edgeFrame(said: EdgeFrame): Buffer {
  const body = Buffer.from(JSON.stringify(said), 'utf8')
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(body.length)
  return Buffer.concat([header, body])
}

export class EdgeFrameReader {
  #chunks: Buffer[] = []
  #held = 0
  #needed = HEADER_BYTES
  #isBad = false

  push(chunk: Buffer): void {
    if (this.#isBad) return
    this.#chunks.push(chunk)
    this.#held += chunk.length
  }

  /** The next whole frame; undefined when more bytes are needed. Once bad, always bad. */
  next(): EdgeRead | undefined {
    if (this.#isBad) return BAD
    if (this.#held < this.#needed) return undefined
    // Joined only when a frame may be whole, so that many small pieces of a large one are copied once.
    const held = this.#chunks.length === 1 ? (this.#chunks[0] ?? EMPTY) : Buffer.concat(this.#chunks)
    this.#chunks = [held]
    const length = held.readUInt32BE(0)
    if (length === 0 || length > FRAME_BYTES_MAX) return this.#bad()
    this.#needed = HEADER_BYTES + length
    if (held.length < this.#needed) return undefined
    const read = parsed(held.toString('utf8', HEADER_BYTES, this.#needed))
    if (read === undefined) return this.#bad()
    this.#chunks = [held.subarray(this.#needed)]
    this.#held -= this.#needed
    this.#needed = HEADER_BYTES
    return { kind: 'frame', frame: read }
  }

  #bad(): EdgeRead {
    this.#isBad = true
    this.#chunks = []
    return BAD
  }
}

function parsed(body: string): EdgeFrame | undefined {
  try {
    const result = v.safeParse(frame, JSON.parse(body))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}
