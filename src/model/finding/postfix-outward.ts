/** The Postfix of this machine that asks this gateway: how it asks, and what it shows to the servers it sends to. */
import type { FindingTable } from './entry.ts'

export const POSTFIX_OUTWARD_FINDINGS = {
  'postfix.service-silent': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Every socket that this gateway opens for Postfix answers.',
      ja: 'ゲートウェイが Postfix のために開くソケットがすべて応答する。',
    },
    title: {
      en: 'Nobody answers Postfix at {place} ({asked}): {problem}.',
      ja: '{place} ({asked}) で Postfix への応答がありません: {problem}。',
    },
    why: {
      en: 'Postfix keeps all mail that it would have to ask about: outbound with 4.7.5 client TLS configuration problem, inbound with 451 4.3.5.',
      ja: 'Postfix は問い合わせが必要なメールをすべて保留します (送信は 4.7.5 client TLS configuration problem、受信は 451 4.3.5)。',
    },
    citation: ['docs/guide/postfix.md', 'socketmap_table(5)', 'SMTPD_POLICY_README'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: ['gateway.not-running', 'gateway.hangs'],
    explains: [],
    remedies: ['reload-for-postfix'],
  },
  'postfix.policy-not-asked': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Postfix asks this gateway about next hops.',
      ja: 'Postfix が次ホップについてゲートウェイに問い合わせる。',
    },
    title: {
      en: 'Postfix does not ask this gateway what a next hop must show (smtp_tls_policy_maps={maps}).',
      ja: 'Postfix が次ホップの証明書についてゲートウェイに問い合わせていません (smtp_tls_policy_maps={maps})。',
    },
    why: {
      en: 'Mail to servers of the directory leaves without direct trust, in plain text where the other side offers no TLS.',
      ja: 'ディレクトリのサーバー宛てのメールが直接信頼なしで送信されます。相手が TLS を提供しない場合は平文になります。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtp_tls_policy_maps'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-main', 'run-postfix-setup'],
  },
  'postfix.transport-bypasses': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Every transport that takes mail for servers of the directory asks this gateway.',
      ja: 'ディレクトリのサーバー宛てのメールを運ぶトランスポートがすべてゲートウェイに問い合わせる。',
    },
    title: {
      en: 'The Postfix transport {service} takes mail for {servers} and does not ask this gateway (smtp_tls_policy_maps={maps}).',
      ja: 'Postfix のトランスポート {service} が {servers} 宛てのメールを運びますが、ゲートウェイに問い合わせていません (smtp_tls_policy_maps={maps})。',
    },
    why: {
      en: 'An option of master.cf goes before main.cf: this mail leaves without direct trust, in plain text where the other side offers no TLS.',
      ja: 'master.cf のオプションは main.cf より優先されるため、このメールは直接信頼なしで送信されます。相手が TLS を提供しない場合は平文になります。',
    },
    citation: ['docs/guide/postfix.md', 'master(5)'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-master', 'set-list-in-master'],
  },
  'postfix.policy-bypassed': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'No other table answers Postfix about servers of the directory first.',
      ja: 'ディレクトリのサーバーについて、他の表が先に応答しない。',
    },
    title: {
      en: '{table} answers Postfix about {hop} ({server}) before this gateway is asked: {answer}',
      ja: '{hop} ({server}) について、ゲートウェイより先に {table} が応答します: {answer}',
    },
    why: {
      en: 'The first table of smtp_tls_policy_maps that knows a next hop decides, so mail to this server is sent as that table says, not under direct trust.',
      ja: 'smtp_tls_policy_maps では最初に一致した表が採用されるため、このサーバー宛てのメールは直接信頼ではなく、その表の内容に従って送信されます。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtp_tls_policy_maps'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-main', 'set-in-master', 'set-list-in-master'],
  },
  'postfix.socket-path': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Postfix asks where this gateway answers.',
      ja: 'Postfix の問い合わせ先が、ゲートウェイの待ち受け場所と一致する。',
    },
    title: {
      en: '{service} of Postfix asks at {place}, and this gateway answers at {answering}.',
      ja: 'Postfix の {service} の問い合わせ先は {place} ですが、ゲートウェイは {answering} で応答します。',
    },
    why: {
      en: 'A chrooted process sees the queue directory as its root, and a path that is not whole begins there. Nobody answers, and Postfix keeps the mail.',
      ja: 'chroot されたプロセスではキュー ディレクトリがルートになり、相対パスもそこから始まります。応答がないため、Postfix はメールを保留します。',
    },
    citation: ['docs/guide/postfix.md', 'master(5), chroot'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-main', 'set-in-master', 'set-list-in-master'],
  },
  'postfix.answer-missing': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Through Postfix, every server of the directory is pinned to its certificates.',
      ja: 'Postfix 経由で、ディレクトリのすべてのサーバーの拇印が得られる。',
    },
    title: {
      en: 'Asked for {hop}, Postfix gets no certificate of {server} from this gateway: {answer}.',
      ja: '{hop} の問い合わせに対し、Postfix はゲートウェイから {server} の証明書を得られません: {answer}。',
    },
    why: {
      en: 'Mail to this server waits in the queue of Postfix, or leaves without direct trust.',
      ja: 'このサーバー宛てのメールは Postfix のキューに留まるか、直接信頼なしで送信されます。',
    },
    citation: ['docs/guide/postfix.md', 'postmap(1), -q'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: ['postfix.service-silent', 'postfix.socket-path', 'gateway.not-running', 'gateway.hangs'],
    explains: [],
    remedies: ['reload-for-postfix'],
  },
  'postfix.client-digest': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Postfix compares SHA-256 fingerprints with what servers show.',
      ja: 'Postfix がサーバーの証明書を SHA-256 の拇印で照合する。',
    },
    title: {
      en: '{service} of Postfix compares fingerprints by {digest} with what servers show.',
      ja: 'Postfix の {service} がサーバーの証明書を {digest} の拇印で照合しています。',
    },
    why: {
      en: 'The pins are SHA-256, so no certificate ever fits: Server certificate not verified, and all mail to servers of the directory waits.',
      ja: 'ゲートウェイが返す拇印は SHA-256 のため、どの証明書とも一致しません (Server certificate not verified)。ディレクトリのサーバー宛てのメールはすべて保留されます。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtp_tls_fingerprint_digest'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-main', 'set-in-master'],
  },
  'postfix.tls-required-header': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'No header of a message switches direct trust off.',
      ja: 'メールのヘッダーで直接信頼が無効化されない。',
    },
    title: {
      en: 'Postfix {mailVersion} obeys the header "TLS-Required: no" of a message (tls_required_enable=yes).',
      ja: 'Postfix {mailVersion} はメールのヘッダー "TLS-Required: no" に従います (tls_required_enable=yes)。',
    },
    why: {
      en: 'From 3.10 on this header, which any sender can write, turns the TLS policies off for its message: it leaves without direct trust.',
      ja: '3.10 以降では、送信者が自由に書けるこのヘッダーにより、そのメールの TLS ポリシーが無効になり、直接信頼なしで送信されます。',
    },
    citation: ['docs/guide/postfix.md', 'RFC 8689', 'postconf(5), tls_required_enable'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-main'],
  },
  'postfix.connection-reuse': {
    area: 'surroundings',
    severity: 'medium',
    claim: {
      en: 'Postfix opens a connection for each delivery.',
      ja: 'Postfix が配送ごとに接続を開く。',
    },
    title: {
      en: '{service} of Postfix keeps TLS connections for further mail (smtp_tls_connection_reuse=yes).',
      ja: 'Postfix の {service} が TLS 接続を再利用します (smtp_tls_connection_reuse=yes)。',
    },
    why: {
      en: 'A certificate that is withdrawn stays trusted on connections that are open, by default for 300 seconds.',
      ja: '証明書を取り消しても、開いている接続では (既定で 300 秒間) 信頼されたままになります。',
    },
    citation: ['docs/guide/postfix.md', 'CONNECTION_CACHE_README'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-main', 'set-in-master'],
  },
  'postfix.version': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Postfix knows everything it is told.',
      ja: '設定された項目がすべて Postfix で使用できる。',
    },
    title: {
      en: 'Postfix {mailVersion} does not know {setting}, which needs {needed}.',
      ja: 'Postfix {mailVersion} は {setting} に対応していません ({needed} 以降が必要)。',
    },
    why: {
      en: 'An unknown attribute makes a TLS policy invalid, and all mail to servers of the directory waits; an unknown setting is ignored, and no certificate is shown.',
      ja: '不明な属性があると TLS ポリシーが無効になり、ディレクトリのサーバー宛てのメールがすべて保留されます。不明な設定は無視され、証明書が提示されません。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5)'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['fit-postfix-version'],
  },
  'postfix.chain-missing': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The files that Postfix reads its certificates from are there and whole.',
      ja: 'Postfix が読み込む証明書ファイルが存在し、内容が正しい。',
    },
    title: {
      en: '{setting} of {service} in Postfix names {path}, which cannot be used: {problem}.',
      ja: 'Postfix の {service} の {setting} が指す {path} は使用できません: {problem}。',
    },
    why: {
      en: 'Without key and certificate Postfix offers no TLS, or shows no certificate: mail with servers of the directory waits.',
      ja: 'キーと証明書がないと、Postfix は TLS を提供しないか証明書を提示できません。ディレクトリのサーバーとのメールが保留されます。',
    },
    citation: ['docs/guide/postfix.md', 'postconf(5), smtp_tls_chain_files'],
    needs: ['mailServers', 'configuration', 'postfixService'],
    dependsOn: [],
    explains: [],
    remedies: ['write-chain', 'set-in-main', 'set-in-master'],
  },
  'postfix.other-certificate': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Postfix shows the certificate that this server has published.',
      ja: 'Postfix がこのサーバーの公開済みの証明書を提示する。',
    },
    title: {
      en: '{service} of Postfix shows another certificate than the directory has for this server: {shown}.',
      ja: 'Postfix の {service} が、ディレクトリに公開されていない証明書を提示します: {shown}。',
    },
    why: {
      en: 'The other servers trust what is published for this server, and refuse everything else: event 1036 there.',
      ja: '他のサーバーはこのサーバーの公開済みの証明書のみを信頼し、それ以外は拒否します (相手側でイベント 1036)。',
    },
    citation: ['docs/guide/postfix.md', 'event 1036'],
    needs: ['mailServers', 'configuration', 'postfixService', 'names', 'store', 'directory'],
    dependsOn: [],
    explains: [],
    remedies: ['set-in-main', 'set-in-master'],
  },
  'postfix.chain-stale': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'The file for Postfix holds the certificate that is in use.',
      ja: 'Postfix 用のファイルに使用中の証明書が入っている。',
    },
    title: {
      en: '{path} holds certificate {shown}, and {inUse} is in use.',
      ja: '{path} の証明書は {shown} ですが、使用中の証明書は {inUse} です。',
    },
    why: {
      en: 'Postfix goes on showing the certificate of before. Once that is withdrawn, the other servers refuse it.',
      ja: 'Postfix は以前の証明書を提示し続けます。その証明書が取り消されると、他のサーバーに拒否されます。',
    },
    citation: ['docs/guide/postfix.md', 'event 30041'],
    needs: ['mailServers', 'configuration', 'postfixService', 'names', 'store', 'directory'],
    dependsOn: ['gateway.not-running', 'gateway.hangs'],
    explains: [],
    remedies: ['write-chain'],
  },
} as const satisfies FindingTable
