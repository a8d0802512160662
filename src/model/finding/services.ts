/** Whether certificates are enabled for SMTP. */
import type { FindingTable } from './entry.ts'

export const SERVICES_FINDINGS = {
  'services.smtp-not-enabled': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'The certificate that direct trust needs is enabled for SMTP.',
      ja: '直接信頼に必要な証明書で SMTP が有効になっている。',
    },
    title: {
      en: 'SMTP is not enabled on the certificate {thumbprint} (services: {services}).',
      ja: '証明書 {thumbprint} で SMTP が有効になっていません (サービス: {services})。',
    },
    why: {
      en: 'Selection passes over a certificate without SMTP, so the certificate other servers know is not the one this server would choose.',
      ja: 'SMTP が有効でない証明書は選択の対象になりません。他のサーバーが信頼する証明書と、このサーバーが選択する証明書が一致しなくなります。',
    },
    citation: ['Microsoft bb510126, cause 1', 'Enable-ExchangeCertificate'],
    needs: ['store', 'directory', 'names', 'configuration'],
    dependsOn: [],
    explains: ['event.1037', 'event.2019', 'event.12014', 'selection.none-eligible'],
    remedies: ['enable-smtp'],
  },
  'services.smtp-on-wrong-certificate': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'SMTP is enabled on a certificate that holds a name of this server.',
      ja: 'このサーバーの名前を含む証明書で SMTP が有効になっている。',
    },
    title: {
      en: 'SMTP is enabled only for other names than those of this server ({names}), on {holders}; {thumbprint} holds one of them and has no SMTP.',
      ja: 'SMTP が有効なのは {holders} のみで、このサーバーの名前 ({names}) を含みません。名前を含む {thumbprint} では SMTP が有効になっていません。',
    },
    why: {
      en: 'Selection wants name and SMTP on one certificate. Here no certificate has both, so none can be chosen.',
      ja: '選択されるには、1 つの証明書が名前と SMTP の両方を備えている必要があります。両方を備えた証明書がないため、どれも選択できません。',
    },
    citation: ['Microsoft bb510126, cause 1', 'Microsoft bb430790, eligibility'],
    needs: ['store', 'directory', 'names', 'configuration'],
    // With SMTP on the right certificate this is gone, too.
    dependsOn: ['services.smtp-not-enabled'],
    explains: ['event.1037', 'event.2019', 'names.not-covered', 'selection.none-eligible'],
    reach: 'server',
    remedies: ['enable-smtp'],
  },
} as const satisfies FindingTable
