/**
 * Which of this server's certificates is used, and why not the others.
 *
 * Steps as the Exchange documentation gives them for the internal transport certificate (bb430790 inbound, bb430773
 * outbound) and for STARTTLS (bb430748): X.509 v3, private key readable by the service account, a name in SAN or
 * subject, SMTP enabled, valid now; best is the newest by NotBefore, one issued by a CA before a self-signed one.
 * Traffic goes on with the published certificate even when another is best; that they differ is event 1037 or 2019.
 */
import type { Candidate, Selection, SelectionQuestion, StepResult } from '../model/selection.ts'
import type { StepReason } from '../model/words/selection.ts'
import { bestOf, ranked } from './order.ts'
import { internalProblem, startTlsProblem } from './problem.ts'
import { hasUsableKey, judge, stepResult, type Judged } from './steps.ts'

export function select(question: SelectionQuestion): Selection {
  const judged = question.store.map((certificate) => judge(certificate, question))
  const best = bestOf(judged.filter(({ failed }) => failed.length === 0))
  const published = publishedOf(judged, best, question.published)
  const situation = { question, judged, published, best }
  const untimely = bestOf(judged.filter(isUntimely))
  const isInternal = question.purpose === 'internal'
  const inUse = isInternal ? internalInUse(published, best) : (best ?? untimely)
  const { cause, about } = isInternal ? internalProblem(situation) : startTlsProblem(situation, untimely)
  return {
    candidates: ranked(judged, inUse).map((one) => candidate(one, { best, question, inUse })),
    published: published?.certificate.fingerprint ?? question.published[0],
    best: best?.certificate.fingerprint,
    inUse: inUse?.certificate.fingerprint,
    cause,
    about,
  }
}

/** Eligible but for its validity: STARTTLS goes on with it rather than without TLS (bb430748 step 10). */
function isUntimely({ failed }: Judged): boolean {
  return failed.length === 1 && failed[0] === 'validity'
}

/** While a certificate is replaced several are published: the best of them counts, else one that works, else the newest. */
function publishedOf(
  judged: readonly Judged[],
  best: Judged | undefined,
  published: readonly string[],
): Judged | undefined {
  if (best !== undefined && published.includes(best.certificate.fingerprint)) return best
  const here = published.flatMap((fingerprint) =>
    judged.filter(({ certificate }) => certificate.fingerprint === fingerprint),
  )
  return (
    here.find(({ failed }) => failed.length === 0) ??
    here.find(({ certificate }) => hasUsableKey(certificate)) ??
    here[0]
  )
}

function internalInUse(published: Judged | undefined, best: Judged | undefined): Judged | undefined {
  return published !== undefined && hasUsableKey(published.certificate) ? published : best
}

interface Outcome {
  readonly best: Judged | undefined
  readonly question: SelectionQuestion
  readonly inUse: Judged | undefined
}

function candidate(one: Judged, { best, question, inUse }: Outcome): Candidate {
  const { certificate, steps, failed } = one
  const rank: readonly StepResult[] =
    failed.length === 0 ? [stepResult('best', one === best, rankReason(one, best))] : []
  return {
    thumbprint: certificate.thumbprint,
    fingerprint: certificate.fingerprint,
    subject: certificate.subject,
    isPublished: question.published.includes(certificate.fingerprint),
    isSelected: one === inUse,
    steps: [...steps, ...rank],
  }
}

function rankReason(one: Judged, best: Judged | undefined): StepReason {
  const { isSelfSigned, notBefore } = one.certificate
  if (one === best) return { word: isSelfSigned ? 'reason.best-self-signed' : 'reason.best-issued', values: {} }
  if (isSelfSigned && best?.certificate.isSelfSigned === false) return { word: 'reason.self-signed', values: {} }
  return { word: 'reason.older', values: { notBefore } }
}
