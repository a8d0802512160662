import type { CodeEntry } from '../codes.ts'

export const CONSOLE_CODES = {
  CONSOLE_NOT_SIGNED_IN: {
    message: {
      en: 'Nobody is signed in, or the session has ended.',
      ja: 'サインインしていないか、セッションが終了しています。',
    },
    remedy: {
      en: 'Sign in, or make a one-time link on the server: hubtrust console link',
      ja: 'サインインするか、サーバー上でワンタイム リンクを作成してください: hubtrust console link',
    },
    retry: false,
  },
  CONSOLE_SIGN_IN_FAILED: {
    message: { en: 'Account and password do not belong together.', ja: 'アカウントとパスワードが一致しません。' },
    remedy: {
      en: 'Try again, or make a one-time link on the server: hubtrust console link',
      ja: 'もう一度入力するか、サーバー上でワンタイム リンクを作成してください: hubtrust console link',
    },
    retry: false,
  },
  CONSOLE_LINK_USED: {
    message: {
      en: 'This sign-in link was used already, or is older than ten minutes.',
      ja: 'このサインイン リンクは使用済みか、10 分を過ぎています。',
    },
    remedy: {
      en: 'Make another one on the server: hubtrust console link',
      ja: 'サーバー上で新しいリンクを作成してください: hubtrust console link',
    },
    retry: false,
  },
  CONSOLE_TOO_MANY_ATTEMPTS: {
    message: { en: 'Too many attempts to sign in.', ja: 'サインインの試行回数が多すぎます。' },
    remedy: { en: 'Wait {seconds} seconds and try again.', ja: '{seconds} 秒待ってからもう一度試してください。' },
    retry: true,
  },
  CONSOLE_ROLE_MISSING: {
    message: {
      en: '"{account}" has the role {role}; this needs {needed}.',
      ja: '"{account}" のロールは {role} ですが、この操作には {needed} が必要です。',
    },
    remedy: {
      en: 'Ask an organization administrator, who can change it on the server: hubtrust console user add {account} --role {needed}',
      ja: '組織の管理者に依頼してください。サーバー上で変更できます: hubtrust console user add {account} --role {needed}',
    },
    retry: false,
  },
  CONSOLE_SERVER_NOT_YOURS: {
    message: {
      en: '"{account}" may not change {server}.',
      ja: '"{account}" には {server} を変更する権限がありません。',
    },
    remedy: {
      en: 'Ask an organization administrator, who can add the server: hubtrust console user add {account} --role server-admin --servers {server}',
      ja: '組織の管理者に依頼してください。サーバーを追加できます: hubtrust console user add {account} --role server-admin --servers {server}',
    },
    retry: false,
  },
  CONSOLE_CSRF: {
    message: {
      en: 'The change did not come with the token of this session.',
      ja: '変更要求にこのセッションのトークンがありません。',
    },
    remedy: {
      en: 'Load the page again; a program signs in with a token of its own: hubtrust console token new NAME',
      ja: 'ページを再読み込みしてください。プログラムからは専用のトークンを使用してください: hubtrust console token new NAME',
    },
    retry: false,
  },
  CONSOLE_CROSS_SITE: {
    message: { en: 'The request came from another site.', ja: 'リクエストが別のサイトから送信されました。' },
    remedy: { en: 'Open the console by its own address.', ja: 'コンソール自身のアドレスから開いてください。' },
    retry: false,
  },
  CONSOLE_HOST_UNKNOWN: {
    message: {
      en: 'The console does not answer to the name "{host}".',
      ja: 'コンソールは "{host}" という名前には応答しません。',
    },
    remedy: {
      en: 'Open it by the name it is known by, or add the name to console.allowedHosts in the configuration.',
      ja: '登録された名前で開くか、構成の console.allowedHosts に名前を追加してください。',
    },
    retry: false,
  },
  CONSOLE_NO_ROUTE: {
    message: { en: 'There is nothing at {path}.', ja: '{path} には何もありません。' },
    remedy: {
      en: 'See what there is: GET /api/v1/openapi.json',
      ja: '利用できるものを確認してください: GET /api/v1/openapi.json',
    },
    retry: false,
  },
  CONSOLE_METHOD: {
    message: { en: '{path} does not take {method}.', ja: '{path} は {method} を受け付けません。' },
    remedy: {
      en: 'See what it takes: GET /api/v1/openapi.json',
      ja: '受け付けるメソッドを確認してください: GET /api/v1/openapi.json',
    },
    retry: false,
  },
  CONSOLE_BAD_REQUEST: {
    message: { en: 'The request is not as it should be: {problem}.', ja: 'リクエストが正しくありません: {problem}。' },
    remedy: {
      en: 'Correct it; what is expected is in GET /api/v1/openapi.json',
      ja: '修正してください。形式は GET /api/v1/openapi.json を参照してください。',
    },
    retry: false,
  },
  CONSOLE_NOT_JSON: {
    message: { en: 'The body must be {media}.', ja: '本文は {media} でなければなりません。' },
    remedy: {
      en: 'Send it with the header Content-Type: {media}',
      ja: 'ヘッダー Content-Type: {media} を付けて送信してください。',
    },
    retry: false,
  },
  CONSOLE_NOT_FOUND: {
    message: { en: 'There is no {what} "{name}".', ja: '{what} "{name}" はありません。' },
    remedy: { en: 'See which there are in its list.', ja: '一覧で確認してください。' },
    retry: false,
  },
  CONSOLE_TOO_MANY_FOLLOWERS: {
    message: {
      en: '{count} pages or programs follow live changes already.',
      ja: 'すでに {count} のページまたはプログラムがライブの変更を受信しています。',
    },
    remedy: { en: 'Close some, or wait.', ja: 'いくつか閉じるか、しばらく待ってください。' },
    retry: true,
  },
  CONSOLE_BUSY: {
    message: { en: 'Too much is under way.', ja: '実行中の処理が多すぎます。' },
    remedy: { en: 'Wait until it has ended, and try again.', ja: '終了するまで待ってから、もう一度試してください。' },
    retry: true,
  },
  CONSOLE_COMMAND_FAILED: {
    message: {
      en: 'The command did not end as it should: {reason}.',
      ja: 'コマンドが正常に終了しませんでした: {reason}。',
    },
    remedy: {
      en: 'Run it on the server to see what it says: {command}',
      ja: 'サーバー上で実行して、表示を確認してください: {command}',
    },
    retry: true,
  },
  CONSOLE_BUG: {
    message: { en: 'The console failed: {reason}.', ja: 'コンソールでエラーが発生しました: {reason}。' },
    remedy: {
      en: 'Try again; if it stays, report it with the log of the gateway.',
      ja: 'もう一度試してください。続く場合は、ゲートウェイのログとともに報告してください。',
    },
    retry: true,
  },
  CONSOLE_OFF: {
    message: { en: 'The configuration {path} has no console.', ja: '構成 {path} にコンソールの設定がありません。' },
    remedy: {
      en: 'Add to it, and restart the gateway: console.listen: 127.0.0.1:8480',
      ja: '構成に追加し、ゲートウェイを再起動してください: console.listen: 127.0.0.1:8480',
    },
    retry: false,
  },
  CONSOLE_ACCOUNT_UNKNOWN: {
    message: {
      en: 'There is no account "{name}" of the console.',
      ja: 'コンソールのアカウント "{name}" はありません。',
    },
    remedy: {
      en: 'See which there are: hubtrust console user list',
      ja: '一覧を確認してください: hubtrust console user list',
    },
    retry: false,
  },
  CONSOLE_TOKEN_EXISTS: {
    message: { en: 'There is a token "{name}" already.', ja: 'トークン "{name}" は既に存在します。' },
    remedy: {
      en: 'Choose another name, or remove it: hubtrust console token remove {name}',
      ja: '別の名前を選ぶか、削除してください: hubtrust console token remove {name}',
    },
    retry: false,
  },
  CONSOLE_TOKEN_UNKNOWN: {
    message: { en: 'There is no token "{name}".', ja: 'トークン "{name}" はありません。' },
    remedy: {
      en: 'See which there are: hubtrust console token list',
      ja: '一覧を確認してください: hubtrust console token list',
    },
    retry: false,
  },
  CONSOLE_PASSWORD_SHORT: {
    message: { en: 'The password has fewer than {count} characters.', ja: 'パスワードが {count} 文字未満です。' },
    remedy: {
      en: 'Choose a longer one: a few words are easy to remember.',
      ja: 'より長いパスワードを選んでください。いくつかの単語の組み合わせは覚えやすいです。',
    },
    retry: false,
  },
  CONSOLE_NO_SERVERS: {
    message: {
      en: 'The role server-admin needs the servers it may change.',
      ja: 'ロール server-admin には、変更できるサーバーの指定が必要です。',
    },
    remedy: {
      en: 'Name them: --servers hub1.corp.example,hub2.corp.example',
      ja: '指定してください: --servers hub1.corp.example,hub2.corp.example',
    },
    retry: false,
  },
  CONSOLE_FILE_DAMAGED: {
    message: { en: '{path} cannot be understood: {reason}.', ja: '{path} を解釈できません: {reason}。' },
    remedy: {
      en: 'Put back a copy, or remove the file and make accounts and tokens anew: hubtrust console user add NAME --role organization-admin',
      ja: 'コピーから戻すか、ファイルを削除してアカウントとトークンを作成し直してください: hubtrust console user add NAME --role organization-admin',
    },
    retry: false,
  },
  CONSOLE_NO_LAB: {
    message: { en: 'This server belongs to no lab.', ja: 'このサーバーはラボに属していません。' },
    remedy: { en: 'Start one: hubtrust lab', ja: 'ラボを開始してください: hubtrust lab' },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
