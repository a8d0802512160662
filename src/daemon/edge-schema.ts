/** The settings of a perimeter host's directory. */
import * as v from 'valibot'
import { duration, durationMs, endpoint } from './schema-parts.ts'

const LEASE_MIN_MS = 1_000
const LEASE_MAX_MS = 3_600_000

export const edge = v.strictObject({
  listen: v.optional(
    v.pipe(
      endpoint,
      v.description('Where servers of the inside push what this host may know; loopback until told otherwise.'),
    ),
    '127.0.0.1:50636',
  ),
  lease: v.optional(
    v.pipe(
      duration,
      v.check((text) => durationMs(text) >= LEASE_MIN_MS && durationMs(text) <= LEASE_MAX_MS, 'from 1s to 1h'),
      v.description('A server that pushes and says nothing for so long gives way to another one.'),
    ),
    '30s',
  ),
})
