/** The clock of this server, against others and against what its system says. */
import type { FindingTable } from './entry.ts'

export const CLOCK_FINDINGS = {
  'validity.clock': {
    area: 'own',
    severity: 'medium',
    claim: {
      en: 'The clock of this server agrees with the others.',
      ja: 'このサーバーの時計が他のサーバーと一致している。',
    },
    title: {
      en: 'The clock of this server differs by {seconds} s from {others}.',
      ja: 'このサーバーの時計が {others} と {seconds} 秒ずれています。',
    },
    why: {
      en: 'By a wrong clock good certificates are not valid yet or expired already. Under trust.expired "refuse" mail stops; otherwise warnings and times in the event log mislead.',
      ja: '時計が誤っていると、正しい証明書が有効期間外と判断されます。trust.expired が "refuse" の場合はメールが停止し、それ以外でも警告やイベント ログの時刻が誤ったものになります。',
    },
    citation: ['Microsoft KB979174', 'hubtrust explain validity.not-yet'],
    needs: ['clock'],
    dependsOn: [],
    explains: ['validity.not-yet', 'validity.clock-unsynchronized'],
    remedies: ['check-clocks'],
  },
  'validity.clock-unsynchronized': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The clock of this server is synchronized.',
      ja: 'このサーバーの時計が同期されている。',
    },
    title: {
      en: 'The clock of this server is not synchronized.',
      ja: 'このサーバーの時計が同期されていません。',
    },
    why: {
      en: 'It drifts until good certificates look invalid, and nothing here can tell how far off it is already.',
      ja: '時計のずれが広がると、正しい証明書が有効期間外と判断されます。現在のずれは確認できていません。',
    },
    citation: ['timedatectl(1)'],
    needs: ['clock'],
    dependsOn: [],
    explains: [],
    remedies: ['check-clocks'],
  },
} as const satisfies FindingTable
