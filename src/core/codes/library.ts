import type { CodeEntry } from '../codes.ts'

export const LIBRARY_CODES = {
  LIBRARY_REFUSED: {
    message: {
      en: '{peer} is refused: {reason}; certificate SHA-256 {fingerprint}.',
      ja: '{peer} を拒否しました: {reason}。証明書の SHA-256: {fingerprint}。',
    },
    remedy: {
      en: 'See what the directory says and what the peer shows: hubtrust server list; hubtrust explain {topic}',
      ja: 'ディレクトリの内容と相手の証明書を確認してください: hubtrust server list、hubtrust explain {topic}',
    },
    retry: true,
  },
  LIBRARY_NOT_REACHED: {
    message: {
      en: '{server} was not reached at {host}:{port}: {reason}.',
      ja: '{server} に {host}:{port} で接続できませんでした: {reason}。',
    },
    remedy: {
      en: 'See each step of the connection: hubtrust verify {host}:{port}',
      ja: '接続の各段階を確認してください: hubtrust verify {host}:{port}',
    },
    retry: true,
  },
  LIBRARY_NO_CERTIFICATE: {
    message: {
      en: 'This server has no usable internal transport certificate: {reason}.',
      ja: 'このサーバーには使用できる内部トランスポート証明書がありません: {reason}。',
    },
    remedy: {
      en: 'See why each certificate is not selected: hubtrust cert select',
      ja: '各証明書が選択されない理由を確認してください: hubtrust cert select',
    },
    retry: true,
  },
  LIBRARY_PUBLISHED_AWAY: {
    message: {
      en: 'The published certificates of {server} cannot be read now.',
      ja: '{server} の公開済み証明書を現在読み取れません。',
    },
    remedy: {
      en: 'Use connect(), which needs only the last known good copy; see what is published: hubtrust server show {server}',
      ja: '最後の正常なコピーだけで動作する connect() を使用してください。公開状況の確認: hubtrust server show {server}',
    },
    retry: true,
  },
  LIBRARY_CLOSED: {
    message: { en: 'Direct trust was closed by this program.', ja: '直接信頼はこのプログラムにより閉じられました。' },
    remedy: { en: 'Call openDirectTrust() again.', ja: 'openDirectTrust() をもう一度呼び出してください。' },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
