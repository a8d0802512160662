import type { CodeEntry } from '../codes.ts'

export const CLI_CODES = {
  CLI_USAGE: {
    message: { en: '{problem}', ja: '{problem}' },
    remedy: { en: 'Run: hubtrust help {command}', ja: '実行してください: hubtrust help {command}' },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
