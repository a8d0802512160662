/** What can be wrong around this server; beside each, its nearest healthy neighbour. */
import type { GridLine } from './grid.ts'
import { CONFIGURATION_GRID } from './surroundings/configuration.ts'
import { GATEWAY_GRID } from './surroundings/gateway.ts'
import { HANDSHAKE_GRID } from './surroundings/handshake.ts'
import { PEER_GRID } from './surroundings/peer.ts'
import { POSTFIX_GRID } from './surroundings/postfix.ts'
import { POSTFIX_NATIVE_GRID } from './surroundings/postfix-native.ts'

export const SURROUNDINGS_GRID: readonly GridLine[] = [
  ...CONFIGURATION_GRID,
  ...PEER_GRID,
  ...HANDSHAKE_GRID,
  ...GATEWAY_GRID,
  ...POSTFIX_GRID,
  ...POSTFIX_NATIVE_GRID,
]
