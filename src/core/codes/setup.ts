import type { CodeEntry } from '../codes.ts'

/** A mail server made to ask Hubtrust, and Exim's part of it. */
export const SETUP_CODES = {
  SETUP_NOT_ANSWERED: {
    message: {
      en: 'The gateway does not answer {program} after {seconds} seconds; nothing of {program} was changed.',
      ja: 'ゲートウェイが {seconds} 秒以内に {program} への応答を開始しませんでした。{program} は変更していません。',
    },
    remedy: {
      en: 'See why: hubtrust status; hubtrust events --id 30006,30041',
      ja: '原因の確認: hubtrust status; hubtrust events --id 30006,30041',
    },
    retry: true,
  },
  SETUP_CHANGED_SINCE: {
    message: {
      en: '{path} was changed after the set-up; taking the set-up back would lose that.',
      ja: '{path} は設定後に変更されています。設定を取り消すと、その変更が失われます。',
    },
    remedy: {
      en: 'Compare it with the file as it was before, and decide by hand: diff {backup} {path}',
      ja: '設定前のファイルと比較して、手動で判断してください: diff {backup} {path}',
    },
    retry: false,
  },
  SETUP_NOT_DONE: {
    message: { en: 'There is no set-up to take back in {folder}.', ja: '{folder} に取り消せる設定はありません。' },
    remedy: {
      en: 'See what a set-up would change: hubtrust {command} --dry-run',
      ja: '設定による変更内容の確認: hubtrust {command} --dry-run',
    },
    retry: false,
  },
  EXIM_PROGRAM_FAILED: {
    message: { en: '{program} did not do it: {reason}.', ja: '{program} を実行できませんでした: {reason}。' },
    remedy: {
      en: 'Try it by hand: {program}; the Exim of Debian or Ubuntu belongs on this machine (package exim4).',
      ja: '手動で確認してください: {program}。Debian または Ubuntu の Exim (exim4 パッケージ) がこのコンピューターに必要です。',
    },
    retry: false,
  },
  EXIM_OWN_CONFIGURATION: {
    message: {
      en: 'Exim here is not configured as Debian does it ({path}); nothing was changed.',
      ja: 'この Exim は Debian の方式で構成されていません ({path})。変更は行っていません。',
    },
    remedy: {
      en: 'Put the sections of docs/guide/exim.md into its configuration by hand, and ask again: exim -bV',
      ja: 'docs/guide/exim.md の各セクションを手動で構成に追加し、確認してください: exim -bV',
    },
    retry: false,
  },
  EXIM_LACKS: {
    message: {
      en: 'This Exim was built without {feature}, which direct trust needs.',
      ja: 'この Exim には直接信頼に必要な {feature} が組み込まれていません。',
    },
    remedy: {
      en: 'Install an Exim that has it (exim4-daemon-light of Debian), or put the gateway in front: see what it has with exim4 -bV',
      ja: 'その機能を備えた Exim (Debian の exim4-daemon-light) を使用するか、ゲートウェイを前段に配置してください。機能の確認: exim4 -bV',
    },
    retry: false,
  },
  EXIM_PORT_TAKEN: {
    message: {
      en: 'Port {port} is where connector "{connector}" of this gateway listens.',
      ja: 'ポート {port} はこのゲートウェイのコネクタ "{connector}" が使用しています。',
    },
    remedy: {
      en: 'Remove that connector from {path} when Exim takes its place, or choose another port: hubtrust exim setup --port 2526',
      ja: 'Exim で受信する場合は {path} からそのコネクタを削除するか、別のポートを指定してください: hubtrust exim setup --port 2526',
    },
    retry: false,
  },
  EXIM_PORTS_STATED: {
    message: {
      en: 'Exim is told elsewhere to listen on {ports}; port {port} is not among them.',
      ja: 'Exim の待ち受けポートは別の場所で {ports} に設定されており、ポート {port} が含まれていません。',
    },
    remedy: {
      en: 'Add {port} to daemon_smtp_ports where it is set, then try again: grep -r daemon_smtp_ports /etc/exim4',
      ja: 'daemon_smtp_ports に {port} を追加してから再実行してください: grep -r daemon_smtp_ports /etc/exim4',
    },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
