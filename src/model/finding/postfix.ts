/** The Postfix or Exim next to the gateway: what its settings do to sessions that come from it or go to it. */
import type { FindingTable } from './entry.ts'

export const POSTFIX_FINDINGS = {
  'postfix.backend-mynetworks': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The Postfix service behind does not count the gateway as one of its own network.',
      ja: '背後の Postfix のサービスが、ゲートウェイを自ネットワークとして扱わない。',
    },
    title: {
      en: 'The Postfix service {service} behind connector "{connector}" counts the gateway to mynetworks: {mynetworks}.',
      ja: 'コネクタ "{connector}" の背後の Postfix のサービス {service} が、ゲートウェイを mynetworks ({mynetworks}) に含めています。',
    },
    why: {
      en: 'Every session comes from the address of the gateway, so permit_mynetworks lets whoever gets in relay anywhere: an open relay.',
      ja: 'すべてのセッションがゲートウェイのアドレスから届くため、permit_mynetworks により誰でも任意の宛先に中継できます (オープン リレー)。',
    },
    citation: ['docs/guide/postfix.md', 'docs/reference/pitfalls.md, 12', 'postconf(5), mynetworks'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: ['connector.backend-relays'],
    remedies: ['empty-mynetworks'],
  },
  'postfix.backend-login-relays': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'The Postfix service behind does not take trusted peers for logged-in users.',
      ja: '背後の Postfix のサービスが、信頼された相手をログイン済みユーザーとして扱わない。',
    },
    title: {
      en: 'The Postfix service {service} behind connector "{connector}" takes every trusted peer for a logged-in user.',
      ja: 'コネクタ "{connector}" の背後の Postfix のサービス {service} が、信頼されたすべての相手をログイン済みユーザーとして扱います。',
    },
    why: {
      en: 'XCLIENT carries the name of the trusted server as LOGIN. With smtpd_sasl_auth_enable=yes, permit_sasl_authenticated lets each of them relay anywhere.',
      ja: 'XCLIENT は信頼されたサーバーの名前を LOGIN として伝えます。smtpd_sasl_auth_enable=yes の場合、permit_sasl_authenticated により任意の宛先への中継が許可されます。',
    },
    citation: ['XCLIENT_README', 'docs/guide/postfix.md'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: ['connector.backend-relays'],
    remedies: ['no-login-behind'],
  },
  'postfix.backend-no-proxy': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The Postfix service behind expects the PROXY header that the connector sends.',
      ja: '背後の Postfix のサービスが、コネクタの送る PROXY ヘッダーに対応している。',
    },
    title: {
      en: 'The Postfix service {service} behind connector "{connector}" does not expect the PROXY header it is sent.',
      ja: 'コネクタ "{connector}" の背後の Postfix のサービス {service} が、送信される PROXY ヘッダーに対応していません。',
    },
    why: {
      en: 'The connector hands over as proxy-v2, and without smtpd_upstream_proxy_protocol=haproxy Postfix takes the header for a broken command: no session succeeds.',
      ja: 'コネクタは proxy-v2 で引き渡しますが、smtpd_upstream_proxy_protocol=haproxy がないと Postfix はヘッダーを不正なコマンドと見なし、セッションが成立しません。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtpd_upstream_proxy_protocol'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: ['event.30001'],
    remedies: ['expect-proxy', 'fit-handoff'],
  },
  'postfix.backend-wants-proxy': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The Postfix service behind expects no PROXY header where none is sent.',
      ja: '背後の Postfix のサービスが、送信されない PROXY ヘッダーを待たない。',
    },
    title: {
      en: 'The Postfix service {service} behind connector "{connector}" waits for a PROXY header that is not sent (handoff: {handoff}).',
      ja: 'コネクタ "{connector}" の背後の Postfix のサービス {service} が、送信されない PROXY ヘッダーを待っています (handoff: {handoff})。',
    },
    why: {
      en: 'With smtpd_upstream_proxy_protocol=haproxy Postfix says nothing until the header arrives and gives up after 5 seconds: no session succeeds.',
      ja: 'smtpd_upstream_proxy_protocol=haproxy の場合、Postfix はヘッダーが届くまで応答せず、5 秒後に切断するため、セッションが成立しません。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtpd_upstream_proxy_timeout'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: ['event.30001'],
    remedies: ['expect-no-proxy', 'fit-handoff'],
  },
  'postfix.backend-no-xclient': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The Postfix service behind takes XCLIENT from the gateway where it is used.',
      ja: '背後の Postfix のサービスが、使用される XCLIENT をゲートウェイから受け入れる。',
    },
    title: {
      en: 'The Postfix service {service} behind connector "{connector}" does not take XCLIENT from the gateway at {gateway}.',
      ja: 'コネクタ "{connector}" の背後の Postfix のサービス {service} が、ゲートウェイ {gateway} からの XCLIENT を受け入れません。',
    },
    why: {
      en: 'The connector hands over with XCLIENT and defers when it is not offered: no session succeeds.',
      ja: 'コネクタは XCLIENT で引き渡し、提供されない場合は保留するため、セッションが成立しません。',
    },
    citation: ['XCLIENT_README', 'docs/guide/postfix.md'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: ['event.30001'],
    remedies: ['allow-xclient', 'fit-handoff'],
  },
  'postfix.backend-xclient': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The Postfix service behind takes XCLIENT and XFORWARD from nobody who comes through the gateway.',
      ja: '背後の Postfix のサービスが、ゲートウェイ経由の接続元から XCLIENT と XFORWARD を受け入れない。',
    },
    title: {
      en: 'The Postfix service {service} behind connector "{connector}" takes XCLIENT or XFORWARD from whoever comes through the gateway ({setting}={hosts}).',
      ja: 'コネクタ "{connector}" の背後の Postfix のサービス {service} が、ゲートウェイ経由の接続元から XCLIENT または XFORWARD を受け入れます ({setting}={hosts})。',
    },
    why: {
      en: 'With these verbs a peer could claim to be anybody, so the gateway defers every such session with event 30003.',
      ja: 'これらのコマンドにより接続元が任意の身元を名乗れるため、ゲートウェイはイベント 30003 を記録してセッションを保留します。',
    },
    citation: ['event 30003', 'docs/reference/pitfalls.md, 13'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: ['event.30003'],
    remedies: ['forbid-xclient'],
  },
  'postfix.smuggling': {
    area: 'surroundings',
    severity: 'medium',
    claim: {
      en: 'The Postfix service behind refuses bare line feeds.',
      ja: '背後の Postfix のサービスが、単独の改行文字を受け入れない。',
    },
    title: {
      en: 'The Postfix service {service} behind connector "{connector}" accepts bare line feeds (smtpd_forbid_bare_newline=no).',
      ja: 'コネクタ "{connector}" の背後の Postfix のサービス {service} が、単独の改行文字を受け入れます (smtpd_forbid_bare_newline=no)。',
    },
    why: {
      en: 'The gateway passes mail on byte by byte. A message that a careless peer passed on can end early here and begin another one with a forged sender (SMTP smuggling).',
      ja: 'ゲートウェイはメールをそのまま中継します。不注意な相手が中継したメールが途中で終端と見なされ、送信者を偽装した別のメールが挿入される可能性があります (SMTP スマグリング)。',
    },
    citation: ['CVE-2023-51764', 'docs/reference/pitfalls.md, 11'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['forbid-bare-newline'],
  },
  'postfix.sender-encrypts': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'Postfix hands mail to the send connector without TLS.',
      ja: 'Postfix が TLS なしで送信コネクタにメールを渡す。',
    },
    title: {
      en: 'The Postfix transport {service} that leads to the send connector insists on TLS (smtp_tls_security_level={level}).',
      ja: '送信コネクタに渡す Postfix のトランスポート {service} が TLS を必須としています (smtp_tls_security_level={level})。',
    },
    why: {
      en: 'The send connector listens on loopback and offers no STARTTLS: it does the TLS to the peer itself. Postfix defers every message of this transport.',
      ja: '送信コネクタはループバックで待ち受け、STARTTLS を提供しません (相手との TLS は送信コネクタが行います)。このトランスポートのメールはすべて Postfix で保留されます。',
    },
    citation: ['README.md, 5. Postfix', 'postconf(5), smtp_tls_security_level'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['leave-tls-to-gateway'],
  },
  'exim.backend-no-proxy': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The Exim behind expects the PROXY header that the connector sends.',
      ja: '背後の Exim が、コネクタの送る PROXY ヘッダーに対応している。',
    },
    title: {
      en: 'The Exim behind connector "{connector}" at {backend} does not expect the PROXY header it is sent (hosts_proxy is empty).',
      ja: 'コネクタ "{connector}" の背後の Exim ({backend}) が、送信される PROXY ヘッダーに対応していません (hosts_proxy が空です)。',
    },
    why: {
      en: 'The connector hands over as proxy-v2, and Exim takes the header for a broken command: no session succeeds.',
      ja: 'コネクタは proxy-v2 で引き渡しますが、Exim はヘッダーを不正なコマンドと見なすため、セッションが成立しません。',
    },
    citation: ['Exim specification, hosts_proxy'],
    needs: ['mailServers', 'configuration'],
    dependsOn: [],
    explains: ['event.30001'],
    remedies: ['exim-expects-proxy', 'fit-handoff'],
  },
} as const satisfies FindingTable
