/** Which certificate is chosen, published and really shown: three times the same one. */
import type { StoredCertificate } from '../../model/certificate.ts'
import type { OwnListenerFacts } from '../../model/facts.ts'
import type { Candidate } from '../../model/selection.ts'
import { listed } from '../../trust/steps.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { atLeast, ownCertificate, readIn, seen, sharedSelections, thumbprintOf } from '../own.ts'
import type { View } from '../view.ts'

/** Two that are both published take each other's place without anybody noticing; two that nobody published wait. */
const ambiguous = check('selection.ambiguous', (view) => {
  const best = view.certificate(view.selection('inbound').best)
  if (best === undefined) return []
  return view.store.certificates
    .filter((one) => one !== best && isEquallyGood(one, best))
    .filter((one) => isPublished(view, one) !== isPublished(view, best) && isEligible(view.candidate(one.fingerprint)))
    .map((one) => {
      const [published, other] = isPublished(view, best) ? [best, one] : [one, best]
      return {
        subject: { certificate: other.thumbprint },
        args: {
          thumbprint: other.thumbprint,
          rival: published.thumbprint,
          notBefore: best.notBefore,
          server: view.serverName,
        },
        severity: published === best ? ('low' as const) : ('medium' as const),
        evidence: [best, one].map((each) => readIn(view, each, `notBefore ${each.notBefore}`)),
      }
    })
})

function isEligible(candidate: Candidate | undefined): boolean {
  return candidate?.steps.every(({ step, passed }) => passed || step === 'best') ?? false
}

function isEquallyGood(one: StoredCertificate, other: StoredCertificate): boolean {
  return one.isSelfSigned === other.isSelfSigned && Date.parse(one.notBefore) === Date.parse(other.notBefore)
}

function isPublished(view: View, { fingerprint }: StoredCertificate): boolean {
  return view.published.includes(fingerprint)
}

const newerThanPublished = check('selection.newer-than-published', (view) => {
  const { cause, best, published } = view.selection('inbound')
  const better = view.certificate(best)
  const known = view.certificate(published)
  if (cause !== 'selection.newer-than-published' || better === undefined || known === undefined) return []
  return [
    {
      subject: { certificate: better.thumbprint },
      args: {
        thumbprint: better.thumbprint,
        notBefore: better.notBefore,
        published: known.thumbprint,
        server: view.serverName,
      },
      expected: better.thumbprint,
      actual: known.thumbprint,
      evidence: [
        readIn(view, better, `notBefore ${better.notBefore}`),
        readIn(view, known, `notBefore ${known.notBefore}`),
        seen(view, view.directory.location, `${view.serverName}: ${known.thumbprint}`),
      ],
    },
  ]
})

const noneEligible = check('selection.none-eligible', (view) => {
  const { candidates, best, inUse } = view.selection('inbound')
  // An empty store is a finding of its own.
  if (best !== undefined || candidates.length === 0) return []
  const failures = candidates.map(({ thumbprint, steps }) => {
    const failed = steps.filter(({ passed }) => !passed).map(({ step }) => step)
    return `${thumbprint.slice(0, 12)} ${failed.join('+')}`
  })
  return [
    {
      subject: { object: view.store.folder },
      args: { count: candidates.length, failures: listed(failures), inUse: thumbprintOf(view, inUse) },
      severity: atLeast(view, 'medium'),
      evidence: candidates.map(({ thumbprint, steps }) => {
        const details = steps.filter(({ passed }) => !passed).map(({ step, detail }) => `${step}: ${detail}`)
        return seen(view, `${view.store.folder}/certificates/${thumbprint}.pem`, details.join('; '))
      }),
    },
  ]
})

const servedDiffers = check('selection.served-differs', (view) => {
  const { gateway } = view
  const { inUse } = view.selection('inbound')
  if (!gateway.running) return NOT_APPLICABLE
  if (inUse === undefined) return []
  const atGateway = gateway.inUse === inUse ? [] : [served(view, gateway.inUse, `pid ${String(gateway.pid)}`)]
  const { listeners } = view.facts
  const probed = listeners.state === 'known' ? listeners.value : []
  const elsewhere = probed
    .filter((listener) => isAnother(view, listener, [inUse, gateway.inUse]))
    .map(({ connector, handshake }) => served(view, handshake.presented, handshake.address, connector))
  return [...atGateway, ...elsewhere]
})

/** What a connector shows that is neither the gateway's choice nor, for strangers, the one for its name. */
function isAnother(view: View, { connector, handshake }: OwnListenerFacts, chosen: readonly (string | undefined)[]) {
  const { presented } = handshake
  const shared = sharedSelections(view).find((one) => one.connector.name === connector)
  return presented !== undefined && ![...chosen, shared?.selection.inUse].includes(presented)
}

function served(view: View, shown: string | undefined, where: string, connector?: string) {
  const certificate = ownCertificate(view)
  const chosen = thumbprintOf(view, view.selection('inbound').inUse)
  return {
    subject: { object: where, ...(connector === undefined ? {} : { connector }) },
    args: {
      shown: thumbprintOf(view, shown),
      where,
      thumbprint: chosen,
      published: listed(view.published.map((fingerprint) => thumbprintOf(view, fingerprint))),
    },
    severity: shown !== undefined && view.published.includes(shown) ? ('low' as const) : ('high' as const),
    expected: chosen,
    actual: thumbprintOf(view, shown),
    evidence: [
      seen(view, where, thumbprintOf(view, shown)),
      ...(certificate === undefined ? [] : [readIn(view, certificate, certificate.thumbprint)]),
    ],
  }
}

export const SELECTION_CHECKS: readonly Check[] = [ambiguous, newerThanPublished, noneEligible, servedDiffers]
