/** Remedies for the directory, peers, connectors and what stands around this server. */
import type { RemedyTable } from './entry.ts'
import { PEER_REMEDIES } from './peer.ts'
import { POSTFIX_REMEDIES } from './postfix.ts'
import { POSTFIX_NATIVE_REMEDIES } from './postfix-native.ts'
import { SERVICE_REMEDIES } from './service.ts'

export const SURROUNDINGS_REMEDIES = {
  ...SERVICE_REMEDIES,
  ...PEER_REMEDIES,
  ...POSTFIX_REMEDIES,
  ...POSTFIX_NATIVE_REMEDIES,
} as const satisfies RemedyTable
