/**
 * What an edge may know: the enabled hubs with their certificates, and itself. No other edge, nobody who is disabled, and
 * nothing else of the directory. Both sides are compared by it, and what is sent is the difference to what the edge has.
 */
import { createHash } from 'node:crypto'
import { LIMITS } from '../../core/limits.ts'
import type { Server } from '../../model/server.ts'
import { EDGE_ADDRESSES_MAX, EDGE_CERTIFICATES_MAX, type EdgeEntry, type EdgeStated } from '../../wire/edge-frames.ts'
import type { DirectoryReader } from '../contract.ts'

/** A server as an edge may know it, without the certificates themselves. */
export interface Pictured {
  readonly id: string
  readonly stamp: string
  readonly stated: EdgeStated
}

/** By id. */
export type Picture = ReadonlyMap<string, Pictured>

export function pictureFor(servers: readonly Server[], edge: string): Picture {
  const known = servers.filter((server) => mayKnow(server, edge)).map(pictured)
  return new Map(known.map((one) => [one.id, one]))
}

function mayKnow({ name, roles, enabled, certificates }: Server, edge: string): boolean {
  if (name === edge) return true
  return enabled && certificates.length > 0 && roles.includes('hub') && !roles.includes('edge')
}

function pictured({ name, roles, addresses, enabled, certificates }: Server): Pictured {
  const stated: EdgeStated = {
    name,
    roles: [...roles],
    addresses: addresses.slice(0, EDGE_ADDRESSES_MAX),
    enabled,
    // The newest first, as the directory has them.
    fingerprints: certificates.slice(0, EDGE_CERTIFICATES_MAX).map(({ fingerprint }) => fingerprint),
  }
  return { id: idOf(name), stamp: sha256(JSON.stringify(stated)), stated }
}

/** A name stands for one server for good. */
function idOf(name: string): string {
  return sha256(name).slice(0, 32)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The entry as it is sent; a certificate that is gone by now is left out, and the change that follows says so. */
export function entryOf({ id, stamp, stated }: Pictured, directory: DirectoryReader, changedAt?: string): EdgeEntry {
  const { fingerprints, ...rest } = stated
  const ders = fingerprints.flatMap((fingerprint) => directory.certificateDer(fingerprint) ?? [])
  const fitting = ders.filter(({ length }) => length <= LIMITS.edgeCertificateBytesMax)
  const certificates = fitting.map((der) => Buffer.from(der).toString('base64'))
  return { id, stamp, ...rest, certificates, ...(changedAt === undefined ? {} : { changedAt }) }
}

export interface PictureDifference {
  readonly changed: readonly Pictured[]
  readonly gone: readonly string[]
}

/** @param stamps of what the edge has, by id */
export function differenceTo(stamps: ReadonlyMap<string, string>, picture: Picture): PictureDifference {
  return {
    changed: [...picture.values()].filter(({ id, stamp }) => stamps.get(id) !== stamp),
    gone: [...stamps.keys()].filter((id) => !picture.has(id)),
  }
}

/** How an edge differs from what the inside would have there. */
export interface Deviation {
  readonly server: string
  readonly kind: 'missing' | 'extra' | 'differs'
  readonly detail: string
}

/** Entry by entry, by name. */
export function deviations(picture: Picture, there: readonly EdgeStated[]): readonly Deviation[] {
  const wanted = new Map([...picture.values()].map(({ stated }) => [stated.name, stated]))
  const found = new Map(there.map((stated) => [stated.name, stated]))
  const names = [...new Set([...wanted.keys(), ...found.keys()])].sort()
  return names.flatMap((server): readonly Deviation[] => {
    const here = wanted.get(server)
    const one = found.get(server)
    if (one === undefined) return [{ server, kind: 'missing', detail: listed(here?.fingerprints ?? []) }]
    if (here === undefined) return [{ server, kind: 'extra', detail: listed(one.fingerprints) }]
    const detail = differenceOf(here, one)
    return detail === '' ? [] : [{ server, kind: 'differs', detail }]
  })
}

function differenceOf(here: EdgeStated, there: EdgeStated): string {
  const less = here.fingerprints.filter((one) => !there.fingerprints.includes(one))
  const more = there.fingerprints.filter((one) => !here.fingerprints.includes(one))
  return [
    ...less.map((fingerprint) => `-${fingerprint}`),
    ...more.map((fingerprint) => `+${fingerprint}`),
    ...(here.enabled === there.enabled ? [] : [`enabled: ${String(there.enabled)}`]),
    ...(here.roles.join() === there.roles.join() ? [] : [`roles: ${there.roles.join(', ')}`]),
    ...(here.addresses.join() === there.addresses.join() ? [] : [`addresses: ${there.addresses.join(', ') || '-'}`]),
  ].join('; ')
}

function listed(fingerprints: readonly string[]): string {
  return fingerprints.length === 0 ? '-' : fingerprints.join(', ')
}
