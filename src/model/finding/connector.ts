/** Connectors: what is configured, what listens, and what it may show. */
import type { FindingTable } from './entry.ts'

export const CONNECTOR_FINDINGS = {
  'connector.no-certificate-for-name': {
    area: 'own',
    severity: 'high',
    claim: {
      en: 'Every shared connector has a usable certificate with its name.',
      ja: 'すべての共有コネクタに、その名前を含む使用可能な証明書がある。',
    },
    title: {
      en: 'No usable certificate holds the name {connectorFqdn} of the shared connector "{connector}".',
      ja: '共有コネクタ "{connector}" の名前 {connectorFqdn} を含む使用可能な証明書がありません。',
    },
    why: {
      en: 'Strangers are shown the internal transport certificate instead: those who check the name (MTA-STS, verified TLS) keep their mail. Nearest certificate: {thumbprint}, which fails: {lacks}.',
      ja: '代わりに内部トランスポート証明書が提示され、名前を検証する送信元 (MTA-STS、検証付き TLS) のメールは届きません。最も近い証明書: {thumbprint} (不足: {lacks})。',
    },
    citation: ['Microsoft bb510128 (event 12014)', 'Microsoft bb430748'],
    needs: ['configuration', 'names', 'store', 'directory'],
    dependsOn: [],
    explains: ['event.12014'],
    remedies: ['certificate-for-name'],
  },
  'connector.direct-trust-off': {
    area: 'own',
    severity: 'high',
    claim: {
      en: 'Every receive connector offers a way to direct trust.',
      ja: 'すべての受信コネクタが直接信頼の手段を提供する。',
    },
    title: {
      en: 'The receive connector "{connector}" offers neither STARTTLS nor X-ANONYMOUSTLS (auth is empty).',
      ja: '受信コネクタ "{connector}" が STARTTLS も X-ANONYMOUSTLS も提供していません (auth が空です)。',
    },
    why: {
      en: 'No server can show its certificate there. Its mode is {connectorMode}: "dedicated" lets nobody in, "shared" takes servers of the directory for strangers.',
      ja: 'どのサーバーも証明書を提示できません。モードは {connectorMode} です: "dedicated" では誰も受け入れられず、"shared" ではディレクトリのサーバーも匿名として扱われます。',
    },
    citation: ['Set-ReceiveConnector -AuthMechanism'],
    needs: ['configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['allow-tls'],
  },
  'connector.unknown-peer': {
    area: 'directory',
    severity: 'high',
    claim: {
      en: 'Every send connector leads to a server of the directory.',
      ja: 'すべての送信コネクタがディレクトリのサーバーを指している。',
    },
    title: {
      en: 'The send connector "{connector}" leads to {peer}, which is not in the directory.',
      ja: '送信コネクタ "{connector}" の接続先 {peer} がディレクトリに登録されていません。',
    },
    why: {
      en: 'There is no certificate {peer} could be trusted by: mail handed to the connector is deferred for ever.',
      ja: '{peer} を信頼するための証明書がないため、コネクタに渡されたメールは保留され続けます。',
    },
    citation: ['docs/reference/config.md, gateway.send'],
    needs: ['configuration', 'directory'],
    dependsOn: [],
    explains: ['event.2018', 'peer.not-in-directory', 'peer.one-way'],
    remedies: ['publish-peer', 'correct-connector'],
  },
  'connector.exposed-send': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'Send connectors listen on loopback only.',
      ja: '送信コネクタがループバック アドレスだけで待ち受けている。',
    },
    title: {
      en: 'The send connector "{connector}" listens on {address}, which is not loopback.',
      ja: '送信コネクタ "{connector}" がループバック以外のアドレス {address} で待ち受けています。',
    },
    why: {
      en: 'Whoever reaches {address} sends in the name of this server, and {peer} trusts it: no certificate is asked for on this side.',
      ja: '{address} に接続できる者は誰でもこのサーバーの名前で送信でき、{peer} はそれを信頼します。この側では証明書を要求しません。',
    },
    citation: ['docs/reference/config.md, gateway.send.exposed'],
    needs: ['configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['listen-on-loopback'],
  },
  'connector.strangers-hidden': {
    area: 'surroundings',
    severity: 'medium',
    claim: {
      en: 'The server behind a shared connector learns who strangers are.',
      ja: '共有コネクタの背後のメール サーバーが、匿名の接続元のアドレスを取得できる。',
    },
    title: {
      en: 'The shared connector "{connector}" hands sessions of strangers to {backend} without saying who they are (handoff: plain).',
      ja: '共有コネクタ "{connector}" は、匿名の接続元のアドレスを伝えずにセッションを {backend} に渡しています (handoff: plain)。',
    },
    why: {
      en: 'Every stranger looks like this machine there: SPF, block lists, rate limits and the log see one address, and rules for local clients apply to the whole world.',
      ja: '背後のサーバーからはすべての接続元がこのコンピューターに見えます。SPF、ブロック リスト、レート制限、ログが機能せず、ローカル クライアント用の規則が全員に適用されます。',
    },
    citation: ['docs/reference/pitfalls.md, 12'],
    needs: ['configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['hand-over-address'],
  },
  'connector.not-listening': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The running gateway listens on every connector.',
      ja: '動作中のゲートウェイがすべてのコネクタで待ち受けている。',
    },
    title: {
      en: 'The gateway does not listen for connector "{connector}" on {address}.',
      ja: 'ゲートウェイがコネクタ "{connector}" ({address}) で待ち受けていません。',
    },
    why: {
      en: 'The running process {pid} has other settings than the configuration: whoever turns to {address} meets nobody, and mail waits at its sender.',
      ja: '動作中のプロセス {pid} の設定が構成ファイルと異なります。{address} には誰も応答せず、メールは送信元で待機します。',
    },
    citation: ['event 30006', 'event 30007'],
    needs: ['configuration', 'gateway'],
    dependsOn: ['configuration.invalid'],
    explains: [],
    remedies: ['reload-configuration'],
  },
  'connector.not-answering': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Receive connectors answer when this server knocks at them.',
      ja: '受信コネクタが、このサーバー自身からの接続に応答する。',
    },
    title: {
      en: 'The receive connector "{connector}" does not answer at {address}, though the gateway listens there: {answer}',
      ja: 'ゲートウェイは待ち受けていますが、受信コネクタ "{connector}" ({address}) が応答しません: {answer}',
    },
    why: {
      en: 'What this server cannot reach itself, no other reaches: a local firewall drops the port, or process {pid} hangs. Mail waits at its senders.',
      ja: 'このサーバー自身が接続できないものには、他のサーバーも接続できません。ローカルのファイアウォールがポートを遮断しているか、プロセス {pid} が停止しています。メールは送信元で待機します。',
    },
    citation: ['RFC 5321 §3.1'],
    needs: ['listeners', 'gateway', 'configuration'],
    dependsOn: ['connector.not-listening'],
    explains: [],
    remedies: ['look-at-listener'],
  },
  'connector.tls-not-offered': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'Receive connectors offer the STARTTLS that is configured.',
      ja: '受信コネクタが、構成された STARTTLS を提供する。',
    },
    title: {
      en: 'The receive connector "{connector}" at {address} does not offer STARTTLS, though it is configured to.',
      ja: '受信コネクタ "{connector}" ({address}) が、構成されているにもかかわらず STARTTLS を提供していません。',
    },
    why: {
      en: 'The gateway has no certificate it can show, so no server can prove itself: mail from all of them waits there.',
      ja: 'ゲートウェイに提示できる証明書がないため、どのサーバーも認証できません。すべてのサーバーからのメールが送信元で待機します。',
    },
    citation: ['RFC 3207', 'event 1037'],
    needs: ['listeners', 'gateway', 'configuration'],
    dependsOn: ['key.unreadable', 'key.missing', 'key.mismatch', 'store.published-missing', 'selection.none-eligible'],
    explains: [],
    remedies: ['see-selection'],
  },
} as const satisfies FindingTable
