/**
 * Follows any LDAP server by asking again: which entries there are and which stamps they bear, then those whose stamp is
 * another one. A cheap question comes first where the server has an answer to it (Active Directory: highestCommittedUSN
 * of this domain controller, which every change raises; MS-ADTS 3.1.1.3.2.10). Leaving the filter, being moved out of the
 * base and being deleted all look the same here, and no right to see tombstones is needed.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { LdapSettings } from '../../model/configuration.ts'
import type { EntryAnswer } from '../../wire/ldap-answer.ts'
import type { Follow } from '../source.ts'
import { readAt } from './entries.ts'
import { filterOf, mapEntry, SHAPES } from './mapping.ts'
import { readOne, readPages, told, type Opened } from './stream.ts'

const STAMPS = ['entryUUID', 'entryCSN', 'objectGUID', 'uSNChanged']
const USN = 'highestCommittedUSN'

export interface Polling {
  /** Between two cheap questions. */
  readonly checkMs: number
}

export async function followPoll(
  opened: Opened,
  settings: LdapSettings,
  { follow, polling }: { readonly follow: Follow; readonly polling: Polling },
): Promise<void> {
  const stamps = new Map<string, string>()
  for (;;) {
    const mark = await markOf(opened)
    await pass(opened, settings, { stamps, follow })
    await untilAnother(opened, settings, { mark, follow, polling })
  }
}

interface Passing {
  /** By id, of the last whole pass. */
  readonly stamps: Map<string, string>
  readonly follow: Follow
}

/** Told is only what a search that ended well gave; one that broke off throws before anything is settled. */
async function pass(opened: Opened, settings: LdapSettings, { stamps, follow }: Passing): Promise<void> {
  const { onStep } = follow
  const found = new Map<string, string>()
  const changed: EntryAnswer['dn'][] = []
  const unchanged: string[] = []
  const isFirst = stamps.size === 0
  const attributes = isFirst ? SHAPES[settings.mapping].attributes : STAMPS
  await readPages(opened, { ...questionOf(settings), attributes }, async (answer) => {
    const { entry, missing } = mapEntry(settings.mapping, answer.dn, answer.attributes)
    if (entry === undefined) return
    found.set(entry.id, entry.stamp)
    if (isFirst && missing.length === 0) await onStep({ kind: 'entry', entry })
    else if (entry.stamp !== '' && stamps.get(entry.id) === entry.stamp) unchanged.push(entry.id)
    else changed.push(answer.dn)
  })
  await onStep({ kind: 'present', ids: unchanged })
  for (const dn of changed) {
    const entry = await readAt(opened, settings, dn)
    // Gone by now: not told, and so gone when the pass settles.
    if (entry === undefined) continue
    found.set(entry.id, entry.stamp)
    await onStep({ kind: 'entry', entry })
  }
  await onStep({ kind: 'settled', isWhole: true })
  stamps.clear()
  for (const [id, stamp] of found) stamps.set(id, stamp)
}

function questionOf({ base, mapping, filter }: LdapSettings) {
  return { base, scope: 'subtree', filter: filterOf(mapping, filter) } as const
}

/** Undefined where the server has nothing that every change raises. */
async function markOf(opened: Opened): Promise<string | undefined> {
  const root = await readOne(opened, { base: '', filter: '(objectClass=*)', attributes: [USN] })
  return root?.attributes.get(USN)?.[0]?.toString('latin1')
}

interface Until {
  readonly mark: string | undefined
  readonly follow: Follow
  readonly polling: Polling
}

/** Until the mark is another one, and at the latest until the whole is due again. */
async function untilAnother(opened: Opened, { pollMs }: LdapSettings, { mark, follow, polling }: Until): Promise<void> {
  const stepMs = mark === undefined ? pollMs : Math.min(polling.checkMs, pollMs)
  for (let waitedMs = 0; waitedMs < pollMs; waitedMs += stepMs) {
    await told(opened.url, wait(stepMs, undefined, { signal: follow.signal }))
    if (mark === undefined) continue
    if ((await markOf(opened)) !== mark) return
    await follow.onStep({ kind: 'current' })
  }
}
