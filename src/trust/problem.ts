/** Why the published certificate is not the one selection would choose, or why nothing can be used. */
import type { StoredCertificate } from '../model/certificate.ts'
import type { Cause } from '../model/findings.ts'
import type { HostNames } from '../model/names.ts'
import type { SelectionQuestion } from '../model/selection.ts'
import { coversName } from '../x509/names.ts'
import { firstBetter, isBetter } from './order.ts'
import { selectionNames, type Judged } from './steps.ts'

export interface Situation {
  readonly question: SelectionQuestion
  readonly judged: readonly Judged[]
  readonly published: Judged | undefined
  readonly best: Judged | undefined
}

export interface Problem {
  readonly cause: Cause | undefined
  /** The certificate the cause is about. */
  readonly about?: string | undefined
}

export function internalProblem(situation: Situation): Problem {
  const { question, published, best } = situation
  const [newest] = question.published
  if (newest === undefined) return unpublished(situation)
  if (published === undefined) return { cause: 'store.published-missing', about: newest }
  const own = ownProblem(published, question)
  if (own !== undefined) return { cause: own, about: published.certificate.fingerprint }
  if (best !== published) return { cause: 'selection.newer-than-published', about: best?.certificate.fingerprint }
  return hinderedProblem(situation, published)
}

/** Nothing published: that is the cause when something could be, else what keeps the nearest candidate from it. */
function unpublished({ question, judged, best }: Situation): Problem {
  if (best !== undefined) return { cause: 'directory.not-published', about: best.certificate.fingerprint }
  const nearest = nearestOf(judged)
  if (nearest === undefined) return { cause: 'selection.none-eligible' }
  return { cause: ownProblem(nearest, question), about: nearest.certificate.fingerprint }
}

/**
 * The published certificate is fine, but a better one would have been chosen had it not failed just one step: SMTP, its
 * key, or a name that a load balancer has replaced. A certificate for other names is no candidate and no problem, and one
 * that is enabled for other services is for them.
 */
function hinderedProblem({ question, judged }: Situation, published: Judged): Problem {
  const [hindered] = judged
    .filter((one) => one.failed.length === 1 && isBetter(one, published) && isHindered(one, question))
    .toSorted(firstBetter)
  if (hindered === undefined) return { cause: undefined }
  return { cause: ownProblem(hindered, question), about: hindered.certificate.fingerprint }
}

function isHindered({ certificate, failed: [step] }: Judged, { hostNames }: SelectionQuestion): boolean {
  if (step === 'name') return nameProblem(certificate, hostNames) === 'balancer.unexpected-name'
  return step === 'private-key' || (step === 'smtp' && certificate.services.length === 0)
}

/** What is wrong with a certificate itself, first obstacle first. */
function ownProblem(
  { certificate, failed: [step] }: Judged,
  { hostNames, nowIso }: SelectionQuestion,
): Cause | undefined {
  switch (step) {
    case undefined:
      return isBalancerUnexpected(certificate, hostNames) ? 'balancer.unexpected-name' : undefined
    case 'private-key':
      return keyProblem(certificate)
    case 'name':
      return nameProblem(certificate, hostNames)
    case 'smtp':
      return 'services.smtp-not-enabled'
    case 'validity':
      return Date.parse(nowIso) < Date.parse(certificate.notBefore) ? 'validity.not-yet' : 'validity.expired'
    default:
      return 'selection.none-eligible'
  }
}

function keyProblem({ key }: StoredCertificate): Cause {
  if (!key.present) return 'key.missing'
  return key.matches === false ? 'key.mismatch' : 'key.unreadable'
}

/** What the names of this host say against a certificate, also where an earlier step decided. */
export function nameCause(certificate: StoredCertificate, hostNames: HostNames): Cause | undefined {
  const isCovered = selectionNames(hostNames).some((name) => coversName(certificate, name))
  if (!isCovered) return nameProblem(certificate, hostNames)
  return isBalancerUnexpected(certificate, hostNames) ? 'balancer.unexpected-name' : undefined
}

function nameProblem(certificate: StoredCertificate, hostNames: HostNames): Cause {
  const { balancerName, ...own } = hostNames
  const isOwnCovered = selectionNames(own).some((name) => coversName(certificate, name))
  if (balancerName !== undefined && isOwnCovered) return 'balancer.unexpected-name'
  return hostNames.dnsFullyQualifiedDomainName === '' && balancerName === undefined
    ? 'names.lookup-failed'
    : 'names.not-covered'
}

/** The cluster's name has taken the place of this server's, and the certificate does not hold it. */
function isBalancerUnexpected(certificate: StoredCertificate, { balancerName }: HostNames): boolean {
  return balancerName !== undefined && !coversName(certificate, balancerName)
}

/** A certificate outside its validity stands in, `untimely`; else the nearest one that has the connector's name says what it lacks. */
export function startTlsProblem({ question, judged, best }: Situation, untimely: Judged | undefined): Problem {
  if (best !== undefined) return { cause: undefined }
  const nearest = untimely ?? nearestOf(judged.filter(({ failed }) => !failed.includes('name')))
  if (nearest === undefined) return { cause: 'connector.no-certificate-for-name' }
  return { cause: ownProblem(nearest, question), about: nearest.certificate.fingerprint }
}

function nearestOf(judged: readonly Judged[]): Judged | undefined {
  return judged.toSorted((left, right) => left.failed.length - right.failed.length || firstBetter(left, right))[0]
}
