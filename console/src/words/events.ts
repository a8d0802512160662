/** Events: the log, its filters, and what one of them means. */
import type { Text } from '../../../src/core/text.ts'

export const EVENT_WORDS = {
  'events.about': {
    en: 'What this gateway has noticed. Events with the same number mean the same as in Exchange; each names its cause.',
    ja: 'ゲートウェイが記録したイベントです。番号の意味は Exchange と同じで、それぞれに原因が示されます。',
  },
  'events.id': { en: 'Event id', ja: 'イベント ID' },
  'events.peer': { en: 'Peer', ja: '相手サーバー' },
  'events.severity': { en: 'Severity', ja: '重要度' },
  'events.any': { en: 'Any', ja: 'すべて' },
  'events.clear': { en: 'Clear filters', ja: 'フィルターを解除' },
  'events.when': { en: 'Time', ja: '日時' },
  'events.says': { en: 'What happened', ja: '内容' },
  'events.times': { en: '{count} times', ja: '{count} 回' },
  'events.chart': { en: 'Events over time', ja: 'イベント数の推移' },
  'events.empty': { en: 'No event matches.', ja: '該当するイベントはありません。' },
  'events.empty-all': {
    en: 'No event yet. When trust fails or changes, it is told here at once.',
    ja: 'イベントはまだありません。信頼に失敗や変更があると、すぐにここに表示されます。',
  },
  'events.new': { en: 'A new event: {id}', ja: '新しいイベント: {id}' },
  'events.open': { en: 'Explain event {id}', ja: 'イベント {id} の説明' },
  'events.cause': { en: 'Cause', ja: '原因' },
  'events.no-cause': { en: 'No cause could be computed.', ja: '原因は特定されていません。' },
  'events.meaning': { en: 'What {id} means', ja: '{id} の説明' },
  'events.details': { en: 'Details', ja: '詳細' },
  'events.category': { en: 'Category', ja: '分類' },
  'events.sequence': { en: 'Sequence', ja: '連番' },
  'events.doctor': { en: 'Ask the doctor', ja: '診断を開く' },
} as const satisfies Readonly<Record<string, Text>>
