/** What the store knows about a certificate beyond the certificate. */
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import { readTextIfPresent, writeAtomic } from '../disk/files.ts'
import { SERVICES, type Service } from '../model/certificate.ts'

export interface Metadata {
  readonly services: readonly Service[]
  readonly addedAt: string
  readonly friendlyName?: string
}

const METADATA_BYTES_MAX = 64 * 1024

/** A certificate somebody put there by hand has no metadata: no services, no date. @throws HubtrustError STORE_METADATA_DAMAGED */
export function readMetadata(path: string): Metadata {
  const text = readTextIfPresent(path, { bytesMax: METADATA_BYTES_MAX })
  if (text === undefined) return { services: [], addedAt: '' }
  try {
    return metadataOf(JSON.parse(text))
  } catch (error) {
    if (error instanceof HubtrustError) throw error
    throw failure('STORE_METADATA_DAMAGED', { path, reason: reasonOf(error) }, error)
  }
}

function metadataOf(value: unknown): Metadata {
  if (typeof value !== 'object' || value === null) throw new Error('not an object')
  const services = 'services' in value && Array.isArray(value.services) ? value.services : []
  const addedAt = 'addedAt' in value && typeof value.addedAt === 'string' ? value.addedAt : ''
  const name = 'friendlyName' in value && typeof value.friendlyName === 'string' ? value.friendlyName : undefined
  return {
    services: SERVICES.filter((service) => services.includes(service)),
    addedAt,
    ...(name === undefined ? {} : { friendlyName: name }),
  }
}

export function writeMetadata(path: string, metadata: Metadata): void {
  writeAtomic(path, `${JSON.stringify(metadata, undefined, 2)}\n`, { mode: 0o644 })
}
