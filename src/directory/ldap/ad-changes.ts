/**
 * Which entries a domain controller has changed since a mark. By DirSync where it can be had: it tells what was asked for and
 * nothing else, and its cookie is good for every domain controller of the naming context. Else by uSNChanged, which counts
 * on one database only (MS-ADTS 3.1.1.1.9). Only what an entry is named by is taken: what it is now is read anew.
 */
import { failure } from '../../core/errors.ts'
import type { LdapSettings } from '../../model/configuration.ts'
import type { LdapResult } from '../../net/ldap-stream.ts'
import type { EntryAnswer, LdapAnswer } from '../../wire/ldap-answer.ts'
import { DIRSYNC, dirSyncAnswer, dirSyncControl, showDeleted } from '../../wire/ldap-dirsync.ts'
import { highestUsn, type AdServer } from './ad-server.ts'
import type { AdMark } from './ad-mark.ts'
import { SHAPES } from './mapping.ts'
import { readPages, told, type Opened } from './stream.ts'

export interface AdChanges {
  readonly mark: AdMark
  /** objectGUID, whatever became of the entry; of entries anywhere in the naming context. */
  readonly ids: ReadonlySet<string>
}

export interface AdQuestion {
  readonly opened: Opened
  readonly settings: LdapSettings
  readonly server: AdServer
}

/** What leaves the base or is deleted changes its name; the rest is told when it is asked for. */
const ALWAYS = ['objectGUID', 'name', 'isDeleted']
/** Not replicated, so never told. */
const NEVER = new Set(['uSNChanged', 'whenChanged'])

/** timeLimitExceeded, adminLimitExceeded, busy, unavailable. */
const PASSING = new Set([3, 11, 51, 52])

/** The server refuses to tell changes in this way, or from this cookie. */
export class ChangesRefused extends Error {}

/** Since the mark; without one only where changes count from now. @throws ChangesRefused; HubtrustError DIRECTORY_UNREACHABLE */
export async function changesSince(question: AdQuestion, since: AdMark | undefined): Promise<AdChanges> {
  // Read first: what changes while it is asked is asked for again.
  const usn = await highestUsn(question.opened)
  if (question.server.controls.has(DIRSYNC)) return byDirSync(question, { usn, cookie: since?.cookie })
  return byUsn(question, { usn, since })
}

async function byDirSync(
  { opened, settings, server }: AdQuestion,
  { usn, cookie }: { readonly usn: number; readonly cookie: Buffer | undefined },
): Promise<AdChanges> {
  const ids = new Set<string>()
  const { kind } = SHAPES[settings.mapping]
  // The first time only a cookie is wanted: what there is, is read afterwards.
  const attributes = cookie === undefined ? ALWAYS : askedOf(settings)
  const search = { base: server.context, scope: 'subtree', filter: kind, attributes } as const
  for (let next = cookie ?? Buffer.alloc(0); ;) {
    const controls = [dirSyncControl(next)]
    const result: LdapResult = await told(opened.url, opened.stream.search(search, collector(ids), { controls }))
    const value = result.controls.get(DIRSYNC)
    if (result.code !== 0 || value === undefined) throw endedBadly(opened, result)
    const answer = dirSyncAnswer(value)
    if (!answer.hasMore)
      return { ids, mark: { invocationId: server.invocationId, usn, cookie: Buffer.from(answer.cookie) } }
    if (answer.cookie.equals(next)) throw new ChangesRefused('DirSync does not get on')
    next = Buffer.from(answer.cookie)
  }
}

/** A server that cannot answer now has not refused anything. */
function endedBadly({ url }: Opened, { code, text }: LdapResult): Error {
  const reason = `DirSync ended with ${String(code)} ${text}`.trim()
  return PASSING.has(code) ? failure('DIRECTORY_UNREACHABLE', { url, reason }) : new ChangesRefused(reason)
}

async function byUsn(
  { opened, settings, server }: AdQuestion,
  { usn, since }: { readonly usn: number; readonly since: AdMark | undefined },
): Promise<AdChanges> {
  const ids = new Set<string>()
  const mark = { invocationId: server.invocationId, usn, cookie: undefined }
  if (since === undefined || usn === since.usn) return { ids, mark }
  const filter = `(&${SHAPES[settings.mapping].kind}(uSNChanged>=${String(since.usn + 1)}))`
  const search = { base: server.context, scope: 'subtree', filter, attributes: ['objectGUID'] } as const
  await readPages(opened, { ...search, controls: [showDeleted] }, collector(ids))
  return { ids, mark }
}

function collector(ids: Set<string>): (answer: LdapAnswer | EntryAnswer) => void {
  return (answer) => {
    if (answer.kind !== 'entry') return
    const guid = [...answer.attributes].find(([name]) => name.toLowerCase() === 'objectguid')?.[1][0]
    if (guid?.length === 16) ids.add(guid.toString('hex'))
  }
}

/** Also what the administrator's filter rests on: an entry may come in or leave by it. */
function askedOf({ mapping, filter }: LdapSettings): readonly string[] {
  const ofFilter = (filter ?? '').matchAll(/\(\s*([A-Za-z][\w-]*)[^()=]*=/g)
  const named = [...SHAPES[mapping].attributes, ...[...ofFilter].map(([, name = '']) => name)]
  return [...new Set([...ALWAYS, ...named.filter((name) => !NEVER.has(name))])]
}
