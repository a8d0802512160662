/** Reports to write: what diagnose() says of a healthy host, of one cause, and of a host with a bit of everything. */
import { diagnose } from '../../src/doctor/diagnose.ts'
import type { StoredCertificate } from '../../src/model/certificate.ts'
import type { EventId, EventRecord } from '../../src/model/events.ts'
import { known, unknown } from '../../src/model/facts.ts'
import type { Finding, FindingId, Report } from '../../src/model/finding.ts'
import { certificate, facts, SELF, store, thumbprintOf } from '../doctor/facts.ts'
import { keyOf } from '../trust/store.ts'

const IDS: readonly FindingId[] = ['services.smtp-not-enabled', 'key.unreadable']
const KEY_FILE = `/var/lib/hubtrust/keys/${thumbprintOf('own')}.key`

const UNREADABLE = keyOf({ readable: false, readableBy: ['root'], obstacle: 'key-mode', path: KEY_FILE })

function event(id: EventId, count: number, time: string): EventRecord {
  return {
    sequence: id,
    time,
    source: 'Hubtrust',
    id,
    category: 'SmtpReceive',
    severity: 'warning',
    server: SELF,
    args: {},
    count,
  }
}

const EVENTS = [
  event(1037, 14, '2026-06-01T11:00:00.000Z'),
  event(2019, 1, '2026-06-01T11:30:00.000Z'),
  event(1036, 3, '2026-06-01T09:00:00.000Z'),
]

function storeOf(differs: Partial<StoredCertificate>) {
  return store({
    certificates: [
      certificate('own', differs),
      certificate('other', { services: [], dnsNames: ['mail.corp.example'] }),
    ],
    permissions: [{ path: KEY_FILE, mode: '0600', owner: 'root', group: 'root' }],
  })
}

export const HEALTHY: Report = diagnose(facts(), { only: IDS })

export const ONE_CAUSE: Report = diagnose(facts({ store: storeOf({ key: UNREADABLE }), events: known(EVENTS) }), {
  only: IDS,
})

const NOT_RUN = diagnose(facts({ store: unknown('unreadable', 'EACCES: permission denied') }), { only: IDS })

/** The first finding of a report with an id. */
export function findingOf({ findings }: Report, id: FindingId): Finding {
  const found = findings.find((finding) => finding.id === id)
  if (found === undefined) throw new Error(`no finding ${id}`)
  return found
}

function everything(): Report {
  const broken = facts({ store: storeOf({ key: UNREADABLE, services: [] }), events: known(EVENTS) })
  const suppressed = diagnose(broken, {
    only: IDS,
    suppressions: [
      { id: 'services.*', reason: 'known, replaced in July' },
      { id: 'key.*', subject: '7A3F*', reason: 'gone' },
    ],
  })
  const report = diagnose(broken, {
    only: IDS,
    baseline: { takenAt: '2026-05-01T00:00:00.000Z', findings: [{ id: 'names.not-covered', key: '0123456789abcdef' }] },
  })
  const cause = findingOf(report, 'key.unreadable')
  const services = findingOf(report, 'services.smtp-not-enabled')
  const folded: Finding = { ...services, key: 'aaaaaaaaaaaaaaaa', causedBy: cause.key }
  const lesser: Finding = {
    ...services,
    key: 'bbbbbbbbbbbbbbbb',
    severity: 'medium',
    confidence: 'circumstantial',
    subject: { peer: 'hub2.corp.example', connector: 'To HUB2', direction: 'outbound' },
  }
  return {
    ...report,
    findings: [
      ...report.findings,
      lesser,
      folded,
      { ...findingOf(suppressed, 'services.smtp-not-enabled'), key: 'dddddddddddddddd' },
    ],
    checks: [
      ...report.checks,
      ...NOT_RUN.checks,
      { id: 'key.unreadable', state: 'unknown', missing: [], detail: 'two clocks disagree' },
      { id: 'services.smtp-not-enabled', state: 'not-applicable', missing: [] },
      { id: 'services.smtp-not-enabled', state: 'error', missing: [], detail: 'undefined is not a function' },
      { id: 'services.smtp-not-enabled', state: 'suppressed', missing: [] },
      { id: 'services.smtp-not-enabled', state: 'pass', missing: [] },
    ],
    unusedSuppressions: suppressed.unusedSuppressions,
  }
}

/** Two causes, one of less weight, one folded, one suppressed, checks that did not run, an earlier report. */
export const EVERYTHING: Report = everything()

export const INCOMPLETE: Report = NOT_RUN

export const REPORTS = { HEALTHY, ONE_CAUSE, EVERYTHING, INCOMPLETE } as const
