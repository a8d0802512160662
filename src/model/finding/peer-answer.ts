/** What other servers think of this one, and how mail from them fared: trust has two directions. */
import type { FindingTable } from './entry.ts'

/** What makes this server show another certificate than the published one, or none, or takes it out of the directory. */
const NOT_KNOWN_TO_OTHERS = [
  'key.unreadable',
  'key.missing',
  'key.mismatch',
  'store.published-missing',
  'store.ephemeral',
  'selection.none-eligible',
  'directory.not-published',
  'directory.server-missing',
  'directory.server-disabled',
] as const

export const PEER_ANSWER_FINDINGS = {
  'peer.rejects-us': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server trusts the certificate of this one.',
      ja: 'すべてのサーバーが、このサーバーの証明書を信頼している。',
    },
    title: {
      en: '{peer} refuses the certificate of this server: {answer}',
      ja: '{peer} がこのサーバーの証明書を拒否しました: {answer}',
    },
    why: {
      en: 'Trust holds only when each side knows the other. Mail to {peer} is deferred with this answer until its directory has our certificate. Cause it names: {cause}.',
      ja: '直接信頼は双方が相手を知っている場合にのみ成立します。{peer} のディレクトリにこのサーバーの証明書が登録されるまで、{peer} へのメールは保留されます。相手が示した原因: {cause}。',
    },
    citation: ['Microsoft ff980980 (event 1036, logged by the other server)'],
    needs: ['peers', 'configuration'],
    dependsOn: NOT_KNOWN_TO_OTHERS,
    explains: ['peer.one-way'],
    remedies: ['introduce-this-server'],
  },
  'peer.rejects-validity': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'No server refuses this one because of the validity of its certificate.',
      ja: '証明書の有効期間を理由にこのサーバーを拒否するサーバーがない。',
    },
    title: {
      en: '{peer} refuses the certificate of this server because of its validity: {answer}',
      ja: '{peer} が有効期間を理由にこのサーバーの証明書を拒否しました: {answer}',
    },
    why: {
      en: 'On {peer} trust.expired is "refuse", or its clock differs from ours: mail to it is deferred.',
      ja: '{peer} の trust.expired が "refuse" であるか、時計がずれています。{peer} へのメールは保留されます。',
    },
    citation: ['docs/reference/config.md, trust.expired'],
    needs: ['peers', 'configuration'],
    dependsOn: ['validity.expired', 'validity.not-yet', 'validity.clock'],
    explains: ['peer.one-way'],
    remedies: ['renew-own', 'check-clocks'],
  },
  'peer.directory-stale': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server can read its own directory.',
      ja: 'すべてのサーバーが自身のディレクトリを読み取れる。',
    },
    title: {
      en: '{peer} cannot read its directory and defers everybody: {answer}',
      ja: '{peer} は自身のディレクトリを読み取れず、すべての接続を保留しています: {answer}',
    },
    why: {
      en: 'Mail to {peer} waits until its directory is back; nothing is wrong with the certificates.',
      ja: '{peer} のディレクトリが復旧するまで、{peer} へのメールは待機します。証明書に問題はありません。',
    },
    citation: ['event 30008'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: ['peer.one-way'],
    remedies: ['doctor-there'],
  },
  'peer.not-ready': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server that trusts this one takes its mail.',
      ja: 'このサーバーを信頼するすべてのサーバーが、メールを受け取る。',
    },
    title: {
      en: '{peer} does not take mail at the moment: {answer}',
      ja: '{peer} は現在メールを受け取れません: {answer}',
    },
    why: {
      en: 'TLS and certificates are in order, but the mail server behind {peer} is not there or turned the session away: mail to it waits.',
      ja: 'TLS と証明書は正常ですが、{peer} の背後のメール サーバーが停止しているか、セッションを受け付けていません。{peer} へのメールは待機します。',
    },
    citation: ['event 30001', 'event 30003'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['doctor-there'],
  },
  'peer.one-way': {
    area: 'peer',
    severity: 'medium',
    claim: {
      en: 'Trust with every server holds in both directions.',
      ja: 'すべてのサーバーとの信頼が双方向に成立している。',
    },
    title: {
      en: '{trusting} trusts {other}, but {other} does not trust {trusting}.',
      ja: '{trusting} は {other} を信頼していますが、{other} は {trusting} を信頼していません。',
    },
    why: {
      en: 'Mail needs both directions of trust: sessions between {trusting} and {other} are deferred.',
      ja: 'メールには双方向の信頼が必要です。{trusting} と {other} の間のセッションは保留されます。',
    },
    citation: ['hubtrust verify'],
    needs: ['peers', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['doctor-there'],
  },
  'peer.refused-recently': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'No server of the directory was refused lately.',
      ja: 'ディレクトリのサーバーが最近拒否されていない。',
    },
    title: {
      en: 'Mail from {peer} [{address}] was refused, last at {lastAt}: certificate SHA-256 {presented} is published for nobody.',
      ja: '{peer} [{address}] からのメールが拒否されました (最終: {lastAt})。証明書 SHA-256 {presented} はどのサーバーにも公開されていません。',
    },
    why: {
      en: 'The connection came from {peer}, and no session of it has been trusted since: its mail waits there.',
      ja: '接続は {peer} からのもので、その後に信頼されたセッションがありません。メールは {peer} で待機しています。',
    },
    citation: ['Microsoft ff980980 (event 1036)'],
    needs: ['events', 'directory', 'configuration'],
    dependsOn: [],
    explains: ['event.1036'],
    remedies: ['publish-peer'],
  },
  'peer.clock': {
    area: 'peer',
    severity: 'low',
    claim: {
      en: 'The clocks of the other servers agree with this one.',
      ja: '他のサーバーの時計がこのサーバーと一致している。',
    },
    title: {
      en: 'The clock of {peer} differs from this one by {seconds} s, while others agree with it.',
      ja: '{peer} の時計がこのサーバーと {seconds} 秒ずれています (他のサーバーとは一致しています)。',
    },
    why: {
      en: '{peer} judges validity by another time: it may refuse certificates that are new or about to expire.',
      ja: '{peer} は異なる時刻で有効期間を判断するため、新しい証明書や期限間近の証明書を拒否する可能性があります。',
    },
    citation: ['Microsoft KB979174'],
    needs: ['clock'],
    dependsOn: [],
    explains: ['peer.not-yet-valid', 'peer.rejects-validity'],
    remedies: ['check-clocks'],
  },
} as const satisfies FindingTable
