/** Brings a copy up to date once, where nobody follows the directory: from where it stands to the next settled pass. */
import { failure } from '../core/errors.ts'
import type { Copy } from './copy.ts'
import type { Source } from './source.ts'

export interface Refresh {
  readonly copy: Copy
  readonly source: Source
  readonly withinMs: number
}

/** @throws HubtrustError DIRECTORY_UNREACHABLE and others of the directory and its copy */
export async function refreshCopy({ copy, source, withinMs }: Refresh): Promise<void> {
  const signal = AbortSignal.timeout(withinMs)
  // The second time everything is told anew: the copy lacks what the cookie stands for.
  for (const cookie of [copy.cookie, undefined]) {
    const isWell = await onePass({ copy, source, signal, cookie })
    if (isWell) return
  }
  throw failure('DIRECTORY_UNREACHABLE', { url: source.location, reason: 'what it told does not fit together' })
}

interface OnePass extends Pick<Refresh, 'copy' | 'source'> {
  readonly signal: AbortSignal
  readonly cookie: string | undefined
}

/** False when the source counted on what the copy does not have. */
async function onePass({ copy, source, signal, cookie }: OnePass): Promise<boolean> {
  const ending = new AbortController()
  let isWell: boolean | undefined
  await source.follow({
    cookie,
    signal: AbortSignal.any([signal, ending.signal]),
    onStep: (step) => {
      if (isWell !== undefined || signal.aborted) return
      const settled = copy.apply(step)
      if (step.kind !== 'settled' && step.kind !== 'current') return
      isWell = settled?.isMissing !== true
      ending.abort()
    },
  })
  copy.abandon()
  if (isWell !== undefined) return isWell
  throw failure('DIRECTORY_UNREACHABLE', { url: source.location, reason: 'it was not read as a whole in time' })
}
