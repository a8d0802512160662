/**
 * The ways the lab can be broken: one table of causes, each with the events that tell of it and with the steps to and fro.
 * The first four are the causes of the Microsoft article on events 1037 and 2019.
 */
import { systemClock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { statOf } from '../disk/files.ts'
import { currentAccount } from '../disk/accounts.ts'
import type { EventId } from '../model/events.ts'
import type { Cause } from '../model/findings.ts'
import type { PlainWord } from '../model/words.ts'
import { issueSelfSigned } from '../x509/issue.ts'
import { PATIENT, shortOf, WITNESS } from './servers.ts'
import type { Site } from './site.ts'
import { readJournal, settingNow, takeSteps, writeJournal, type Step } from './undo.ts'

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
  readonly cause: Cause
  /** What people type. */
  readonly short: string
  /** What was done, in words. */
  readonly word: PlainWord
  /** The events that follow once mail is tried in both directions. */
  readonly signs: readonly Sign[]
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
    plan: (site) => {
      const { thumbprint, services } = site.published(PATIENT)
      const change = { kind: 'services', server: PATIENT, thumbprint } as const
      const others = services.filter((service) => service !== 'smtp')
      return { steps: [{ ...change, services: others }], undo: [{ ...change, services: [...services] }] }
    },
  },
  { cause: 'key.unreadable', short: 'key', word: 'lab.broke-key', signs: ownSigns('key.unreadable'), plan: planKey },
  {
    cause: 'names.not-covered',
    short: 'names',
    word: 'lab.broke-names',
    signs: ownSigns('names.not-covered'),
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
    plan: (site) => settings(site, { balancerName: CLUSTER }),
  },
  {
    cause: 'directory.not-published',
    short: 'unpublished',
    word: 'lab.broke-unpublished',
    signs: [{ server: PATIENT, id: 12012, cause: 'directory.not-published' }],
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
    plan: planExpired,
  },
  {
    cause: 'peer.not-in-directory',
    short: 'disabled',
    word: 'lab.broke-disabled',
    signs: [
      { server: WITNESS, id: 1036, cause: 'peer.not-in-directory' },
      { server: WITNESS, id: 2018, cause: 'peer.not-in-directory' },
    ],
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
    plan: (site) => {
      const change = { kind: 'addresses', server: WITNESS } as const
      const wrong = site.entry('edge1.lab.example').addresses
      return {
        steps: [{ ...change, addresses: [...wrong] }],
        undo: [{ ...change, addresses: [...site.entry(WITNESS).addresses] }],
      }
    },
  },
]

/** The four causes of the article, which `--once` plays. */
export const ARTICLE_CAUSES = BREAKAGES.slice(0, 4)

/** By the id of its cause or by its short name. @throws HubtrustError CLI_USAGE_BAD_VALUE */
export function breakageOf(name: string): Breakage {
  const found = BREAKAGES.find(({ cause, short }) => cause === name || short === name)
  if (found !== undefined) return found
  const choices = BREAKAGES.map(({ short }) => short).join(', ')
  throw failure('CLI_USAGE_BAD_VALUE', { option: 'CAUSE', value: name, choices, command: 'lab break' })
}

/** The undo is on disk before anything changes. @throws HubtrustError LAB_ALREADY_BROKEN */
export function breakIt(site: Site, { cause, plan }: Breakage): void {
  const journal = readJournal(site.root)
  if (journal.some((entry) => entry.cause === cause)) throw failure('LAB_ALREADY_BROKEN', { cause, root: site.root })
  const { steps, undo } = plan(site)
  writeJournal(site.root, [...journal, { cause, undo: [...undo] }])
  takeSteps(site, steps)
}

/** Repairs one cause, or everything, latest first. Says what was repaired. */
export function repair(site: Site, breakage: Breakage | undefined): readonly Cause[] {
  const journal = readJournal(site.root)
  const chosen = journal.filter(({ cause }) => breakage === undefined || cause === breakage.cause).toReversed()
  for (const { undo } of chosen) takeSteps(site, undo)
  writeJournal(
    site.root,
    journal.filter((entry) => !chosen.includes(entry)),
  )
  return chosen.map(({ cause }) => cause)
}

/**
 * As root the gateway's account is another one, and the key becomes root's alone: the cause as it happens in life. Without
 * root the gateway's account owns its keys, so the mode takes them from everybody.
 */
function planKey(site: Site): Plan {
  const { path = '' } = site.published(PATIENT).key
  const mode = (statOf(path)?.mode ?? 0o640) & 0o777
  const isRoot = currentAccount().uid === 0
  if (isRoot && site.configuration(PATIENT).account === currentAccount().name)
    throw failure('LAB_KEY_ALWAYS_READABLE', { root: site.root })
  return { steps: [{ kind: 'mode', path, mode: isRoot ? 0o600 : 0 }], undo: [{ kind: 'mode', path, mode }] }
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

/** A certificate that has ended takes the place of the good one: both are never gone at once. */
function planExpired(site: Site): Plan {
  const { withdraw, publish } = publication(site)
  const { certificateDer, keyPem } = issueSelfSigned({
    keyType: 'ec-p256',
    commonName: PATIENT,
    dnsNames: [PATIENT, shortOf(PATIENT)],
    notBeforeMs: systemClock.nowMs() - 10 * DAY_MS,
    days: 3,
  })
  const { thumbprint, fingerprint } = site
    .store(PATIENT)
    .add({ certificateDer, keyPem, services: ['smtp'], friendlyName: 'lab: expired' })
  const certificate = Buffer.from(certificateDer).toString('base64')
  return {
    steps: [{ kind: 'publish', server: PATIENT, certificate }, withdraw],
    undo: [
      publish,
      { kind: 'withdraw', server: PATIENT, fingerprint },
      { kind: 'discard', server: PATIENT, thumbprint },
    ],
  }
}
