import type { CodeEntry } from '../codes.ts'

export const LAB_CODES = {
  LAB_GATEWAY_ENDED: {
    message: {
      en: 'The gateway of {server} ended unexpectedly. Its last words:\n{lines}',
      ja: '{server} のゲートウェイが予期せず終了しました。最後の出力:\n{lines}',
    },
    remedy: {
      en: 'Fix what its last words say, then start the lab again: hubtrust lab',
      ja: '最後の出力が示す問題を解決してから、ラボを再度起動してください: hubtrust lab',
    },
    retry: true,
  },
  LAB_GATEWAY_SILENT: {
    message: {
      en: 'The gateway of {server} does not greet on {host}:{port}. Its last words:\n{lines}',
      ja: '{server} のゲートウェイが {host}:{port} で応答しません。最後の出力:\n{lines}',
    },
    remedy: {
      en: 'Start the lab again: hubtrust lab. On a slow machine end other programs first.',
      ja: 'ラボを再度起動してください: hubtrust lab。低速なコンピューターでは、先に他のプログラムを終了してください。',
    },
    retry: true,
  },
  LAB_NOT_RUNNING: {
    message: { en: 'No lab runs under {root}.', ja: '{root} で実行中のラボはありません。' },
    remedy: {
      en: 'Start one in another terminal: hubtrust lab, or name its folder with --root DIR',
      ja: '別の端末で起動してください: hubtrust lab。または --root DIR でフォルダーを指定してください。',
    },
    retry: false,
  },
  LAB_RUNNING: {
    message: {
      en: 'A lab runs already under {root} (process {pid}).',
      ja: '{root} では既にラボが実行中です (プロセス {pid})。',
    },
    remedy: {
      en: 'Use it, or end it with: kill {pid}',
      ja: 'そのラボを使用するか、次のコマンドで終了してください: kill {pid}',
    },
    retry: false,
  },
  LAB_ROOT_OCCUPIED: {
    message: { en: '{root} holds files that are not of a lab.', ja: '{root} にはラボ以外のファイルがあります。' },
    remedy: {
      en: 'Name a new or empty folder: hubtrust lab --root DIR',
      ja: '新しいフォルダーまたは空のフォルダーを指定してください: hubtrust lab --root DIR',
    },
    retry: false,
  },
  LAB_ALREADY_BROKEN: {
    message: { en: '{cause} is broken already.', ja: '{cause} は既に壊れた状態です。' },
    remedy: {
      en: 'Repair it first: hubtrust lab repair {cause} --root {root}',
      ja: '先に修復してください: hubtrust lab repair {cause} --root {root}',
    },
    retry: false,
  },
  LAB_NOTHING_TO_BREAK: {
    message: {
      en: 'Something else is broken already: {server} has no {what} that could be broken now.',
      ja: '別の障害が発生しています。{server} には、障害を起こす対象 ({what}) がありません。',
    },
    remedy: {
      en: 'Repair that first: hubtrust lab repair --root {root}',
      ja: '先に修復してください: hubtrust lab repair --root {root}',
    },
    retry: false,
  },
  LAB_KEY_ALWAYS_READABLE: {
    message: {
      en: 'The keys under {root} cannot be made unreadable: the gateways run as root there, because no other account can reach that folder.',
      ja: '{root} の秘密キーを読み取り不可にできません。他のアカウントがこのフォルダーに到達できないため、ゲートウェイは root として扱われています。',
    },
    remedy: {
      en: 'Start the lab under a folder that everybody can reach: hubtrust lab --root /tmp/lab',
      ja: 'すべてのアカウントが到達できるフォルダーでラボを起動してください: hubtrust lab --root /tmp/lab',
    },
    retry: false,
  },
  LAB_STORY_FAILED: {
    message: {
      en: 'The lab expected this and did not see it: {expected}. Seen: {seen}',
      ja: '予期した結果が得られませんでした: {expected}。実際の結果: {seen}',
    },
    remedy: {
      en: 'Look closer: hubtrust lab --root DIR, then hubtrust events --config DIR/hub1/config.yaml',
      ja: '詳細を確認してください: hubtrust lab --root DIR を実行し、hubtrust events --config DIR/hub1/config.yaml を実行',
    },
    retry: true,
  },
  LAB_PROGRAM_MISSING: {
    message: {
      en: 'This needs {program}, which is not on this machine.',
      ja: 'これには {program} が必要ですが、このコンピューターにありません。',
    },
    remedy: {
      en: 'On Debian or Ubuntu: apt-get install {program}',
      ja: 'Debian または Ubuntu では次を実行してください: apt-get install {program}',
    },
    retry: false,
  },
  LAB_PROGRAM_FAILED: {
    message: {
      en: '{program} did not start: {lines}',
      ja: '{program} を起動できませんでした: {lines}',
    },
    remedy: {
      en: 'Nothing was changed in the lab. Try again, or run {program} by hand to see why.',
      ja: 'ラボは変更されていません。もう一度実行するか、{program} を手動で実行して原因を確認してください。',
    },
    retry: true,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
