/** Whether certificates are enabled for SMTP. */
import { nameCause } from '../../trust/problem.ts'
import { listed, selectionNames } from '../../trust/steps.ts'
import { check, type Check } from '../check.ts'
import { failsAt, needed } from '../needed.ts'
import { graveness, readIn, seen } from '../own.ts'

const smtpNotEnabled = check('services.smtp-not-enabled', (view) =>
  needed(view)
    .filter((certificate) => failsAt(view, certificate, 'smtp'))
    .map(({ thumbprint, services }) => {
      const named = services.join(', ').toUpperCase() || '-'
      return {
        subject: { certificate: thumbprint },
        args: { thumbprint, services: named },
        expected: 'SMTP',
        actual: named,
        evidence: [seen(view, `${view.store.folder}/certificates/${thumbprint}.json`, `services: ${named}`)],
      }
    }),
)

/** The certificate for other names has it, the one for this server has not. */
const smtpOnWrongCertificate = check('services.smtp-on-wrong-certificate', (view) => {
  const { hostNames } = view.names
  const isNamed = new Set(view.store.certificates.filter((one) => nameCause(one, hostNames) === undefined))
  const holders = view.store.certificates.filter(({ services }) => services.includes('smtp'))
  const wanted = view.selection('inbound').candidates.find((candidate) => {
    const certificate = view.certificate(candidate.fingerprint)
    return certificate !== undefined && isNamed.has(certificate)
  })
  const named = view.certificate(wanted?.fingerprint)
  if (named === undefined || holders.length === 0 || holders.some((holder) => isNamed.has(holder))) return []
  return [
    {
      subject: { certificate: named.thumbprint },
      args: {
        thumbprint: named.thumbprint,
        holders: listed(holders.map(({ thumbprint }) => thumbprint)),
        names: listed(selectionNames(hostNames)),
      },
      severity: graveness(view),
      expected: named.thumbprint,
      actual: listed(holders.map(({ thumbprint }) => thumbprint)),
      evidence: [named, ...holders].map((one) =>
        readIn(view, one, `${listed(one.dnsNames)}; services: ${listed(one.services)}`),
      ),
    },
  ]
})

export const SERVICES_CHECKS: readonly Check[] = [smtpNotEnabled, smtpOnWrongCertificate]
