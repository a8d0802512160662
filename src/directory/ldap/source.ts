/** The source of an LDAP directory: connected to the first of its servers that answers, followed by the best it offers. */
import type { LdapSettings } from '../../model/configuration.ts'
import { CONTROLS } from '../../wire/ldap-control.ts'
import type { Follow, Source } from '../source.ts'
import { filterOf, mapEntry } from './mapping.ts'
import { followPoll } from './source-poll.ts'
import { followSync, ServerBehind } from './source-sync.ts'
import { openFirst, readPages, rootValues, type Opened, type StreamAccess } from './stream.ts'

const IDS = ['entryUUID', 'objectGUID']
const CHECK_MS = 1_000

export interface SourceOptions {
  readonly settings: LdapSettings
  readonly access: StreamAccess
}

/** Opens nothing yet. */
export function openSource(options: SourceOptions): Source {
  const { settings } = options
  let location = settings.urls[0] ?? ''
  return {
    get location() {
      return location
    },
    async follow(follow) {
      const onUse = (url: string) => {
        location = url
      }
      try {
        const behind = await followOneOf(settings.urls, options, { follow, onUse })
        // Nobody has what the cookie stands for: then what the first one has is the directory.
        if (behind !== undefined)
          await followOneOf([behind], options, { follow: { ...follow, cookie: undefined }, onUse })
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
      await followBest(opened, options.settings, follow)
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

async function followBest(opened: Opened, settings: LdapSettings, follow: Follow): Promise<void> {
  const isSync = settings.follow === 'sync' || (settings.follow === 'auto' && (await offersSync(opened)))
  if (isSync) await followSync(opened, settings, follow)
  else await followPoll(opened, settings, { follow, polling: { checkMs: CHECK_MS } })
}

async function offersSync(opened: Opened): Promise<boolean> {
  return (await rootValues(opened, 'supportedControl')).has(CONTROLS.sync)
}

async function idsOf(opened: Opened, { base, mapping, filter }: LdapSettings): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  const search = { base, scope: 'subtree', filter: filterOf(mapping, filter), attributes: IDS } as const
  await readPages(opened, search, ({ dn, attributes }) => {
    const { entry } = mapEntry(mapping, dn, attributes)
    if (entry !== undefined) ids.add(entry.id)
  })
  return ids
}
