import type { CodeEntry } from '../codes.ts'

export const DISK_CODES = {
  DISK_READ_FAILED: {
    message: { en: '{path} cannot be read: {reason}.', ja: '{path} を読み取れません: {reason}。' },
    remedy: {
      en: 'Check that the file exists and that this account may read it: ls -l {path}',
      ja: 'ファイルの有無と読み取り権限を確認してください: ls -l {path}',
    },
    retry: true,
  },
  DISK_WRITE_FAILED: {
    message: {
      en: '{path} cannot be written: {reason}. Nothing was changed.',
      ja: '{path} に書き込めません: {reason}。変更は行われていません。',
    },
    remedy: {
      en: 'Check free space and rights of the folder: df -h {folder} && ls -ld {folder}',
      ja: 'フォルダーの空き容量と権限を確認してください: df -h {folder} && ls -ld {folder}',
    },
    retry: true,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
