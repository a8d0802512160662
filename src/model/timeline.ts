/** What happened on a server, in order, out of everything in the evidence that has a time. Part of the report. */
import { fill, type Lang, type Text } from '../core/text.ts'
import type { Args, Evidence } from './facts.ts'

interface HappeningEntry {
  /** Only failures can be the first failure, and only changes are looked for before it. */
  readonly role: 'change' | 'failure' | 'recovery'
  readonly text: Text
}

const HAPPENINGS = {
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

export type HappeningId = keyof typeof HAPPENINGS

/** One thing that happened, or the same thing several times without a change between. */
export interface Happening {
  readonly what: HappeningId
  readonly args: Args
  /** ISO 8601; as printed, in the server's own time, when it ends without a zone. */
  readonly at: string
  /** When it happened last. */
  readonly until?: string
  readonly count: number
  /** The first of them. */
  readonly evidence: Evidence
}

export interface Timeline {
  readonly entries: readonly Happening[]
  /** Where in the entries what is broken begins. */
  readonly firstFailure?: number
  /** Changes before it, nearest last. */
  readonly before: readonly number[]
  /** Entries that did not fit. */
  readonly omitted: number
  /** Places that name a date which may be two days: what stands there is not in the list. */
  readonly ambiguous: readonly Evidence[]
}

export function roleOf({ what }: Happening): HappeningEntry['role'] {
  return HAPPENINGS[what].role
}

export function happeningText({ what, args }: Happening, lang: Lang): string {
  return fill(HAPPENINGS[what].text[lang], args)
}

/** Printed without a zone: in the time of the server's own clock. */
export function isLocalTime(iso: string): boolean {
  return !/(?:Z|[+-]\d\d:?\d\d)$/.test(iso)
}
