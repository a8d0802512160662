/** The events that follow from a selection: what Exchange would log, with the cause and its proof. */
import type { StoredCertificate } from '../model/certificate.ts'
import type { EventDraft } from '../model/events.ts'
import type { Selection, SelectionQuestion } from '../model/selection.ts'
import type { Value } from '../core/text.ts'
import { namesOf } from '../x509/names.ts'
import { listed, selectionNames } from './steps.ts'

const HOUR_MS = 3_600_000

export interface SymptomQuestion {
  readonly question: SelectionQuestion
  readonly selection: Selection
  /** This server's name in the directory. */
  readonly serverName: string
  /** For `starttls`: the connector's name. */
  readonly connector?: string
  readonly expiryWarningMs: number
}

export function symptoms(asked: SymptomQuestion): readonly EventDraft[] {
  return asked.question.purpose === 'internal' ? internalSymptoms(asked) : startTlsSymptoms(asked)
}

function internalSymptoms(asked: SymptomQuestion): readonly EventDraft[] {
  const { question, selection, serverName } = asked
  if (question.published.length === 0) {
    const proof = { server: serverName, certificates: question.store.length }
    return [{ id: 12012, args: { server: serverName }, cause: 'directory.not-published', proof }]
  }
  return [...loading(asked), ...validity(asked), ...mismatch(asked), ...fallback(selection, asked)]
}

/** 12013: the published certificate is not here, or its key cannot be used. */
function loading({ question, selection: { cause, published } }: SymptomQuestion): readonly EventDraft[] {
  const isUnloadable =
    cause === 'store.published-missing' ||
    cause === 'key.missing' ||
    cause === 'key.mismatch' ||
    cause === 'key.unreadable'
  if (!isUnloadable) return []
  const thumbprint = thumbprintOf(question, published)
  return [{ id: 12013, args: { thumbprint }, cause, proof: proofOf(question, published, cause) }]
}

function validity({
  question,
  selection: { published, inUse },
  expiryWarningMs,
}: SymptomQuestion): readonly EventDraft[] {
  const certificate = find(question, published)
  if (certificate === undefined || published !== inUse) return []
  const { thumbprint, notAfter } = certificate
  const leftMs = Date.parse(notAfter) - Date.parse(question.nowIso)
  const proof = validityProof(certificate)
  if (leftMs < 0) return [{ id: 12015, args: { thumbprint, notAfter }, cause: 'validity.expired', proof }]
  if (leftMs > expiryWarningMs) return []
  return [
    { id: 12017, args: { thumbprint, hours: Math.floor(leftMs / HOUR_MS) }, cause: 'validity.expires-soon', proof },
  ]
}

/** 1037 or 2019: the published certificate is not the one selection would choose, for this reason. */
function mismatch({ question, selection, serverName }: SymptomQuestion): readonly EventDraft[] {
  const { cause, about, published, best, inUse } = selection
  if (cause === undefined) return []
  return [
    {
      id: question.direction === 'inbound' ? 1037 : 2019,
      args: {
        server: serverName,
        published: thumbprintOf(question, published),
        best: thumbprintOf(question, best),
        inUse: thumbprintOf(question, inUse),
      },
      cause,
      proof: proofOf(question, about, cause),
    },
  ]
}

/** 12023: another certificate of this server stands in for the published one. */
function fallback({ published, inUse, cause, about }: Selection, { question }: SymptomQuestion): readonly EventDraft[] {
  const standIn = find(question, inUse)
  if (standIn === undefined || inUse === published) return []
  const name = selectionNames(question.hostNames)[0] ?? '-'
  const args = { thumbprint: thumbprintOf(question, published), fallback: standIn.thumbprint, name }
  return [{ id: 12023, args, ...(cause === undefined ? {} : { cause, proof: proofOf(question, about, cause) }) }]
}

function startTlsSymptoms({
  question,
  selection,
  connector = '-',
  expiryWarningMs,
}: SymptomQuestion): readonly EventDraft[] {
  const { name = '-' } = question
  const certificate = find(question, selection.inUse)
  if (certificate === undefined) {
    const { cause = 'connector.no-certificate-for-name', about } = selection
    const proof = { names: name, certificates: question.store.length, ...proofOf(question, about, cause) }
    return [{ id: 12014, args: { name, connector }, cause, proof }]
  }
  const { thumbprint, notAfter, subject } = certificate
  const leftMs = Date.parse(notAfter) - Date.parse(question.nowIso)
  const proof = validityProof(certificate)
  if (leftMs < 0) return [{ id: 12016, args: { name, thumbprint, notAfter }, cause: 'validity.expired', proof }]
  if (leftMs > expiryWarningMs) return []
  const hours = Math.floor(leftMs / HOUR_MS)
  return [{ id: 12018, args: { subject, thumbprint, hours }, cause: 'validity.expires-soon', proof }]
}

function find({ store }: SelectionQuestion, fingerprint: string | undefined): StoredCertificate | undefined {
  return store.find((certificate) => certificate.fingerprint === fingerprint)
}

/** The SHA-1 name of a certificate that is here, the SHA-256 of one that is only known from the directory. */
function thumbprintOf(question: SelectionQuestion, fingerprint: string | undefined): string {
  return find(question, fingerprint)?.thumbprint ?? fingerprint ?? '-'
}

type Proof = Readonly<Record<string, Value>>

/** What the cause rests on. Every value is a fact one can look up; none is a secret. */
function proofOf(question: SelectionQuestion, about: string | undefined, cause: EventDraft['cause']): Proof {
  const certificate = find(question, about)
  if (certificate === undefined) return about === undefined ? {} : { fingerprint: about }
  const { thumbprint } = certificate
  switch (cause) {
    case 'key.unreadable':
    case 'key.missing':
    case 'key.mismatch':
      return { thumbprint, ...keyProof(certificate) }
    case 'services.smtp-not-enabled':
      return { thumbprint, services: listed(certificate.services) }
    case 'names.not-covered':
    case 'names.lookup-failed':
      return { thumbprint, names: listed(selectionNames(question.hostNames)), certificateNames: namesText(certificate) }
    case 'balancer.unexpected-name':
      return {
        thumbprint,
        balancerName: question.hostNames.balancerName ?? '-',
        certificateNames: namesText(certificate),
      }
    default:
      return validityProof(certificate)
  }
}

function validityProof({ thumbprint, notBefore, notAfter }: StoredCertificate): Proof {
  return { thumbprint, notBefore, notAfter }
}

function keyProof({ key }: StoredCertificate): Proof {
  return {
    ...(key.path === undefined ? {} : { keyFile: key.path }),
    ...(key.obstacle === undefined ? {} : { obstacle: key.obstacle }),
    ...(key.obstaclePath === undefined ? {} : { obstaclePath: key.obstaclePath }),
    readableBy: listed(key.readableBy),
  }
}

function namesText(certificate: StoredCertificate): string {
  return listed(namesOf(certificate))
}
