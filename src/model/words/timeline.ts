/** What reports say around the order of events. */
import type { Text } from '../../core/text.ts'

export const TIMELINE_WORDS = {
  'timeline.title': { en: 'What happened, in order', ja: '時系列' },
  'timeline.when': { en: 'when', ja: '日時' },
  'timeline.what': { en: 'what', ja: '内容' },
  'timeline.where': { en: 'where it stands', ja: '記録箇所' },
  'timeline.first': { en: 'the first failure', ja: '最初の障害' },
  'timeline.before': { en: 'changed before the first failure', ja: '最初の障害の前の変更' },
  'timeline.local': {
    en: '* Printed without a zone: in the time of the server, and shown as it stands. Against times in UTC the order may be off by that zone.',
    ja: '* タイム ゾーンの記載がない日時です。サーバーの時刻のまま表示しているため、UTC の日時との前後関係は時差の分だけずれる可能性があります。',
  },
  'timeline.ambiguous': {
    en: 'Dates that may be two different days are left out: {places}.',
    ja: '日と月を判別できない日付は含まれていません: {places}。',
  },
  'timeline.more': {
    en: '{count} more are not shown; --all or --format json shows what was kept.',
    ja: 'ほかに {count} 件あります。--all または --format json を指定すると、保持されている項目をすべて表示します。',
  },
  'report.product': { en: 'Product', ja: '製品' },
  'era.unknown': { en: 'of an unknown version', ja: '(バージョン不明)' },
  'era.later': { en: '2013 or later', ja: '2013 以降' },
} as const satisfies Readonly<Record<string, Text>>
