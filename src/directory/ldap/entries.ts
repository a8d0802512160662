/**
 * Entries as a source tells them, whole: Active Directory gives of an attribute with many values the first 1,500 only
 * (MaxValRange), and says where the rest begins (range retrieval, MS-ADTS 3.1.1.3.1.3.3).
 */
import type { LdapMapping, LdapSettings } from '../../model/configuration.ts'
import type { LdapSearch } from '../../wire/ldap-request.ts'
import type { SourceEntry } from '../source.ts'
import { filterOf, mapEntry, SHAPES, type LdapAttributes, type MissingRange } from './mapping.ts'
import { readOne, readPages, type Opened } from './stream.ts'

/** In one filter: a server refuses those that are too long. */
const IDS_AT_ONCE = 100

type OnEntry = (entry: SourceEntry) => void | Promise<void>

/** Every entry of the mapping's below the base. @throws HubtrustError DIRECTORY_UNREACHABLE */
export async function readEntries(opened: Opened, settings: LdapSettings, onEntry: OnEntry): Promise<void> {
  const { base, mapping, filter } = settings
  await readMatching(opened, settings, { base, scope: 'subtree', filter: filterOf(mapping, filter), onEntry })
}

/** The entry of this name; undefined when it is gone by now, or not the mapping's any more. */
export async function readAt(opened: Opened, settings: LdapSettings, dn: string): Promise<SourceEntry | undefined> {
  const { mapping, filter } = settings
  const search = { base: dn, filter: filterOf(mapping, filter), attributes: SHAPES[mapping].attributes }
  const found = await readOne(opened, search)
  if (found === undefined) return undefined
  const { entry, missing } = mapEntry(mapping, dn, found.attributes)
  return missing.length === 0 ? entry : completed(opened, mapping, { dn, attributes: found.attributes, missing })
}

/** Those of these entries that are the mapping's, below the base and to be read now. */
export async function readNamed(
  opened: Opened,
  settings: LdapSettings,
  { ids, onEntry }: { readonly ids: readonly string[]; readonly onEntry: OnEntry },
): Promise<void> {
  const ours = filterOf(settings.mapping, settings.filter)
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    const named = ids.slice(at, at + IDS_AT_ONCE).map((id) => `(objectGUID=${id.replaceAll(/../g, '\\$&')})`)
    const filter = `(&${ours}(|${named.join('')}))`
    await readMatching(opened, settings, { base: settings.base, scope: 'subtree', filter, onEntry })
  }
}

interface Matching extends Pick<LdapSearch, 'base' | 'scope' | 'filter'> {
  readonly onEntry: OnEntry
}

interface Incomplete {
  readonly dn: string
  readonly attributes: LdapAttributes
  readonly missing: readonly MissingRange[]
}

async function readMatching(opened: Opened, { mapping }: LdapSettings, matching: Matching): Promise<void> {
  const { onEntry, ...search } = matching
  // Completed when the pages are read: the answers would come by the loop that hands these on.
  const incomplete: Incomplete[] = []
  await readPages(opened, { ...search, attributes: SHAPES[mapping].attributes }, ({ dn, attributes }) => {
    const { entry, missing } = mapEntry(mapping, dn, attributes)
    if (entry === undefined) return
    if (missing.length === 0) return onEntry(entry)
    incomplete.push({ dn, attributes, missing })
  })
  for (const one of incomplete) {
    const entry = await completed(opened, mapping, one)
    if (entry !== undefined) await onEntry(entry)
  }
}

/** Undefined when it went away meanwhile. */
async function completed(
  opened: Opened,
  mapping: LdapMapping,
  { dn, attributes, missing }: Incomplete,
): Promise<SourceEntry | undefined> {
  const whole = new Map(attributes)
  for (const range of missing) {
    const rest = await valuesFrom(opened, dn, range)
    if (rest === undefined) return undefined
    // Options are taken off when it is mapped: another one only keeps it apart from the first range.
    whole.set(`${range.attribute};range=${String(range.from)}-*`, rest)
  }
  return mapEntry(mapping, dn, whole).entry
}

async function valuesFrom(
  opened: Opened,
  dn: string,
  { attribute, from }: MissingRange,
): Promise<readonly Uint8Array[] | undefined> {
  const values: Uint8Array[] = []
  for (let next = from; ;) {
    const range = await oneRange(opened, dn, { attribute, from: next })
    if (range === undefined) return undefined
    values.push(...range.values)
    if (range.last === undefined) return values
    if (range.last < next) throw new Error(`a range of ${attribute} that ends before it begins`)
    next = range.last + 1
  }
}

interface Range {
  readonly values: readonly Uint8Array[]
  /** Undefined for the last one. */
  readonly last: number | undefined
}

async function oneRange(opened: Opened, dn: string, { attribute, from }: MissingRange): Promise<Range | undefined> {
  const attributes = [`${attribute};range=${String(from)}-*`]
  const search = { base: dn, filter: '(objectClass=*)', attributes }
  const found = await readOne(opened, search)
  for (const [description, values] of found?.attributes ?? []) {
    const [name, range = ''] = description.toLowerCase().split(';range=')
    const last = /^\d+-(\d+|\*)$/.exec(range)?.[1]
    if (last !== undefined && name === attribute.toLowerCase())
      return { values, last: last === '*' ? undefined : Number(last) }
  }
  return undefined
}
