/** The first page: is something refused right now, why, and what to press. */
import type { Text } from '../../../src/core/text.ts'

export const OVERVIEW_WORDS = {
  'overview.trusted': {
    en: 'Direct trust holds. Nothing is refused.',
    ja: '直接信頼は正常です。拒否されているメールはありません。',
  },
  'overview.not-trusted': {
    en: 'Direct trust is broken: mail waits or is refused.',
    ja: '直接信頼に問題があります。メールが保留または拒否されています。',
  },
  'overview.warnings': {
    en: 'Direct trust holds, but something needs attention.',
    ja: '直接信頼は正常ですが、確認が必要な項目があります。',
  },
  'overview.unknown': {
    en: 'Not known yet: the doctor has not looked.',
    ja: 'まだ診断されていないため、状態は不明です。',
  },
  'overview.checked': { en: 'Last checked', ja: '最後の診断:' },
  'overview.verdict': { en: 'State of direct trust', ja: '直接信頼の状態' },
  'overview.this': { en: 'This server', ja: 'このサーバー' },
  'overview.refused-inbound': { en: 'Mail from {server} is refused.', ja: '{server} からのメールを拒否しています。' },
  'overview.refused-outbound': { en: 'Mail to {server} waits.', ja: '{server} へのメールが保留されています。' },
  'overview.look': { en: 'Open in the doctor', ja: '診断で詳細を表示' },
  'overview.run-doctor': { en: 'Run the doctor', ja: '診断を実行' },
  'overview.peers': { en: 'Other servers', ja: '相手サーバー' },
  'overview.peers-empty': {
    en: 'No handshake with another server since the gateway started.',
    ja: 'ゲートウェイの起動後、相手サーバーとのハンドシェイクはありません。',
  },
  'overview.inbound': { en: 'Mail from it', ja: '受信' },
  'overview.outbound': { en: 'Mail to it', ja: '送信' },
  'overview.outcome-trusted': { en: 'Trusted', ja: '信頼済み' },
  'overview.outcome-refused': { en: 'Refused', ja: '拒否' },
  'overview.certificate': { en: 'Internal transport certificate', ja: '内部トランスポート証明書' },
  'overview.no-certificate': {
    en: 'No certificate can be shown to other servers.',
    ja: '相手サーバーに提示できる証明書がありません。',
  },
  'overview.valid-until': { en: 'Valid until', ja: '有効期限' },
  'overview.directory-age': { en: 'known to be current {age} ago', ja: '最新の状態を確認してから {age}' },
  'overview.directory-holds': {
    en: '{servers} servers, {certificates} certificates',
    ja: 'サーバー {servers} 台、証明書 {certificates} 件',
  },
  'overview.sessions': { en: 'Sessions', ja: 'セッション' },
  'overview.sessions-line': {
    en: '{open} open; since the start {trusted} trusted, {refused} refused',
    ja: '接続中 {open} 件、起動後の累計: 信頼済み {trusted} 件、拒否 {refused} 件',
  },
  'overview.recent': { en: 'Latest problems', ja: '最近の問題' },
  'overview.recent-empty': { en: 'No problem was logged.', ja: '問題は記録されていません。' },
  'overview.all-events': { en: 'All events', ja: 'すべてのイベント' },
  'severity.critical': { en: 'Critical', ja: '緊急' },
  'severity.high': { en: 'High', ja: '高' },
  'severity.medium': { en: 'Medium', ja: '中' },
  'severity.low': { en: 'Low', ja: '低' },
  'severity.info': { en: 'Note', ja: '情報' },
  'severity.error': { en: 'Error', ja: 'エラー' },
  'severity.warning': { en: 'Warning', ja: '警告' },
  'severity.information': { en: 'Information', ja: '情報' },
} as const satisfies Readonly<Record<string, Text>>
