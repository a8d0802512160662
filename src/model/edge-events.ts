/** Events of an edge subscription: what a perimeter host and the inside tell of each other. */
import type { EventEntry } from './events.ts'

export const EDGE_EVENTS = {
  30050: {
    category: 'DirectorySync',
    name: 'EdgeSubscriptionUsed',
    severity: 'information',
    text: {
      en: 'The edge subscription of this server was accepted inside: {server} has pushed for the first time. Its certificate: {fingerprint}. The token is used up.',
      ja: 'このサーバーのエッジ サブスクリプションが内部で受け入れられました: {server} が最初のプッシュを完了しました。証明書: {fingerprint}。トークンは使用済みです。',
    },
  },
  30051: {
    category: 'DirectorySync',
    name: 'EdgePushRefused',
    severity: 'warning',
    text: {
      en: '[{address}] wanted to push into the directory of this edge and was refused: {reason}. Certificate: {fingerprint}.',
      ja: '[{address}] によるこのエッジのディレクトリへのプッシュを拒否しました: {reason}。証明書: {fingerprint}。',
    },
  },
  30052: {
    category: 'DirectorySync',
    name: 'EdgeSubscriptionExpired',
    severity: 'warning',
    text: {
      en: 'The edge subscription for {server} ended at {expires} without having been used.',
      ja: '{server} のエッジ サブスクリプションは使用されないまま {expires} に期限が切れました。',
    },
  },
  30053: {
    category: 'DirectorySync',
    name: 'EdgePushFailed',
    severity: 'error',
    text: {
      en: 'Nothing can be pushed to the edge {server}: {reason}.',
      ja: 'エッジ {server} にプッシュできません: {reason}。',
    },
  },
  30054: {
    category: 'DirectorySync',
    name: 'EdgeInStep',
    severity: 'information',
    text: {
      en: 'The edge {server} has what it may know: {entries} servers.',
      ja: 'エッジ {server} は最新の状態です: サーバー {entries} 台。',
    },
  },
  30055: {
    category: 'DirectorySync',
    name: 'EdgeLeaseMoved',
    severity: 'information',
    text: {
      en: '{server} pushes into the directory of this edge now, in place of {before}.',
      ja: 'このエッジのディレクトリへのプッシュは {before} に代わって {server} が行います。',
    },
  },
  30056: {
    category: 'DirectorySync',
    name: 'EdgeCertificateTaken',
    severity: 'information',
    text: {
      en: 'The edge {server} names another certificate of its own, and it is published for it: {fingerprint}.',
      ja: 'エッジ {server} が新しい自身の証明書を通知したため、公開しました: {fingerprint}。',
    },
  },
  30057: {
    category: 'DirectorySync',
    name: 'EdgeCertificateWithdrawn',
    severity: 'information',
    text: {
      en: 'The edge {server} does not name its certificate {fingerprint} any more, and it is withdrawn.',
      ja: 'エッジ {server} が証明書 {fingerprint} を通知しなくなったため、取り消しました。',
    },
  },
  30058: {
    category: 'DirectorySync',
    name: 'EdgeCertificateRefused',
    severity: 'warning',
    text: {
      en: 'The edge {server} names the certificate {fingerprint} as its own, and it is not published: {reason}.',
      ja: 'エッジ {server} が通知した証明書 {fingerprint} は公開されません: {reason}。',
    },
  },
  30059: {
    category: 'DirectorySync',
    name: 'EdgeHoldsBack',
    severity: 'warning',
    text: {
      en: 'The edge {server} holds back what was pushed: too many servers would lose all trust there at once.',
      ja: 'エッジ {server} はプッシュされた変更を保留しています: 一度に多数のサーバーが信頼を失うことになります。',
    },
  },
} as const satisfies Readonly<Record<number, EventEntry>>
