import type { CodeEntry } from '../codes.ts'

export const DAEMON_CODES = {
  DAEMON_RUNNING: {
    message: {
      en: 'A gateway runs already for this configuration (process {pid}, {socket}).',
      ja: 'この構成のゲートウェイは既に実行中です (プロセス {pid}、{socket})。',
    },
    remedy: {
      en: 'See it: hubtrust status; have it read the configuration again: kill -HUP {pid}; end it: kill {pid}',
      ja: '状態の確認: hubtrust status。構成の再読み込み: kill -HUP {pid}。終了: kill {pid}',
    },
    retry: false,
  },
  DAEMON_NOT_RUNNING: {
    message: {
      en: 'No gateway of this configuration runs, or this account may not speak to it ({socket}).',
      ja: 'この構成のゲートウェイは実行されていないか、このアカウントには接続する権限がありません ({socket})。',
    },
    remedy: {
      en: 'Start it: hubtrust serve; if it runs, ask as root or as the account it runs as.',
      ja: '起動してください: hubtrust serve。実行中の場合は、root またはゲートウェイの実行アカウントで実行してください。',
    },
    retry: true,
  },
  DAEMON_SOCKET_FAILED: {
    message: {
      en: 'The control socket {socket} cannot be opened: {reason}.',
      ja: '制御ソケット {socket} を開けません: {reason}。',
    },
    remedy: {
      en: 'Check that the folder exists, that this account may write there, and that the path has fewer than 108 characters (runFolder in the configuration): ls -ld {folder}',
      ja: 'フォルダーの有無、書き込み権限、パスが 107 文字以下であること (構成の runFolder) を確認してください: ls -ld {folder}',
    },
    retry: false,
  },
  DAEMON_WORKER_FAILED: {
    message: {
      en: 'A process of the gateway ended while it started: {reason}.',
      ja: 'ゲートウェイのプロセスが起動中に終了しました: {reason}。',
    },
    remedy: {
      en: 'Start it in one process to see more: gateway.processes: 1 in the configuration, then hubtrust serve',
      ja: '1 プロセスで起動して詳細を確認してください: 構成の gateway.processes を 1 にして hubtrust serve',
    },
    retry: true,
  },
  DAEMON_REPAIR_LOG_DAMAGED: {
    message: {
      en: 'The audit file of repairs {path} cannot be read: line {line} is no record.',
      ja: '修復の監査ファイル {path} を読み取れません: {line} 行目がレコードではありません。',
    },
    remedy: {
      en: 'Move it aside and keep it: mv {path} {path}.damaged; then try again.',
      ja: '別の名前で保管してから、もう一度実行してください: mv {path} {path}.damaged',
    },
    retry: false,
  },
  DAEMON_SUPPRESSIONS_INVALID: {
    message: {
      en: 'The suppressions in {path} cannot be used: line {line}, column {column}: {problem}.',
      ja: '{path} の抑制リストを使用できません: {line} 行 {column} 列: {problem}。',
    },
    remedy: {
      en: 'Each entry needs "id" and "reason"; "subject" and "until" (2027-03-31) are optional. See: hubtrust help doctor',
      ja: '各項目には "id" と "reason" が必要です。"subject" と "until" (2027-03-31) は省略できます。参照: hubtrust help doctor',
    },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
