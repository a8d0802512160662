/**
 * The ways the lab can be broken: one table of causes, each with the events that tell of it and with the steps to and fro.
 * The first four are the causes of the Microsoft article on events 1037 and 2019.
 */
import { join } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { statOf } from '../disk/files.ts'
import { currentAccount } from '../disk/accounts.ts'
import type { StoredCertificate } from '../model/certificate.ts'
import type { EventId } from '../model/events.ts'
import type { FindingId } from '../model/finding.ts'
import type { Cause } from '../model/findings.ts'
import type { PlainWord } from '../model/words.ts'
import { issueSelfSigned, type SelfSignedOrder } from '../x509/issue.ts'
import { parseCertificate } from '../x509/parse.ts'
import { balancerFiles, balancerText } from './balancer.ts'
import { addressText, GATE, GATE_NAME, PATIENT, shortOf, WITNESS } from './servers.ts'
import type { Site } from './site.ts'
import { settingNow, type Step } from './undo.ts'

export interface Sign {
  readonly server: string
  readonly id: EventId
  readonly cause: Cause
}

interface Plan {
  readonly steps: readonly Step[]
  readonly undo: readonly Step[]
}

export interface Breakage {
  readonly cause: FindingId
  /** What people type. */
  readonly short: string
  /** What was done, in words. */
  readonly word: PlainWord
  /** The events that follow once mail is tried in both directions. */
  readonly signs: readonly Sign[]
  /** What the doctor of that server must name first. */
  readonly finding: { readonly server: string; readonly id: FindingId }
  readonly plan: (site: Site) => Plan
}

const DAY_MS = 86_400_000
const CLUSTER = 'cluster.lab.example'
const OTHER_HOST = 'renamed'
const HOST_NAMES = ['server', 'hostNames']

function ownSigns(cause: Cause): readonly Sign[] {
  return [
    { server: PATIENT, id: 1037, cause },
    { server: PATIENT, id: 2019, cause },
  ]
}

export const BREAKAGES: readonly Breakage[] = [
  {
    cause: 'services.smtp-not-enabled',
    short: 'smtp',
    word: 'lab.broke-smtp',
    signs: ownSigns('services.smtp-not-enabled'),
    finding: { server: PATIENT, id: 'services.smtp-not-enabled' },
    plan: (site) => {
      const { thumbprint, services } = site.published(PATIENT)
      const change = { kind: 'services', server: PATIENT, thumbprint } as const
      const others = services.filter((service) => service !== 'smtp')
      return { steps: [{ ...change, services: others }], undo: [{ ...change, services: [...services] }] }
    },
  },
  {
    cause: 'key.unreadable',
    short: 'key',
    word: 'lab.broke-key',
    signs: ownSigns('key.unreadable'),
    finding: { server: PATIENT, id: 'key.unreadable' },
    plan: planKey,
  },
  {
    cause: 'names.not-covered',
    short: 'names',
    word: 'lab.broke-names',
    signs: ownSigns('names.not-covered'),
    finding: { server: PATIENT, id: 'names.not-covered' },
    plan: (site) =>
      settings(site, {
        dnsFullyQualifiedDomainName: `${OTHER_HOST}.lab.example`,
        dnsHostName: OTHER_HOST,
        dnsPhysicalFullyQualifiedDomainName: `${OTHER_HOST}.lab.example`,
        dnsPhysicalHostName: OTHER_HOST,
      }),
  },
  {
    cause: 'balancer.unexpected-name',
    short: 'balancer',
    word: 'lab.broke-balancer',
    signs: ownSigns('balancer.unexpected-name'),
    finding: { server: PATIENT, id: 'balancer.unexpected-name' },
    plan: (site) => settings(site, { balancerName: CLUSTER }),
  },
  {
    cause: 'directory.not-published',
    short: 'unpublished',
    word: 'lab.broke-unpublished',
    signs: [{ server: PATIENT, id: 12012, cause: 'directory.not-published' }],
    finding: { server: PATIENT, id: 'directory.not-published' },
    plan: (site) => {
      const { withdraw, publish } = publication(site)
      return { steps: [withdraw], undo: [publish] }
    },
  },
  {
    cause: 'validity.expired',
    short: 'expired',
    word: 'lab.broke-expired',
    signs: [
      { server: PATIENT, id: 12015, cause: 'validity.expired' },
      { server: WITNESS, id: 12019, cause: 'peer.expired' },
    ],
    finding: { server: PATIENT, id: 'validity.expired' },
    plan: (site) => replacePublished(site, issue(PATIENT, { sinceDays: 10, days: 3 })),
  },
  {
    cause: 'peer.not-in-directory',
    short: 'disabled',
    word: 'lab.broke-disabled',
    signs: [
      { server: WITNESS, id: 1036, cause: 'peer.not-in-directory' },
      { server: WITNESS, id: 2018, cause: 'peer.not-in-directory' },
    ],
    finding: { server: PATIENT, id: 'directory.server-disabled' },
    plan: () => {
      const change = { kind: 'enabled', server: PATIENT } as const
      return { steps: [{ ...change, enabled: false }], undo: [{ ...change, enabled: true }] }
    },
  },
  {
    cause: 'peer.wrong-server',
    short: 'wrong-server',
    word: 'lab.broke-wrong-server',
    signs: [{ server: PATIENT, id: 2018, cause: 'peer.wrong-server' }],
    finding: { server: PATIENT, id: 'peer.wrong-server' },
    plan: (site) => {
      const change = { kind: 'addresses', server: WITNESS } as const
      const wrong = site.entry('edge1.lab.example').addresses
      return {
        steps: [{ ...change, addresses: [...wrong] }],
        undo: [{ ...change, addresses: [...site.entry(WITNESS).addresses] }],
      }
    },
  },
  {
    cause: 'key.missing',
    short: 'missing-key',
    word: 'lab.broke-missing-key',
    signs: [...ownSigns('key.missing'), { server: PATIENT, id: 12013, cause: 'key.missing' }],
    finding: { server: PATIENT, id: 'key.missing' },
    plan: (site) => aside(keyFileOf(site)),
  },
  {
    cause: 'store.published-missing',
    short: 'published-missing',
    word: 'lab.broke-published-missing',
    signs: [
      ...ownSigns('store.published-missing'),
      { server: PATIENT, id: 12013, cause: 'store.published-missing' },
      { server: PATIENT, id: 12023, cause: 'store.published-missing' },
    ],
    finding: { server: PATIENT, id: 'store.published-missing' },
    plan: (site) => {
      const { withdraw, publish } = publication(site)
      const { certificateDer } = issueSelfSigned(issue(PATIENT, { sinceDays: 0, days: 365 }))
      const { fingerprint } = parseCertificate(certificateDer)
      const certificate = Buffer.from(certificateDer).toString('base64')
      return {
        steps: [{ kind: 'publish', server: PATIENT, certificate }, withdraw],
        undo: [publish, { kind: 'withdraw', server: PATIENT, fingerprint }],
      }
    },
  },
  {
    cause: 'selection.newer-than-published',
    short: 'newer',
    word: 'lab.broke-newer',
    signs: ownSigns('selection.newer-than-published'),
    finding: { server: PATIENT, id: 'selection.newer-than-published' },
    plan: (site) => {
      const { thumbprint } = addTo(site, PATIENT, issue(PATIENT, { sinceDays: 0, days: 365 }))
      return { steps: [], undo: [{ kind: 'discard', server: PATIENT, thumbprint }] }
    },
  },
  {
    cause: 'validity.expires-soon',
    short: 'expiring',
    word: 'lab.broke-expiring',
    signs: [{ server: PATIENT, id: 12017, cause: 'validity.expires-soon' }],
    finding: { server: PATIENT, id: 'validity.expires-soon' },
    plan: (site) => {
      const good = certificateFile(site, PATIENT, site.published(PATIENT).thumbprint)
      const { steps, undo } = replacePublished(site, issue(PATIENT, { sinceDays: 362, days: 365 }))
      const laid = aside(good)
      return { steps: [...steps, ...laid.steps], undo: [...laid.undo, ...undo] }
    },
  },
  {
    cause: 'connector.no-certificate-for-name',
    short: 'gate-name',
    word: 'lab.broke-gate-name',
    signs: [{ server: GATE, id: 12014, cause: 'connector.no-certificate-for-name' }],
    finding: { server: GATE, id: 'connector.no-certificate-for-name' },
    plan: (site) => {
      const place = ['gateway', 'receive', '1', 'fqdn']
      const change = { kind: 'setting', server: GATE, place } as const
      return { steps: [{ ...change, value: 'other.lab.example' }], undo: [settingNow(site, GATE, place)] }
    },
  },
  {
    cause: 'validity.expired',
    short: 'gate-expired',
    word: 'lab.broke-gate-expired',
    signs: [{ server: GATE, id: 12016, cause: 'validity.expired' }],
    finding: { server: GATE, id: 'validity.expired' },
    plan: (site) => replaceGate(site, issue(GATE_NAME, { sinceDays: 10, days: 3 })),
  },
  {
    cause: 'validity.expires-soon',
    short: 'gate-expiring',
    word: 'lab.broke-gate-expiring',
    signs: [{ server: GATE, id: 12018, cause: 'validity.expires-soon' }],
    finding: { server: GATE, id: 'validity.expires-soon' },
    plan: (site) => replaceGate(site, issue(GATE_NAME, { sinceDays: 362, days: 365 })),
  },
  {
    cause: 'balancer.members-differ',
    short: 'members',
    word: 'lab.broke-members',
    signs: [{ server: WITNESS, id: 2018, cause: 'peer.wrong-server' }],
    finding: { server: PATIENT, id: 'balancer.members-differ' },
    plan: planMembers,
  },
]

/** The four causes of the article, which `--once` plays. */
export const ARTICLE_CAUSES = BREAKAGES.slice(0, 4)

/** By its short name or the id of its cause. @throws HubtrustError CLI_USAGE_BAD_VALUE */
export function breakageOf(name: string): Breakage {
  const found = BREAKAGES.find(({ short }) => short === name) ?? BREAKAGES.find(({ cause }) => cause === name)
  if (found !== undefined) return found
  const choices = BREAKAGES.map(({ short }) => short).join(', ')
  throw failure('CLI_USAGE_BAD_VALUE', { option: 'CAUSE', value: name, choices, command: 'lab break' })
}

/**
 * As root the gateway's account is another one, and the key becomes root's alone: the cause as it happens in life. Without
 * root the gateway's account owns its keys, so the mode takes them from everybody.
 */
function planKey(site: Site): Plan {
  const path = keyFileOf(site)
  const mode = (statOf(path)?.mode ?? 0o640) & 0o777
  const isRoot = currentAccount().uid === 0
  if (isRoot && site.configuration(PATIENT).account === currentAccount().name)
    throw failure('LAB_KEY_ALWAYS_READABLE', { root: site.root })
  return { steps: [{ kind: 'mode', path, mode: isRoot ? 0o600 : 0 }], undo: [{ kind: 'mode', path, mode }] }
}

/** @throws HubtrustError LAB_NOTHING_TO_BREAK */
function keyFileOf(site: Site): string {
  const { path, present } = site.published(PATIENT).key
  return present && path !== undefined ? path : site.nothing(PATIENT, 'private key of its published certificate')
}

function settings(site: Site, values: Readonly<Record<string, string>>): Plan {
  const steps = Object.entries(values).map(([key, value]) => ({
    kind: 'setting' as const,
    server: PATIENT,
    place: [...HOST_NAMES, key],
    value,
  }))
  return { steps, undo: steps.map(({ place }) => settingNow(site, PATIENT, place)) }
}

function publication(site: Site): { readonly withdraw: Step; readonly publish: Step } {
  const { thumbprint, fingerprint } = site.published(PATIENT)
  const certificate = Buffer.from(site.store(PATIENT).certificateDer(thumbprint)).toString('base64')
  return {
    withdraw: { kind: 'withdraw', server: PATIENT, fingerprint },
    publish: { kind: 'publish', server: PATIENT, certificate },
  }
}

/** A certificate that began so many days ago. */
function issue(
  name: string,
  { sinceDays, days }: { readonly sinceDays: number; readonly days: number },
): SelfSignedOrder {
  return {
    keyType: 'ec-p256',
    commonName: name,
    dnsNames: name === PATIENT ? [name, shortOf(name)] : [name],
    notBeforeMs: systemClock.nowMs() - sinceDays * DAY_MS,
    days,
  }
}

function addTo(site: Site, server: string, order: SelfSignedOrder): StoredCertificate {
  const { certificateDer, keyPem } = issueSelfSigned(order)
  return site.store(server).add({ certificateDer, keyPem, services: ['smtp'], friendlyName: 'lab: broken' })
}

/** Another certificate takes the place of the good one: both are never gone at once. */
function replacePublished(site: Site, order: SelfSignedOrder): Plan {
  const { withdraw, publish } = publication(site)
  const { thumbprint, fingerprint } = addTo(site, PATIENT, order)
  const certificate = Buffer.from(site.store(PATIENT).certificateDer(thumbprint)).toString('base64')
  return {
    steps: [{ kind: 'publish', server: PATIENT, certificate }, withdraw],
    undo: [
      publish,
      { kind: 'withdraw', server: PATIENT, fingerprint },
      { kind: 'discard', server: PATIENT, thumbprint },
    ],
  }
}

/** The certificate that strangers see is replaced; the good one is laid aside. */
function replaceGate(site: Site, order: SelfSignedOrder): Plan {
  const good = site
    .store(GATE)
    .list()
    .find(({ dnsNames }) => dnsNames.includes(GATE_NAME))
  if (good === undefined) return site.nothing(GATE, `certificate for ${GATE_NAME}`)
  const { steps, undo } = aside(certificateFile(site, GATE, good.thumbprint))
  const { thumbprint } = addTo(site, GATE, order)
  return { steps, undo: [...undo, { kind: 'discard', server: GATE, thumbprint }] }
}

function certificateFile(site: Site, server: string, thumbprint: string): string {
  return join(site.configuration(server).stateFolder, 'certificates', `${thumbprint}.pem`)
}

function aside(path: string): Plan {
  const away = `${path}.aside`
  return { steps: [{ kind: 'rename', from: path, to: away }], undo: [{ kind: 'rename', from: away, to: path }] }
}

/** A load balancer takes the address of the server in the directory, and has a member with another certificate. */
function planMembers(site: Site): Plan {
  const { smtp, front } = site.server(PATIENT)
  if (front === undefined) throw new TypeError(`${PATIENT} has no address for a balancer`)
  const files = balancerFiles(site.root)
  const change = { kind: 'addresses', server: PATIENT } as const
  const text = balancerText(front, [smtp, site.server(GATE).smtp])
  return {
    steps: [
      { kind: 'balance', ...files, text },
      { ...change, addresses: [addressText(front)] },
    ],
    undo: [
      { ...change, addresses: [...site.entry(PATIENT).addresses] },
      { kind: 'unbalance', ...files },
    ],
  }
}
