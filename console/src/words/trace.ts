/** The page of the trace. */
import type { Text } from '../../../src/core/text.ts'

export const TRACE_WORDS = {
  'trace.about': {
    en: 'Every step of the gateway as it happens. It is on only while it is watched, and ends by itself.',
    ja: 'ゲートウェイの処理を逐次表示します。表示している間だけ有効で、指定した時間が過ぎると自動的に終了します。',
  },
  'trace.tags': { en: 'What to watch', ja: 'コンポーネント' },
  'trace.time': { en: 'For', ja: '時間' },
  'trace.time-15': { en: '15 seconds', ja: '15 秒' },
  'trace.time-60': { en: '1 minute', ja: '1 分' },
  'trace.time-300': { en: '5 minutes', ja: '5 分' },
  'trace.time-900': { en: '15 minutes', ja: '15 分' },
  'trace.start': { en: 'Watch', ja: '開始' },
  'trace.stop': { en: 'Stop', ja: '停止' },
  'trace.lines': { en: 'Trace', ja: 'トレース' },
  'trace.is-on': { en: 'On', ja: '有効' },
  'trace.is-off': { en: 'Off', ja: '無効' },
  'trace.waiting': { en: 'Nothing has happened yet.', ja: 'まだ出力はありません。' },
  'trace.empty': { en: 'Press Watch to begin.', ja: '「開始」を押すと表示されます。' },
} as const satisfies Readonly<Record<string, Text>>
