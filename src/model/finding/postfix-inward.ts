/** The services of Postfix by which servers of the directory send to this machine. */
import type { FindingTable } from './entry.ts'

export const POSTFIX_INWARD_FINDINGS = {
  'postfix.lane-missing': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'A service of Postfix asks the policy service.',
      ja: 'Postfix のサービスがポリシー サービスに問い合わせる。',
    },
    title: {
      en: 'No service of Postfix asks about the certificates of those who send to it (policy service "{lane}" at {place}).',
      ja: '送信元の証明書について問い合わせる Postfix のサービスがありません (ポリシー サービス "{lane}"、{place})。',
    },
    why: {
      en: 'Servers of the directory find no door here that knows them: their mail is treated as that of strangers.',
      ja: 'ディレクトリのサーバーを識別する受信口がないため、そのメールは第三者のメールとして扱われます。',
    },
    citation: ['docs/guide/postfix.md', 'SMTPD_POLICY_README'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['run-postfix-setup'],
  },
  'postfix.lane-silent': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'The services of Postfix that ask the policy service can be reached.',
      ja: 'ポリシー サービスに問い合わせる Postfix のサービスに接続できる。',
    },
    title: {
      en: '{service} of Postfix, where servers of the directory send to, does not get as far as TLS at {address}: {problem}.',
      ja: 'ディレクトリのサーバーの送信先である Postfix の {service} ({address}) で TLS まで進みません: {problem}。',
    },
    why: {
      en: 'Mail of the other servers waits at theirs.',
      ja: '他のサーバーのメールは相手側で保留されます。',
    },
    citation: ['docs/guide/postfix.md', 'master(5)'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: ['postfix.lane-no-tls', 'postfix.chain-missing'],
    explains: [],
    remedies: ['start-postfix'],
  },
  'postfix.lane-no-tls': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Services that ask the policy service offer TLS.',
      ja: 'ポリシー サービスに問い合わせるサービスが TLS を提供する。',
    },
    title: {
      en: '{service} of Postfix asks about certificates and offers no TLS (smtpd_tls_security_level={level}).',
      ja: 'Postfix の {service} は証明書について問い合わせますが、TLS を提供していません (smtpd_tls_security_level={level})。',
    },
    why: {
      en: 'Without TLS nobody shows a certificate: every server of the directory is refused.',
      ja: 'TLS がないと証明書が提示されないため、ディレクトリのすべてのサーバーが拒否されます。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtpd_tls_security_level'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-master'],
  },
  'postfix.lane-no-ask': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Services that ask the policy service want a certificate.',
      ja: 'ポリシー サービスに問い合わせるサービスが証明書を要求する。',
    },
    title: {
      en: '{service} of Postfix asks about certificates and asks nobody for one (smtpd_tls_ask_ccert=no).',
      ja: 'Postfix の {service} は証明書について問い合わせますが、相手に証明書を要求していません (smtpd_tls_ask_ccert=no)。',
    },
    why: {
      en: 'A server shows its certificate only when it is asked to: every server of the directory is refused with no certificate was presented.',
      ja: 'サーバーは要求されたときのみ証明書を提示するため、ディレクトリのすべてのサーバーが「証明書なし」として拒否されます。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtpd_tls_ask_ccert'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-master'],
  },
  'postfix.lane-requires-ca': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Services that ask the policy service take self-signed certificates.',
      ja: 'ポリシー サービスに問い合わせるサービスが自己署名証明書を受け入れる。',
    },
    title: {
      en: '{service} of Postfix takes only certificates that an authority signed (smtpd_tls_req_ccert=yes).',
      ja: 'Postfix の {service} は証明機関が署名した証明書のみを受け入れます (smtpd_tls_req_ccert=yes)。',
    },
    why: {
      en: 'Postfix turns self-signed certificates away with 421 Client certificate not trusted before this gateway is asked.',
      ja: 'Postfix はゲートウェイへの問い合わせの前に、自己署名証明書を 421 Client certificate not trusted で拒否します。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtpd_tls_req_ccert'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['ask-instead'],
  },
  'postfix.lane-digest': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Services that ask the policy service tell SHA-256 fingerprints.',
      ja: 'ポリシー サービスに問い合わせるサービスが SHA-256 の拇印を伝える。',
    },
    title: {
      en: '{service} of Postfix tells this gateway fingerprints by {digest}.',
      ja: 'Postfix の {service} が {digest} の拇印をゲートウェイに伝えています。',
    },
    why: {
      en: 'Certificates of the directory are known by SHA-256: every server is refused.',
      ja: 'ディレクトリの証明書は SHA-256 で照合されるため、すべてのサーバーが拒否されます。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtpd_tls_fingerprint_digest'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-master'],
  },
  'postfix.lane-mynetworks': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'On a lane of the directory no network comes in without a certificate.',
      ja: 'ディレクトリ用の受信口では、どのネットワークからも証明書なしで受け入れられない。',
    },
    title: {
      en: '{service} of Postfix lets {mynetworks} in before it asks this gateway (permit_mynetworks in {list}).',
      ja: 'Postfix の {service} は、ゲートウェイへの問い合わせの前に {mynetworks} を受け入れます ({list} の permit_mynetworks)。',
    },
    why: {
      en: 'Whoever sends from these addresses relays anywhere, without a certificate of the directory.',
      ja: 'これらのアドレスからは、ディレクトリの証明書なしで任意の宛先に中継できます。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), permit_mynetworks'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-list-in-master'],
  },
  'postfix.lane-order': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'On a lane of the directory this gateway is asked before anybody is let in.',
      ja: 'ディレクトリ用の受信口では、受け入れの前にゲートウェイへ問い合わせる。',
    },
    title: {
      en: '{service} of Postfix lets some in before it asks this gateway: {entry} comes first in {list}.',
      ja: 'Postfix の {service} は、ゲートウェイへの問い合わせの前に一部の接続を受け入れます: {list} で {entry} が先にあります。',
    },
    why: {
      en: 'The first restriction that permits ends the list, so these clients send without a certificate of the directory.',
      ja: '最初に許可した制限で評価が終わるため、該当する接続はディレクトリの証明書なしで送信できます。',
    },
    citation: ['docs/guide/postfix.md', 'SMTPD_ACCESS_README'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-list-in-master'],
  },
  'postfix.lane-relays': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'On a shared lane trust does not open the way to everywhere.',
      ja: '共有の受信口では、信頼された相手でも任意の宛先には中継されない。',
    },
    title: {
      en: '{service} of Postfix relays anywhere for every server of the directory: in {list} this gateway is asked before reject_unauth_destination.',
      ja: 'Postfix の {service} は、ディレクトリのすべてのサーバーに任意の宛先への中継を許可します: {list} で reject_unauth_destination より先にゲートウェイへ問い合わせています。',
    },
    why: {
      en: 'This gateway says OK about a server it trusts, which ends the list: nothing after it looks at the recipient.',
      ja: 'ゲートウェイは信頼するサーバーに OK を返し、そこで評価が終わるため、宛先が確認されません。',
    },
    citation: ['docs/guide/postfix.md', 'SMTPD_POLICY_README'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-list-in-master'],
  },
  'postfix.all-clientcerts': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'No service of Postfix relays for every certificate of an authority.',
      ja: '証明機関の証明書を持つ接続をすべて中継する Postfix のサービスがない。',
    },
    title: {
      en: '{service} of Postfix relays for anybody with a certificate of an authority (permit_tls_all_clientcerts in {list}).',
      ja: 'Postfix の {service} は、証明機関の証明書を持つすべての接続に中継を許可します ({list} の permit_tls_all_clientcerts)。',
    },
    why: {
      en: 'Any certificate that some authority signed counts, whoever has it; the directory is not asked.',
      ja: '証明機関が署名した証明書であれば誰のものでも有効になり、ディレクトリは参照されません。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), permit_tls_all_clientcerts'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-list-in-master'],
  },
  'postfix.lane-shows-other': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'The services of Postfix show the certificate of the file they were given.',
      ja: 'Postfix のサービスが、設定されたファイルの証明書を提示する。',
    },
    title: {
      en: '{service} of Postfix still shows certificate {shown} at {address}; {path} holds another one.',
      ja: 'Postfix の {service} ({address}) がまだ証明書 {shown} を提示しています。{path} には別の証明書があります。',
    },
    why: {
      en: 'Processes of Postfix read the file when they start. Until they end, peers see the certificate of before, and refuse it once it is withdrawn.',
      ja: 'Postfix のプロセスは起動時にファイルを読み込みます。終了するまで以前の証明書を提示し、取り消し後は相手に拒否されます。',
    },
    citation: ['docs/guide/postfix.md', 'postfix(1), reload'],
    needs: ['mailServers', 'configuration', 'postfixService', 'store'],
    dependsOn: ['postfix.chain-stale', 'postfix.other-certificate'],
    explains: [],
    remedies: ['reload-postfix'],
  },
} as const satisfies FindingTable
