import type { CodeEntry } from '../codes.ts'

export const POSTFIX_CODES = {
  POSTFIX_PROGRAM_FAILED: {
    message: { en: '{program} did not do it: {reason}.', ja: '{program} を実行できませんでした: {reason}。' },
    remedy: {
      en: 'Try it by hand: {program}; Postfix belongs on this machine, and its folder is given with --postfix-config.',
      ja: '手動で確認してください: {program}。Postfix がこのコンピューターに必要です。フォルダーは --postfix-config で指定します。',
    },
    retry: false,
  },
  POSTFIX_PORT_TAKEN: {
    message: {
      en: 'Port {port} has an entry of its own in {path}.',
      ja: 'ポート {port} は {path} に別のエントリがあります。',
    },
    remedy: {
      en: 'Choose another port: hubtrust postfix setup --port 2526',
      ja: '別のポートを指定してください: hubtrust postfix setup --port 2526',
    },
    retry: false,
  },
  POSTFIX_NO_TABLE_TYPE: {
    message: {
      en: 'This Postfix has no tables of the type {type}.',
      ja: 'この Postfix は {type} 形式の表に対応していません。',
    },
    remedy: {
      en: 'On Debian: apt-get install {package}. Or take --format texthash, which every Postfix reads. What it has: postconf -m',
      ja: 'Debian の場合: apt-get install {package}。または、すべての Postfix で使用できる --format texthash を指定してください。対応形式の確認: postconf -m',
    },
    retry: false,
  },
  POSTFIX_NOT_CONFIGURED: {
    message: {
      en: '{path} says nothing about Postfix, so this gateway answers none.',
      ja: '{path} に postfix の設定がないため、ゲートウェイは Postfix に応答しません。',
    },
    remedy: {
      en: 'Set it up: hubtrust postfix setup --dry-run',
      ja: '設定してください: hubtrust postfix setup --dry-run',
    },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
