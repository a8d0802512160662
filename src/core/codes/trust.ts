import type { CodeEntry } from '../codes.ts'

export const TRUST_CODES = {
  TRUST_SNAPSHOT_DAMAGED: {
    message: {
      en: 'The trust index snapshot is damaged: {reason}.',
      ja: '信頼インデックスのスナップショットが壊れています: {reason}。',
    },
    remedy: {
      en: 'Nothing to do: it is written again as soon as the directory can be read. To force it: systemctl restart hubtrust',
      ja: '対処は不要です。ディレクトリを読み取れるようになると再作成されます。すぐに再作成するには: systemctl restart hubtrust',
    },
    retry: true,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
