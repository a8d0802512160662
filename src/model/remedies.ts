/** Every remedy, by id. */
import { HOST_REMEDIES } from './remedy/host.ts'
import { EXCHANGE_REMEDIES } from './remedy/exchange.ts'
import { OWN_REMEDIES } from './remedy/own.ts'
import { SURROUNDINGS_REMEDIES } from './remedy/surroundings.ts'
import type { RemedyTable } from './remedy/entry.ts'

export const REMEDIES = {
  ...OWN_REMEDIES,
  ...HOST_REMEDIES,
  ...SURROUNDINGS_REMEDIES,
  ...EXCHANGE_REMEDIES,
} as const satisfies RemedyTable

export type RemedyId = keyof typeof REMEDIES

export function isRemedyId(id: string): id is RemedyId {
  return Object.hasOwn(REMEDIES, id)
}
