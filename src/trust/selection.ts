/**
 * Which of this server's certificates is used, and why not the others.
 *
 * Steps as the Exchange documentation gives them for the internal transport certificate (bb430790 inbound, bb430773
 * outbound) and for STARTTLS (bb430748): X.509 v3, private key readable by the service account, a name in SAN or
 * subject, SMTP enabled, valid now; best is the newest by NotBefore, one issued by a CA before a self-signed one.
 * Traffic goes on with the published certificate even when another is best; that they differ is event 1037 or 2019.
 */
import type { StoredCertificate } from '../model/certificate.ts'
import type { Cause } from '../model/findings.ts'
import type { HostNames } from '../model/names.ts'
import type { Candidate, Selection, SelectionQuestion, StepResult } from '../model/selection.ts'
import { coversName, namesOf } from '../x509/names.ts'

export function select(question: SelectionQuestion): Selection {
  const judged = question.store.map((certificate) => judge(certificate, question))
  const best = bestOf(judged.filter(({ isEligible }) => isEligible))
  const published = publishedOf(judged, best, question.published)
  const inUse = question.purpose === 'internal' ? internalInUse(published, best) : (best ?? expiredOf(judged))
  const { cause, about } = problem({ question, judged, published, best })
  const ranked = order(judged, inUse)
  return {
    candidates: ranked.map((one) => candidate(one, { best, question, inUse })),
    published: published?.certificate.fingerprint ?? question.published[0],
    best: best?.certificate.fingerprint,
    inUse: inUse?.certificate.fingerprint,
    cause,
    about,
  }
}

/** The names selection compares with; a load balancer's cluster name stands in place of the first. */
export function selectionNames(names: HostNames): readonly string[] {
  const list = [
    names.balancerName ?? names.dnsFullyQualifiedDomainName,
    names.dnsHostName,
    names.dnsPhysicalFullyQualifiedDomainName,
    names.dnsPhysicalHostName,
  ]
  return [...new Set(list.filter((name) => name !== ''))]
}

interface Judged {
  readonly certificate: StoredCertificate
  readonly steps: readonly StepResult[]
  readonly isEligible: boolean
  /** Eligible but for its validity. */
  readonly isEligibleOnceValid: boolean
}

function judge(certificate: StoredCertificate, question: SelectionQuestion): Judged {
  const steps = [
    { step: 'version', passed: certificate.version >= 3, detail: `X.509 v${certificate.version}` },
    keyStep(certificate),
    nameStep(certificate, question),
    {
      step: 'smtp',
      passed: certificate.services.includes('smtp'),
      detail: `services: ${certificate.services.join(', ') || '-'}`,
    },
    validityStep(certificate, question.nowIso),
  ] as const
  const failed = steps.filter(({ passed }) => !passed)
  return {
    certificate,
    steps,
    isEligible: failed.length === 0,
    isEligibleOnceValid: failed.every(({ step }) => step === 'validity'),
  }
}

function keyStep({ key }: StoredCertificate): StepResult {
  const step = 'private-key'
  if (!key.present) return { step, passed: false, detail: 'no private key' }
  if (key.matches === false) return { step, passed: false, detail: 'the key belongs to another certificate' }
  if (key.readable === false) {
    return { step, passed: false, detail: `${key.obstacle ?? 'unreadable'}: ${key.obstaclePath ?? key.path ?? ''}` }
  }
  return { step, passed: true, detail: key.readableBy.join(', ') }
}

function nameStep(certificate: StoredCertificate, { purpose, name = '', hostNames }: SelectionQuestion): StepResult {
  const wanted = purpose === 'internal' ? selectionNames(hostNames) : [name]
  const covered = wanted.find((one) => coversName(certificate, one))
  const detail = covered ?? `wanted: ${wanted.join(', ') || '-'}; certificate: ${namesOf(certificate).join(', ') || '-'}`
  return { step: 'name', passed: covered !== undefined, detail }
}

function validityStep({ notBefore, notAfter }: StoredCertificate, nowIso: string): StepResult {
  const step = 'validity'
  if (nowIso < notBefore) return { step, passed: false, detail: `NotBefore ${notBefore}` }
  return { step, passed: nowIso <= notAfter, detail: `NotAfter ${notAfter}` }
}

/** Newest first; the fingerprint decides between two of the same second, so that every server decides alike. */
function newerFirst(left: Judged, right: Judged): number {
  return (
    compare(right.certificate.notBefore, left.certificate.notBefore) ||
    compare(left.certificate.fingerprint, right.certificate.fingerprint)
  )
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function bestOf(eligible: readonly Judged[]): Judged | undefined {
  const sorted = eligible.toSorted(newerFirst)
  return sorted.find(({ certificate }) => !certificate.isSelfSigned) ?? sorted[0]
}

/** STARTTLS goes on with an expired certificate rather than without TLS (bb430748 step 10). */
function expiredOf(judged: readonly Judged[]): Judged | undefined {
  return bestOf(judged.filter(({ isEligibleOnceValid }) => isEligibleOnceValid))
}

function hasUsableKey({ certificate: { key } }: Judged): boolean {
  return key.present && key.matches !== false && key.readable !== false
}

/** While a certificate is replaced several are published: the best of them counts, else one that works, else the newest. */
function publishedOf(judged: readonly Judged[], best: Judged | undefined, published: readonly string[]): Judged | undefined {
  if (best !== undefined && published.includes(best.certificate.fingerprint)) return best
  const here = published.flatMap((fingerprint) => judged.filter(({ certificate }) => certificate.fingerprint === fingerprint))
  return here.find(hasUsableKey) ?? here[0]
}

function internalInUse(published: Judged | undefined, best: Judged | undefined): Judged | undefined {
  return published !== undefined && hasUsableKey(published) ? published : best
}

interface Situation {
  readonly question: SelectionQuestion
  readonly judged: readonly Judged[]
  readonly published: Judged | undefined
  readonly best: Judged | undefined
}

interface Problem {
  readonly cause: Cause | undefined
  readonly about?: string | undefined
}

function problem(situation: Situation): Problem {
  return situation.question.purpose === 'internal' ? internalProblem(situation) : startTlsProblem(situation)
}

function internalProblem({ question, published, best }: Situation): Problem {
  const [newest] = question.published
  if (newest === undefined) return { cause: 'directory.not-published', about: best?.certificate.fingerprint }
  if (published === undefined) return { cause: 'store.published-missing', about: newest }
  const about = published.certificate.fingerprint
  const own = ownProblem(published, question)
  if (own !== undefined) return { cause: own, about }
  if (best !== published) return { cause: 'selection.newer-than-published', about: best?.certificate.fingerprint }
  return { cause: undefined }
}

/** What is wrong with the published certificate itself, first obstacle first. */
function ownProblem({ certificate, steps }: Judged, { hostNames, nowIso }: SelectionQuestion): Cause | undefined {
  const failed = steps.find(({ passed }) => !passed)?.step
  switch (failed) {
    case undefined:
      return isBalancerUnexpected(certificate, hostNames) ? 'balancer.unexpected-name' : undefined
    case 'private-key':
      return keyProblem(certificate)
    case 'name':
      return nameProblem(certificate, hostNames)
    case 'smtp':
      return 'services.smtp-not-enabled'
    case 'validity':
      return nowIso < certificate.notBefore ? 'validity.not-yet' : 'validity.expired'
    default:
      return 'selection.none-eligible'
  }
}

function keyProblem({ key }: StoredCertificate): Cause {
  if (!key.present) return 'key.missing'
  return key.matches === false ? 'key.mismatch' : 'key.unreadable'
}

function nameProblem(certificate: StoredCertificate, hostNames: HostNames): Cause {
  const { balancerName, ...own } = hostNames
  const isOwnCovered = selectionNames(own).some((name) => coversName(certificate, name))
  if (balancerName !== undefined && isOwnCovered) return 'balancer.unexpected-name'
  return hostNames.dnsFullyQualifiedDomainName === '' && balancerName === undefined ? 'names.lookup-failed' : 'names.not-covered'
}

/** The cluster's name has taken the place of this server's, and the certificate does not hold it. */
function isBalancerUnexpected(certificate: StoredCertificate, { balancerName }: HostNames): boolean {
  return balancerName !== undefined && !coversName(certificate, balancerName)
}

function startTlsProblem({ judged, best }: Situation): Problem {
  if (best !== undefined) return { cause: undefined }
  const expired = expiredOf(judged)
  if (expired === undefined) return { cause: 'connector.no-certificate-for-name' }
  return { cause: 'validity.expired', about: expired.certificate.fingerprint }
}

/** The one in use first, then the eligible ones as they would be picked, then by how many steps they passed. */
function order(judged: readonly Judged[], inUse: Judged | undefined): readonly Judged[] {
  const score = (one: Judged) => (one === inUse ? 100 : 0) + one.steps.filter(({ passed }) => passed).length
  const isIssued = (one: Judged) => (one.isEligible && !one.certificate.isSelfSigned ? 1 : 0)
  return judged.toSorted(
    (left, right) => score(right) - score(left) || isIssued(right) - isIssued(left) || newerFirst(left, right),
  )
}

interface Outcome {
  readonly best: Judged | undefined
  readonly question: SelectionQuestion
  readonly inUse: Judged | undefined
}

function candidate(one: Judged, { best, question, inUse }: Outcome): Candidate {
  const { certificate, steps, isEligible } = one
  const rank: readonly StepResult[] = isEligible
    ? [{ step: 'best', passed: one === best, detail: `NotBefore ${certificate.notBefore}` }]
    : []
  return {
    thumbprint: certificate.thumbprint,
    fingerprint: certificate.fingerprint,
    subject: certificate.subject,
    isPublished: question.published.includes(certificate.fingerprint),
    isSelected: one === inUse,
    steps: [...steps, ...rank],
  }
}
