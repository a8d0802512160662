/**
 * The doctor on an Exchange server's evidence: the same checks, with the places their facts were read from, the commands of
 * that product, and silence where a file is missing that alone could decide.
 */
import { firstOfEach } from '../core/first-of-each.ts'
import {
  EXCHANGE_EVENT_IDS,
  isPhantom,
  isTransport,
  type ExchangeEvent,
  type ExchangeFacts,
} from '../model/exchange.ts'
import type { Evidence } from '../model/facts.ts'
import { entryOf, type CheckResult, type Finding, type ProposedRemedy, type Symptom } from '../model/finding.ts'
import type { RemedyId } from '../model/remedies.ts'
import { needed } from './needed.ts'
import { MissingSection, type View } from './view.ts'

const PROOFS_MAX = 6

const SYMPTOM_IDS: ReadonlySet<number> = new Set(EXCHANGE_EVENT_IDS)
/** These two mean certificates only in the first editions. */
const EARLY_IDS: ReadonlySet<number> = new Set([1037, 2019])

export function meansTrust(event: ExchangeEvent, { era }: ExchangeFacts): boolean {
  if (!isTransport(event) || !SYMPTOM_IDS.has(event.id)) return false
  if (event.id === 1036 && isPhantom(event)) return false
  return !EARLY_IDS.has(event.id) || ['2007', '2010', 'unknown'].includes(era)
}

export function exchangeSymptoms(exchange: ExchangeFacts): readonly Symptom[] {
  const byId = Map.groupBy(
    exchange.events.filter((event) => meansTrust(event, exchange)),
    ({ id }) => id,
  )
  return [...byId]
    .toSorted(([left], [right]) => left - right)
    .map(([id, events]) => {
      const times = events.flatMap(({ time }) => time ?? []).toSorted()
      return {
        id: `event.${String(id)}`,
        count: events.length,
        firstAt: times[0] ?? '',
        lastAt: times.at(-1) ?? '',
        explainedBy: [],
      }
    })
}

/** What is typed on an Exchange server in the place of our own commands. */
const EQUIVALENTS: Readonly<Partial<Record<RemedyId, RemedyId>>> = {
  'enable-smtp': 'exchange-enable-smtp',
  'publish-certificate': 'exchange-enable-smtp',
  'publish-newer': 'exchange-enable-smtp',
  'grant-key-read': 'exchange-grant-key-read',
  'grant-by-acl': 'exchange-grant-key-read',
  'open-folder': 'exchange-grant-key-read',
  'new-certificate': 'exchange-new-certificate',
  'import-certificate': 'exchange-new-certificate',
  'certificate-with-names': 'exchange-names',
  'set-host-name': 'exchange-names',
  'state-host-name': 'exchange-names',
  'correct-host-names': 'exchange-names',
  'keep-host-name': 'exchange-names',
  'correct-dns': 'exchange-names',
  'leave-balancer': 'exchange-balancer',
}

/** Remedies that stand in for ours, or are proposed by a check itself. */
export const EXCHANGE_ONLY_REMEDIES: readonly RemedyId[] = [
  ...new Set(Object.values(EQUIVALENTS)),
  'exchange-free-port',
  'exchange-starttls-certificate',
]

/** The finding as it is about an Exchange server: its commands, and the lines of the files it rests on. */
export function onExchange(finding: Finding, exchange: ExchangeFacts, server: string): Finding {
  const evidence = proofsOf(finding, exchange)
  return {
    ...finding,
    confidence: isUncertain(finding, exchange) ? 'strong' : finding.confidence,
    evidence: evidence.length > 0 ? evidence : finding.evidence.filter(({ source }) => isFile(source, exchange)),
    remedies: remediesOf(finding, server),
  }
}

/** It rests on what was inferred, or on one of two files that contradict each other. */
function isUncertain({ area, subject, confidence }: Finding, exchange: ExchangeFacts): boolean {
  if (confidence !== 'proven' || area !== 'own') return false
  return exchange.isPublishedInferred || exchange.contradictions.some(({ object }) => object === subject.certificate)
}

function remediesOf({ id, remedies, args, subject }: Finding, server: string): readonly ProposedRemedy[] {
  const wanted = id.startsWith('balancer.') ? [{ id: 'exchange-balancer' as const, args }] : remedies
  const mapped = wanted.flatMap(({ id: remedy, args: values }): readonly ProposedRemedy[] => {
    const equivalent = remedy.startsWith('exchange-') || remedy.startsWith('evidence-') ? remedy : EQUIVALENTS[remedy]
    const keyFile = subject.keyFile === undefined ? {} : { keyFile: subject.keyFile }
    return equivalent === undefined ? [] : [{ id: equivalent, args: { ...values, ...keyFile, server } }]
  })
  return firstOfEach(mapped, ({ id: one }) => one)
}

function isFile(source: string, { files }: ExchangeFacts): boolean {
  return files.some(({ name }) => name === source)
}

/** Told by facts that only evidence has: their places are files already. */
const TOLD_BY_FILES: ReadonlySet<string> = new Set([
  ...['listener.port-conflict', 'balancer.present', 'connector.no-certificate-for-name'],
  ...['store.ephemeral', 'key.provider', 'peer.unknown-certificate', 'edge.out-of-step', 'edge.subscription-expired'],
  ...['kerberos.authentication', 'event.phantom', 'event.other-era'],
  ...['event.overtaken', 'event.silent'],
  ...['evidence.damaged', 'evidence.contradiction', 'evidence.mixed-servers', 'evidence.secret'],
])

/** The lines that hold the facts of a finding, and the events it accounts for. */
function proofsOf(
  { id, subject: { certificate = '-' }, evidence }: Finding,
  exchange: ExchangeFacts,
): readonly Evidence[] {
  const { proofs } = exchange
  const named = (...keys: readonly string[]) => keys.flatMap((key) => proofs[key] ?? [])
  if (TOLD_BY_FILES.has(id)) return evidence
  const [area] = id.split('.')
  const own = () => {
    switch (area) {
      case 'services':
        return named(`services:${certificate}`)
      case 'key':
        return named(`key:${certificate}`, `certificate:${certificate}`).slice(0, 2)
      case 'names':
        return named('names', `certificate:${certificate}`)
      case 'balancer':
        return named('balancer', `certificate:${certificate}`)
      case 'selection':
      case 'store':
      case 'validity':
      case 'certificate':
      case 'directory':
        return named(`certificate:${certificate}`, 'published')
      default:
        return evidence
    }
  }
  const explained = new Set(entryOf(id).explains)
  const events = exchange.events.filter(
    (event) => event.ending === undefined && meansTrust(event, exchange) && explained.has(`event.${String(event.id)}`),
  )
  const latest = [...Map.groupBy(events, (event) => event.id).values()].flatMap((seen) => seen.slice(-1))
  const all = [...own(), ...latest.map((event) => event.evidence)]
  return all.filter((one, at) => all.findIndex((other) => isSamePlace(one, other)) === at).slice(0, PROOFS_MAX)
}

function isSamePlace(left: Evidence, right: Evidence): boolean {
  return left.source === right.source && left.line === right.line && left.record === right.record
}

/** A check that passed only because no file says otherwise has not passed. */
export function unsettled(result: CheckResult, view: View, { unknowns }: ExchangeFacts): CheckResult {
  // What only a live host can show was never to be had from files.
  if (result.state === 'not-run' && result.missing.some(({ reason }) => reason === 'not-asked'))
    return { ...result, state: 'not-applicable', missing: [] }
  if (result.state !== 'pass') return result
  const [what, command] = result.id.startsWith('services.')
    ? ['services', 'Get-ExchangeCertificate | fl Thumbprint,Services']
    : result.id === 'key.unreadable'
      ? ['key', 'icacls %ALLUSERSPROFILE%\\Microsoft\\Crypto\\RSA\\MachineKeys\\*']
      : []
  if (what === undefined || command === undefined) return result
  const isOpen = neededOf(view).some((thumbprint) => unknowns.includes(`${what}:${thumbprint}`))
  return isOpen ? { ...result, state: 'unknown', detail: command } : result
}

function neededOf(view: View): readonly string[] {
  try {
    return needed(view).map(({ thumbprint }) => thumbprint)
  } catch (error) {
    if (error instanceof MissingSection) return []
    throw error
  }
}
