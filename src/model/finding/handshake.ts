/** The way to another server, up to its certificate: address, SMTP and TLS. */
import type { FindingTable } from './entry.ts'

export const HANDSHAKE_FINDINGS = {
  'handshake.nobody-reachable': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'At least one server that send connectors lead to can be reached.',
      ja: '送信コネクタの接続先のうち、少なくとも 1 台に接続できる。',
    },
    title: {
      en: 'None of the {count} servers that send connectors lead to can be reached.',
      ja: '送信コネクタの接続先 {count} 台のいずれにも接続できません。',
    },
    why: {
      en: 'When nobody answers, the network, resolver or firewall of this server is the likelier cause than all of them: outgoing mail waits at the local mail server.',
      ja: 'どのサーバーにも接続できない場合、相手側よりもこのサーバーのネットワーク、名前解決、ファイアウォールに原因がある可能性が高くなります。送信メールはローカルのメール サーバーで待機します。',
    },
    citation: ['event 30011'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: ['event.30011', 'handshake.unreachable'],
    remedies: ['check-own-network'],
  },
  'handshake.unreachable': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'Every server that a send connector leads to can be reached.',
      ja: '送信コネクタの接続先のサーバーすべてに接続できる。',
    },
    title: {
      en: '{peer} cannot be reached at {addresses}: {answer}',
      ja: '{peer} ({addresses}) に接続できません: {answer}',
    },
    why: {
      en: 'Connector "{connector}" has nobody to hand mail to: it waits at the local mail server until a connection succeeds.',
      ja: 'コネクタ "{connector}" はメールを渡せません。接続できるまで、メールはローカルのメール サーバーで待機します。',
    },
    citation: ['event 30011'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: ['event.30011'],
    remedies: ['reach-peer', 'correct-address'],
  },
  'handshake.timeout': {
    area: 'peer',
    severity: 'medium',
    claim: {
      en: 'Every server that accepts a connection goes on answering.',
      ja: '接続を受け入れたサーバーがすべて応答を続ける。',
    },
    title: {
      en: '{peer} at {addresses} accepts the connection and then says nothing for {seconds} s (step {stage}).',
      ja: '{peer} ({addresses}) は接続を受け入れた後、{seconds} 秒間応答しません (段階: {stage})。',
    },
    why: {
      en: 'Connector "{connector}" waits longer than this check, but if nothing comes mail is deferred. A firewall that inspects SMTP, a wrong MTU on the way or an overloaded server shows like this.',
      ja: 'コネクタ "{connector}" はこの確認より長く待ちますが、応答がなければメールは保留されます。SMTP を検査するファイアウォール、経路上の MTU の不一致、過負荷のサーバーで発生します。',
    },
    citation: ['RFC 5321 §4.5.3.2', 'Microsoft KB4051498'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: ['event.2018'],
    remedies: ['watch-handshake'],
  },
  'handshake.starttls-not-offered': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server that a send connector leads to offers STARTTLS.',
      ja: '送信コネクタの接続先のサーバーがすべて STARTTLS を提供する。',
    },
    title: {
      en: '{peer} at {addresses} does not offer STARTTLS.',
      ja: '{peer} ({addresses}) が STARTTLS を提供していません。',
    },
    why: {
      en: 'Nothing goes out in plaintext, so connector "{connector}" defers. Either another program answers there, or that server has no certificate it can use.',
      ja: '平文では送信しないため、コネクタ "{connector}" はメールを保留します。別のプログラムが応答しているか、相手サーバーに使用可能な証明書がありません。',
    },
    citation: ['RFC 3207', 'docs/reference/pitfalls.md, 4'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: ['event.2018'],
    remedies: ['doctor-there', 'correct-address'],
  },
  'handshake.verb-rewritten': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'Nothing between the servers rewrites SMTP.',
      ja: 'サーバーの間で SMTP が書き換えられていない。',
    },
    title: {
      en: 'Something on the way to {peer} at {addresses} writes X characters over STARTTLS.',
      ja: '{peer} ({addresses}) への経路上で、STARTTLS が X 文字に書き換えられています。',
    },
    why: {
      en: 'A firewall with SMTP inspection takes TLS away, and nothing goes out in plaintext: connector "{connector}" defers.',
      ja: 'SMTP 検査機能を持つファイアウォールが TLS を妨げています。平文では送信しないため、コネクタ "{connector}" はメールを保留します。',
    },
    citation: ['docs/reference/pitfalls.md, 4', 'Cisco ASA, inspect esmtp'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: ['event.2018'],
    remedies: ['stop-inspection'],
  },
  'handshake.protocol': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server that answers speaks SMTP and TLS.',
      ja: '応答するサーバーがすべて SMTP と TLS の手順に従う。',
    },
    title: {
      en: 'The handshake with {peer} at {addresses} fails at step {stage}: {answer}',
      ja: '{peer} ({addresses}) とのハンドシェイクが段階 {stage} で失敗しました: {answer}',
    },
    why: {
      en: 'Connector "{connector}" gets no TLS session, so mail to {peer} is deferred.',
      ja: 'コネクタ "{connector}" は TLS セッションを確立できず、{peer} へのメールは保留されます。',
    },
    citation: ['RFC 3207', 'RFC 8446'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: ['event.2018'],
    remedies: ['watch-handshake', 'doctor-there'],
  },
  'handshake.slow': {
    area: 'peer',
    severity: 'low',
    claim: {
      en: 'Handshakes are done in less than 5 seconds.',
      ja: 'ハンドシェイクが 5 秒以内に完了する。',
    },
    title: {
      en: 'The handshake with {peer} at {address} takes {seconds} s.',
      ja: '{peer} ({address}) とのハンドシェイクに {seconds} 秒かかります。',
    },
    why: {
      en: 'Mail to {peer} flows, but each session keeps a delivery slot of the local mail server that long before the first message. Look-ups that time out on the other side are the usual reason.',
      ja: '{peer} へのメールは流れますが、セッションごとに最初のメールまでこの時間がかかります。相手側での名前解決のタイムアウトが主な原因です。',
    },
    citation: ['Microsoft KB4051498'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['watch-handshake'],
  },
  'handshake.some-addresses-fail': {
    area: 'peer',
    severity: 'low',
    claim: {
      en: 'The first address of every server works.',
      ja: 'すべてのサーバーの最初のアドレスが使用できる。',
    },
    title: {
      en: '{peer} is reached at {address} only after {failing} failed.',
      ja: '{peer} は {failing} での失敗後、{address} で接続できます。',
    },
    why: {
      en: 'Mail to {peer} flows, but every delivery tries what does not work first: {answer}',
      ja: '{peer} へのメールは流れますが、配信のたびに使用できないアドレスを先に試行します: {answer}',
    },
    citation: ['RFC 5321 §5.1'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: ['event.30011', 'event.2018'],
    remedies: ['correct-address'],
  },
} as const satisfies FindingTable
