/** `doctor --evidence`: files, folders and zips of an Exchange server become facts, one set for each server in them. */
import { isoTime } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { fileSources } from '../disk/evidence-files.ts'
import { fileExists } from '../disk/files.ts'
import { assemble } from '../evidence/assemble.ts'
import { gather, type Gathered } from '../evidence/gather.ts'
import type { Facts } from '../model/facts.ts'
import type { Input } from './command.ts'
import type { LightContext } from './light-context.ts'

const NAMES_SHOWN = 5

/** @throws HubtrustError EVIDENCE_MISSING, EVIDENCE_EMPTY, EVIDENCE_NO_SERVER */
export async function readEvidence(context: LightContext, input: Input): Promise<readonly Facts[]> {
  const paths = input.list('evidence')
  for (const path of paths) if (!fileExists(path)) throw failure('EVIDENCE_MISSING', { path })
  const { terminal } = context
  const gathered = await gather(fileSources(paths), {
    onFile: (name) => {
      if (input.flag('progress')) terminal.note(JSON.stringify({ progress: { file: name } }))
      else if (terminal.showsProgress) terminal.note(context.word('doctor.reading', { name }))
    },
  })
  tellRead(context, gathered)
  const { files, observations } = gathered
  if (observations.length === 0) throw failure('EVIDENCE_EMPTY', { count: files.length })
  const servers = assemble(observations, { files, nowIso: isoTime(context.clock.nowMs()) })
  return chosen(servers, input.text('server'))
}

function tellRead(context: LightContext, { files, observations }: Gathered): void {
  const ignored = files.filter(({ takenFor }) => takenFor === undefined).map(({ name }) => name)
  const more = ignored.length > NAMES_SHOWN ? ', …' : ''
  const words = context.word('doctor.read', {
    known: files.length - ignored.length,
    count: files.length,
    observations: observations.length,
    ignored: `${ignored.slice(0, NAMES_SHOWN).join(', ') || '-'}${more}`,
  })
  context.note(words)
}

function chosen(servers: readonly Facts[], name: string | undefined): readonly Facts[] {
  if (name === undefined) return servers
  const wanted = name.toLowerCase()
  const found = servers.filter(({ server = '' }) => server === wanted || server.split('.')[0] === wanted)
  if (found.length > 0) return found
  throw failure('EVIDENCE_NO_SERVER', { name, servers: servers.map(({ server = '-' }) => server).join(', ') })
}
