/** What can be wrong with this server's own certificates, keys, names and host; beside each, its nearest healthy neighbour. */
import { BALANCER_GRID } from './grid/balancer.ts'
import { CERTIFICATE_GRID } from './grid/certificate.ts'
import { KEY_GRID } from './grid/key.ts'
import { NAMES_GRID } from './grid/names.ts'
import { RESOLUTION_GRID } from './grid/resolution.ts'
import { SELECTION_GRID } from './grid/selection.ts'
import { VALIDITY_GRID } from './grid/validity.ts'
import type { GridLine } from './grid.ts'

export const OWN_GRID: readonly GridLine[] = [
  ...KEY_GRID,
  ...NAMES_GRID,
  ...RESOLUTION_GRID,
  ...BALANCER_GRID,
  ...SELECTION_GRID,
  ...VALIDITY_GRID,
  ...CERTIFICATE_GRID,
]
