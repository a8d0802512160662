/** The source of an LDAP directory: connected to the first of its servers that answers, followed by the best it offers. */
import type { Clock } from '../../core/clock.ts'
import { failure } from '../../core/errors.ts'
import type { LdapSettings } from '../../model/configuration.ts'
import { CONTROLS } from '../../wire/ldap-control.ts'
import type { Follow, Source } from '../source.ts'
import { filterOf, mapEntry, SHAPES } from './mapping.ts'
import { followActiveDirectory } from './source-active-directory.ts'
import { followPoll } from './source-poll.ts'
import { followSync, ServerBehind } from './source-sync.ts'
import { openFirst, openStream, readPages, rootValues, type Opened, type StreamAccess } from './stream.ts'

const CHECK_MS = 1_000
/** Only Active Directory, and what is like it, counts its changes there. */
const USN = 'highestCommittedUSN'

export interface SourceOptions {
  readonly settings: LdapSettings
  readonly access: StreamAccess
  readonly clock: Clock
  /**
   * How long, in milliseconds, a directory of which every server knows less than was known here is waited for. After a
   * server was lost the others may be a change behind, and what was withdrawn by it must not be trusted again at once.
   */
  readonly behindMs: number
}

/** Opens nothing yet. */
export function openSource(options: SourceOptions): Source {
  const { settings, clock, behindMs } = options
  let location = settings.urls[0] ?? ''
  let behindSinceMs: number | undefined
  return {
    get location() {
      return location
    },
    async follow(follow) {
      const onUse = (url: string) => {
        location = url
      }
      const onStep: Follow['onStep'] = (step) => {
        behindSinceMs = undefined
        return follow.onStep(step)
      }
      try {
        const behind = await followOneOf(settings.urls, options, { follow: { ...follow, onStep }, onUse })
        if (behind === undefined) return
        behindSinceMs ??= clock.elapsedMs()
        if (clock.elapsedMs() - behindSinceMs < behindMs)
          throw failure('DIRECTORY_UNREACHABLE', { url: behind, reason: 'it knows less than was known here before' })
        // Nobody has what the cookie stands for: then what the first one has is the directory.
        const anew = { ...follow, onStep, cookie: undefined }
        const unfit = await followOneOf([behind], options, { follow: anew, onUse })
        const reason = 'it is not in step with its directory, and no other server can be followed'
        if (unfit !== undefined) throw failure('DIRECTORY_UNREACHABLE', { url: unfit, reason })
      } catch (error) {
        if (!follow.signal.aborted) throw error
      }
    },
    async census(signal) {
      // Another server first: the second opinion of the same one is the first one again.
      const others = settings.urls.filter((url) => url !== location)
      const opened = await openFirst([...others, location], { ...options, signal })
      try {
        return await idsOf(opened, settings)
      } finally {
        opened.stream.close()
      }
    },
  }
}

interface Using {
  readonly follow: Follow
  readonly onUse: (url: string) => void
}

/** Ends by trouble, or with the URL of the first server that is behind the cookie when no other one can serve it. */
async function followOneOf(urls: readonly string[], options: SourceOptions, using: Using): Promise<string | undefined> {
  const { follow, onUse } = using
  let left = urls
  let behind: string | undefined
  while (left.length > 0) {
    const opened = await openFirst(left, { ...options, signal: follow.signal }).catch((error: unknown) => {
      if (behind === undefined) throw error
      return undefined
    })
    if (opened === undefined) break
    onUse(opened.url)
    try {
      await followBest(opened, options, follow)
    } catch (error) {
      if (!(error instanceof ServerBehind)) throw error
      behind ??= opened.url
    } finally {
      opened.stream.close()
    }
    left = left.slice(left.indexOf(opened.url) + 1)
  }
  return behind
}

async function followBest(opened: Opened, options: SourceOptions, follow: Follow): Promise<void> {
  const { settings, clock } = options
  const way = settings.follow === 'auto' ? await bestOf(opened) : settings.follow
  if (way === 'sync') await followSync(opened, settings, { follow, clock })
  else if (way === 'poll') await followPoll(opened, settings, { follow, polling: { checkMs: CHECK_MS } })
  else {
    const openAnother = () => openStream(opened.url, { ...options, signal: follow.signal })
    await followActiveDirectory(opened, settings, { follow, openAnother })
  }
}

async function bestOf(opened: Opened): Promise<'sync' | 'dirsync' | 'poll'> {
  if ((await rootValues(opened, 'supportedControl')).has(CONTROLS.sync)) return 'sync'
  return (await rootValues(opened, USN)).size > 0 ? 'dirsync' : 'poll'
}

/** Not asked for certificates: an account that lost the right to read them would see everybody withdrawn. */
async function idsOf(opened: Opened, { base, mapping, filter }: LdapSettings): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  const { attributes: all, certificates } = SHAPES[mapping]
  const attributes = all.filter((name) => name.toLowerCase().replace(';binary', '') !== certificates)
  const search = { base, scope: 'subtree', filter: filterOf(mapping, filter), attributes } as const
  await readPages(opened, search, ({ dn, attributes }) => {
    const { entry } = mapEntry(mapping, dn, attributes)
    if (entry?.enabled === true) ids.add(entry.id)
  })
  return ids
}
