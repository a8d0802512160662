/**
 * Changes an LDAP directory. Every change is read, decided and written at the server that takes it: values are taken away
 * and put in one by one, and under an assertion (RFC 4528) where the server knows it, so that what somebody else writes at
 * the same time is never lost. Whoever was second looks again.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { failure } from '../../core/errors.ts'
import type { LdapMapping, LdapSettings } from '../../model/configuration.ts'
import type { LdapChange, LdapModification } from '../../wire/ldap-change.ts'
import { fingerprintOf } from '../../x509/parse.ts'
import type { NewServer, ServerChange } from '../contract.ts'
import type { SourceEntry } from '../source.ts'
import { deviceDescription, filterValue, mapEntry, type DeviceState, type LdapAttributes } from './mapping.ts'
import { carryOut, withProvider, type Provider } from './provider.ts'
import { readPages, type StreamAccess } from './stream.ts'

const TRIES_MAX = 20
/** So long, times the tries, whoever was second waits at most: others are at it as well. */
const BACK_OFF_MS = 20
const OWN = 'hubtrust:'
const OWN_CLASSES = new Set(['top', 'device', 'pkiuser'])
const OWN_ATTRIBUTES = new Set(['objectclass', 'cn', 'description', 'usercertificate'])
const OPERATIONAL = ['entryUUID', 'entryCSN', 'modifyTimestamp']

interface Shape {
  /** Entries that can be a server, also without a certificate. */
  readonly filter: string
  readonly name: string
  readonly certificates: string
}

const SHAPES: Readonly<Record<Exclude<LdapMapping, 'exchange'>, Shape>> = {
  device: {
    filter: '(&(objectClass=device)(objectClass=pkiUser))',
    name: 'cn',
    certificates: 'userCertificate;binary',
  },
  'active-directory': { filter: '(objectCategory=computer)', name: 'dNSHostName', certificates: 'userCertificate' },
}

/** An entry as the server that takes changes has it. */
interface Standing extends SourceEntry {
  /** Values of `description`, whoever they are from. */
  readonly descriptions: readonly string[]
  /** It holds what is not Hubtrust's. */
  readonly isShared: boolean
}

type Check = (now: SourceEntry) => void

interface WriterOptions {
  readonly settings: LdapSettings
  readonly access: StreamAccess
}

/** Everything throws DIRECTORY_MAPPING_READ_ONLY, DIRECTORY_UNREACHABLE and what else `provider.ts` throws. */
export class LdapWriter {
  readonly #options: WriterOptions

  constructor(options: WriterOptions) {
    this.#options = options
  }

  /** @throws HubtrustError DIRECTORY_SERVER_EXISTS, DIRECTORY_NO_COMPUTER, DIRECTORY_NOT_KEPT */
  add(server: NewServer): Promise<void> {
    const shape = this.#shape()
    return this.#with(async (provider) => {
      const now = await this.#find(provider, server.name)
      if (this.isKnownWithCertificateOnly) this.#checkComputer(server, now)
      else if (now !== undefined) throw failure('DIRECTORY_SERVER_EXISTS', { name: server.name })
      else await this.#addDevice(provider, server, shape)
    })
  }

  /** @throws HubtrustError DIRECTORY_UNKNOWN_SERVER, DIRECTORY_NOT_KEPT */
  change(name: string, change: ServerChange, check: Check): Promise<void> {
    return this.#update(name, (now) => {
      check(now)
      const { roles = now.roles, addresses = now.addresses, enabled = now.enabled } = change
      const state = { roles, addresses, enabled }
      if (this.isKnownWithCertificateOnly) {
        this.#checkKept(state, now)
        return undefined
      }
      return modify(now, describe(now, deviceDescription(now.descriptions, state)))
    })
  }

  /** An entry that holds other things stays, without what makes it a server. @throws HubtrustError DIRECTORY_UNKNOWN_SERVER */
  remove(name: string): Promise<void> {
    const { certificates } = this.#shape()
    return this.#update(name, (now) => {
      if (!this.isKnownWithCertificateOnly && !now.isShared) return { kind: 'delete', dn: now.place }
      const own = now.descriptions.filter((text) => text.startsWith(OWN))
      return modify(now, [
        values('delete', certificates, now.certificates),
        ...(this.isKnownWithCertificateOnly ? [] : [texts('delete', 'description', own)]),
        ...(this.isKnownWithCertificateOnly ? [] : [texts('delete', 'objectClass', ['pkiUser'])]),
      ])
    })
  }

  /** @throws HubtrustError DIRECTORY_UNKNOWN_SERVER */
  publish(name: string, certificateDer: Uint8Array, check: Check): Promise<void> {
    const { certificates } = this.#shape()
    const fingerprint = fingerprintOf(certificateDer)
    return this.#update(name, (now) => {
      check(now)
      const isThere = now.certificates.some((der) => fingerprintOf(der) === fingerprint)
      return isThere ? undefined : modify(now, [values('add', certificates, [certificateDer])])
    })
  }

  /** @throws HubtrustError DIRECTORY_UNKNOWN_SERVER, DIRECTORY_NOT_PUBLISHED */
  withdraw(name: string, fingerprint: string): Promise<void> {
    const { certificates } = this.#shape()
    return this.#update(name, (now) => {
      const found = now.certificates.filter((der) => fingerprintOf(der) === fingerprint)
      if (found.length === 0) throw failure('DIRECTORY_NOT_PUBLISHED', { fingerprint, name })
      return modify(now, [values('delete', certificates, found)])
    })
  }

  /** Computers of Active Directory: without a certificate nobody follows them. */
  get isKnownWithCertificateOnly(): boolean {
    return this.#options.settings.mapping === 'active-directory'
  }

  #shape(): Shape {
    const { mapping } = this.#options.settings
    if (mapping === 'exchange') throw failure('DIRECTORY_MAPPING_READ_ONLY', { mapping })
    return SHAPES[mapping]
  }

  async #with<T>(work: (provider: Provider) => Promise<T>): Promise<T> {
    const ending = new AbortController()
    try {
      return await withProvider({ ...this.#options, signal: ending.signal }, work)
    } finally {
      ending.abort()
    }
  }

  async #update(name: string, decide: (now: Standing) => LdapChange | undefined): Promise<void> {
    this.#shape()
    await this.#with(async (provider) => {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const now = await this.#find(provider, name)
        if (now === undefined) throw failure('DIRECTORY_UNKNOWN_SERVER', { name })
        const change = decide(now)
        if (change === undefined || (await carryOut(provider, { change, stamp: now.stamp }))) return
        await wait(Math.random() * BACK_OFF_MS * (tries + 1))
      }
      const { url } = provider
      throw failure('DIRECTORY_CHANGE_REFUSED', { url, dn: name, reason: 'others change it all the time' })
    })
  }

  /** Of several entries with one name the one that counts for the copy as well: the first by its id. */
  async #find(provider: Provider, name: string): Promise<Standing | undefined> {
    const { settings } = this.#options
    const { filter, name: attribute } = this.#shape()
    const found: Standing[] = []
    const narrowed = settings.filter ?? ''
    const search = {
      base: settings.base,
      scope: 'subtree',
      filter: `(&${filter}${narrowed}(${attribute}=${filterValue(name)}))`,
      attributes: ['*', ...OPERATIONAL],
    } as const
    await readPages(provider, search, ({ dn, attributes }) => {
      const { entry } = mapEntry(settings.mapping, dn, attributes)
      if (entry?.name.toLowerCase() !== name) return
      // Of a buffer that is read on.
      const certificates = entry.certificates.map((der) => Buffer.from(der))
      found.push({ ...entry, certificates, ...ownershipOf(attributes) })
    })
    return found.toSorted((left, right) => left.id.localeCompare(right.id))[0]
  }

  async #addDevice(provider: Provider, { name, roles, addresses }: NewServer, { name: attribute }: Shape) {
    const dn = `${attribute}=${name},${this.#options.settings.base}`
    const own = texts('add', 'description', deviceDescription([], { roles, addresses, enabled: true }))
    const added = [texts('add', 'objectClass', ['device', 'pkiUser']), texts('add', attribute, [name]), own]
    const whole: LdapChange = { kind: 'add', dn, attributes: added.filter(isSomething) }
    // An entry of that name that is no server yet becomes one.
    const onTop: LdapChange = {
      kind: 'modify',
      dn,
      changes: [texts('add', 'objectClass', ['pkiUser']), own].filter(isSomething),
    }
    for (const change of [whole, onTop]) if (await carryOut(provider, { change, stamp: '' })) return
    throw failure('DIRECTORY_SERVER_EXISTS', { name })
  }

  /** Joining the domain makes the entry; here it is only given a certificate. */
  #checkComputer({ name, roles, addresses }: NewServer, now: Standing | undefined): void {
    const { base } = this.#options.settings
    if (now === undefined) throw failure('DIRECTORY_NO_COMPUTER', { name, base })
    if (now.certificates.length > 0) throw failure('DIRECTORY_SERVER_EXISTS', { name })
    this.#checkKept({ roles, addresses, enabled: now.enabled }, now)
  }

  #checkKept(wanted: DeviceState, now: SourceEntry): void {
    const { mapping } = this.#options.settings
    const lost = (['roles', 'addresses', 'enabled'] as const).find((one) => String(wanted[one]) !== String(now[one]))
    if (lost !== undefined) throw failure('DIRECTORY_NOT_KEPT', { what: lost, mapping })
  }
}

const textOf = (value: Uint8Array): string => Buffer.from(value).toString('utf8')

function ownershipOf(attributes: LdapAttributes): Pick<Standing, 'descriptions' | 'isShared'> {
  const operational = new Set(OPERATIONAL.map((name) => name.toLowerCase()))
  const plain = [...attributes].map(([name, found]) => [(name.split(';')[0] ?? '').toLowerCase(), found] as const)
  const stated = (wanted: string) => plain.flatMap(([name, found]) => (name === wanted ? found.map(textOf) : []))
  const descriptions = stated('description')
  return {
    descriptions,
    isShared:
      plain.some(([name]) => !OWN_ATTRIBUTES.has(name) && !operational.has(name)) ||
      stated('objectclass').some((name) => !OWN_CLASSES.has(name.toLowerCase())) ||
      stated('cn').length > 1 ||
      descriptions.some((text) => !text.startsWith(OWN)),
  }
}

function values(action: LdapModification['action'], attribute: string, some: readonly Uint8Array[]): LdapModification {
  return { action, attribute, values: some }
}

function texts(action: LdapModification['action'], attribute: string, some: readonly string[]): LdapModification {
  return values(
    action,
    attribute,
    some.map((text) => Buffer.from(text, 'utf8')),
  )
}

const isSomething = ({ values: some }: LdapModification): boolean => some.length > 0

/** Undefined when there is nothing to change. */
function modify({ place }: SourceEntry, changes: readonly LdapModification[]): LdapChange | undefined {
  const some = changes.filter(isSomething)
  return some.length === 0 ? undefined : { kind: 'modify', dn: place, changes: some }
}

function describe({ descriptions }: Standing, wanted: readonly string[]): readonly LdapModification[] {
  return [
    texts(
      'delete',
      'description',
      descriptions.filter((text) => !wanted.includes(text)),
    ),
    texts(
      'add',
      'description',
      wanted.filter((text) => !descriptions.includes(text)),
    ),
  ]
}
