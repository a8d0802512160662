/** All cases, in the order in which they run: the short ones first. */
import type { Case } from '../case.ts'
import { bulk } from './bulk.ts'
import { bundles } from './bundles.ts'
import { consolePages } from './console.ts'
import { doctor } from './doctor.ts'
import { evtx } from './evtx.ts'
import { fleet } from './fleet.ts'
import { handshake } from './handshake.ts'
import { idle } from './idle.ts'
import { index } from './index.ts'
import { issue } from './issue.ts'
import { processes } from './processes.ts'
import { procmon } from './procmon.ts'
import { smtp } from './smtp.ts'
import { start } from './start.ts'
import { starttls } from './starttls.ts'
import { storm } from './storm.ts'
import { trusted } from './trusted.ts'

export const CASES: readonly Case[] = [
  start,
  issue,
  index,
  doctor,
  consolePages,
  evtx,
  procmon,
  bundles,
  fleet,
  handshake,
  starttls,
  trusted,
  smtp,
  bulk,
  storm,
  processes,
  idle,
]
