/**
 * What both sides of an edge subscription keep on disk: the edge its subscriptions, the inside its edges. Read anew each
 * time, because commands and the gateway both write; only the service account can read it, for a key proves a subscription.
 */
import { join } from 'node:path'
import * as v from 'valibot'
import { accountOf, currentAccount } from '../../disk/accounts.ts'
import { readTextIfPresent, writeAtomic } from '../../disk/files.ts'

/** Old ones tell a used token from one that never was. */
const SUBSCRIPTIONS_KEPT = 16

export interface RecordPlace {
  readonly stateFolder: string
  /** The service account. */
  readonly account: string
}

const time = v.pipe(v.string(), v.isoTimestamp())
const key = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

const subscription = v.strictObject({
  /** SHA-256 of the certificate the token names. */
  fingerprint: v.string(),
  /** What shows that somebody has the token (HKDF of its secret), 64 hexadecimal digits. */
  key,
  createdAt: time,
  expires: time,
  usedAt: v.optional(time),
  usedBy: v.optional(v.string()),
})
export type EdgeSubscription = v.InferOutput<typeof subscription>

const edge = v.strictObject({
  /** `host:port` where it takes what is pushed, in the order they are tried. */
  addresses: v.array(v.string()),
  /** Of the token that was accepted, until the edge has taken the first push. */
  key: v.optional(key),
  expires: v.optional(time),
  /** SHA-256 of the certificates the edge itself has named; one that it names no longer is withdrawn. */
  named: v.optional(v.array(v.string()), []),
})
export type EdgeRecord = v.InferOutput<typeof edge>

const subscriptions = v.array(subscription)
/** By the SHA-256 of a certificate, the hub it was pushed for. */
const hubs = v.record(v.string(), v.string())
const edges = v.record(v.string(), edge)

/** Oldest first; none when the file cannot be read as such. */
export function readSubscriptions(place: RecordPlace): readonly EdgeSubscription[] {
  return read(subscriptionFile(place), subscriptions) ?? []
}

/** @throws HubtrustError DISK_WRITE_FAILED */
export function writeSubscriptions(place: RecordPlace, all: readonly EdgeSubscription[]): void {
  write(subscriptionFile(place), all.slice(-SUBSCRIPTIONS_KEPT), place)
}

/** By name. */
export function readEdges(place: RecordPlace): Readonly<Record<string, EdgeRecord>> {
  return read(edgeFile(place), edges) ?? {}
}

/** Undefined forgets it. @throws HubtrustError DISK_WRITE_FAILED */
export function writeEdge(place: RecordPlace, name: string, record: EdgeRecord | undefined): void {
  const others = Object.entries(readEdges(place)).filter(([known]) => known !== name)
  const all = record === undefined ? others : [...others, [name, record]]
  write(edgeFile(place), Object.fromEntries(all), place)
}

/** The hubs that were pushed last, for when the copy itself is lost: else each of them would be a stranger. */
export function readHubs(place: RecordPlace): Readonly<Record<string, string>> {
  return read(hubFile(place), hubs) ?? {}
}

/** @throws HubtrustError DISK_WRITE_FAILED */
export function writeHubs(place: RecordPlace, all: Readonly<Record<string, string>>): void {
  if (JSON.stringify(readHubs(place)) !== JSON.stringify(all)) write(hubFile(place), all, place)
}

function hubFile({ stateFolder }: RecordPlace): string {
  return join(stateFolder, 'edge-hubs.json')
}

function subscriptionFile({ stateFolder }: RecordPlace): string {
  return join(stateFolder, 'edge-subscriptions.json')
}

function edgeFile({ stateFolder }: RecordPlace): string {
  return join(stateFolder, 'edges.json')
}

function read<T>(path: string, schema: v.GenericSchema<unknown, T>): T | undefined {
  const text = readTextIfPresent(path)
  if (text === undefined) return undefined
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(text))
    return success ? output : undefined
  } catch {
    return undefined
  }
}

/** What root writes, the gateway has to read and to replace. */
function write(path: string, value: unknown, { account }: RecordPlace): void {
  const owner = currentAccount().uid === 0 ? accountOf(account) : undefined
  const owned = owner === undefined ? {} : { owner: owner.uid, group: owner.gid }
  writeAtomic(path, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600, ...owned })
}
