/** Every bundle, and what the doctor says of one. */
import { diagnose } from '../../../src/doctor/diagnose.ts'
import { assemble } from '../../../src/evidence/assemble.ts'
import type { ByteSource } from '../../../src/evidence/contract.ts'
import { gather } from '../../../src/evidence/gather.ts'
import type { Report } from '../../../src/model/finding.ts'
import { sourceOf } from '../text-source.ts'
import type { Bundle } from './bundle.ts'
import { CONTRADICTION_BUNDLES } from './contradictions.ts'
import { EVENT_BUNDLES } from './events.ts'
import { HISTORY_BUNDLES } from './history.ts'
import { KEY_BUNDLES } from './keys.ts'
import { NAMES_BUNDLES } from './names.ts'
import { SERVICES_BUNDLES } from './services.ts'
import { TRANSCRIPT_BUNDLES } from './transcript.ts'
import type { Files } from './windows.ts'

const NOW = '2026-11-24T00:00:00.000Z'

export const BUNDLES: readonly Bundle[] = [
  ...SERVICES_BUNDLES,
  ...KEY_BUNDLES,
  ...NAMES_BUNDLES,
  ...EVENT_BUNDLES,
  ...CONTRADICTION_BUNDLES,
  ...HISTORY_BUNDLES,
  ...TRANSCRIPT_BUNDLES,
]

async function* sourcesOf(files: Files): AsyncGenerator<ByteSource> {
  for (const [name, bytes] of Object.entries(files)) yield sourceOf(bytes, name)
}

/** One report for each server. */
export async function reportsOf(files: Files): Promise<readonly Report[]> {
  const gathered = await gather(sourcesOf(files))
  const servers = assemble(gathered.observations, { files: gathered.files, nowIso: NOW })
  return servers.map((facts) => diagnose(facts, { source: 'evidence' }))
}
