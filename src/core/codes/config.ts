import type { CodeEntry } from '../codes.ts'

export const CONFIG_CODES = {
  CONFIG_MISSING: {
    message: { en: 'There is no configuration at {path}.', ja: '構成ファイル {path} がありません。' },
    remedy: {
      en: 'Run: hubtrust init, or name the file with --config FILE',
      ja: '実行してください: hubtrust init。または --config FILE でファイルを指定してください。',
    },
    retry: false,
  },
  CONFIG_INVALID: {
    message: {
      en: '{path}:{line}:{column}: {problem}',
      ja: '{path}:{line}:{column}: {problem}',
    },
    remedy: {
      en: 'Edit line {line} of {path}; docs/reference/config.md lists every setting.',
      ja: '{path} の {line} 行目を修正してください。設定の一覧は docs/reference/config.md にあります。',
    },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
