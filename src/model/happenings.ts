/** What can happen on a server, in both languages, and what it means for the order of events. */
import type { Text } from '../core/text.ts'

export interface HappeningEntry {
  /** Only failures can be the first failure, and only changes are looked for before it. */
  readonly role: 'change' | 'failure' | 'recovery'
  readonly text: Text
}

export const HAPPENINGS = {
  'certificate.begins': {
    role: 'change',
    text: {
      en: 'Certificate {thumbprint} ({subject}) was made: its validity begins.',
      ja: '証明書 {thumbprint} ({subject}) が作成されました (有効期間の開始)。',
    },
  },
  'certificate.ends': {
    role: 'change',
    text: {
      en: 'Certificate {thumbprint} ({subject}) expired.',
      ja: '証明書 {thumbprint} ({subject}) の期限が切れました。',
    },
  },
  'command.run': {
    role: 'change',
    text: { en: 'Somebody ran {command}.', ja: '{command} が実行されました。' },
  },
  'service.changed': {
    role: 'change',
    text: { en: 'Service event {id}: {service}.', ja: 'サービスのイベント {id}: {service}。' },
  },
  'machine.renamed': {
    role: 'change',
    text: { en: 'The computer was renamed: {names}.', ja: 'コンピューター名が変更されました: {names}。' },
  },
  'reading.changed': {
    role: 'change',
    text: {
      en: '{property} is {value} in this file; it was {before} in {place}.',
      ja: 'このファイルでは {property} が {value} です ({place} では {before} でした)。',
    },
  },
  'event.logged': {
    role: 'failure',
    text: { en: '{source} logged event {id}{about}.', ja: '{source} がイベント {id}{about} を記録しました。' },
  },
  'key.denied': {
    role: 'failure',
    text: {
      en: '{process} was refused the key file {file}: {result}.',
      ja: '{process} の秘密キー ファイル {file} へのアクセスが拒否されました: {result}。',
    },
  },
  'session.failed': {
    role: 'failure',
    text: { en: 'A session with {remote} failed: {error}', ja: '{remote} とのセッションが失敗しました: {error}' },
  },
  'session.trusted': {
    role: 'recovery',
    text: { en: 'A session with {remote} was trusted.', ja: '{remote} とのセッションが信頼されました。' },
  },
} as const satisfies Readonly<Record<string, HappeningEntry>>
