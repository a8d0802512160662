import type { CodeEntry } from '../codes.ts'

export const NET_CODES = {
  NET_DEADLINE: {
    message: { en: '{host}:{port} did not answer in time.', ja: '{host}:{port} から制限時間内に応答がありません。' },
    remedy: {
      en: 'Check that the server runs and that no firewall drops the port: nc -vz {host} {port}',
      ja: 'サーバーの稼働とファイアウォールを確認してください: nc -vz {host} {port}',
    },
    retry: true,
  },
  NET_UNREACHABLE: {
    message: { en: '{host}:{port} cannot be reached: {reason}.', ja: '{host}:{port} に接続できません: {reason}。' },
    remedy: {
      en: 'Check name, port and firewall: nc -vz {host} {port}',
      ja: '名前、ポート、ファイアウォールを確認してください: nc -vz {host} {port}',
    },
    retry: true,
  },
  NET_PORT_IN_USE: {
    message: {
      en: 'Cannot listen on {host}:{port}: the address is already in use.',
      ja: '{host}:{port} で待ち受けできません: アドレスは既に使用されています。',
    },
    remedy: {
      en: 'See who holds it: ss -ltnp "sport = :{port}"; stop that program or change "listen" in the configuration.',
      ja: '使用中のプログラムを確認してください: ss -ltnp "sport = :{port}"。停止するか、構成の "listen" を変更してください。',
    },
    retry: true,
  },
  NET_LISTEN_FAILED: {
    message: { en: 'Cannot listen on {host}:{port}: {reason}.', ja: '{host}:{port} で待ち受けできません: {reason}。' },
    remedy: {
      en: 'Ports below 1024 need root or CAP_NET_BIND_SERVICE; the address must belong to this machine: ip addr',
      ja: '1024 未満のポートには root または CAP_NET_BIND_SERVICE が必要です。アドレスがこのコンピューターのものか確認してください: ip addr',
    },
    retry: false,
  },
  NET_BODY_TOO_LARGE: {
    message: {
      en: 'The request is larger than the {bytes} bytes that are taken here.',
      ja: 'リクエストが、ここで受け付ける {bytes} バイトを超えています。',
    },
    remedy: {
      en: 'Send less: leave files out of the evidence that are not needed, or run the command on the server itself.',
      ja: '小さくして送信してください。不要なファイルを証拠から除くか、サーバー上でコマンドを実行してください。',
    },
    retry: false,
  },
  NET_BODY_CUT_SHORT: {
    message: { en: 'The request ended before it was complete.', ja: 'リクエストが途中で終了しました。' },
    remedy: { en: 'Send it again.', ja: 'もう一度送信してください。' },
    retry: true,
  },
  NET_SOCKET_FAILED: {
    message: {
      en: 'Cannot listen on the socket {path}: {reason}.',
      ja: 'ソケット {path} で待ち受けできません: {reason}。',
    },
    remedy: {
      en: 'Check that its folder exists, that this account may write there, and that the path has fewer than 108 characters: ls -ld "$(dirname {path})"',
      ja: 'フォルダーの有無、書き込み権限、パスが 107 文字以下であることを確認してください: ls -ld "$(dirname {path})"',
    },
    retry: false,
  },
  NET_CLOSED: {
    message: {
      en: '{host}:{port} closed the connection: {reason}.',
      ja: '{host}:{port} が接続を切断しました: {reason}。',
    },
    remedy: {
      en: 'Look at the log of the server at {host}; try again by hand: nc {host} {port}',
      ja: '{host} のサーバーのログを確認し、手動で試してください: nc {host} {port}',
    },
    retry: true,
  },
  NET_NOT_SMTP: {
    message: {
      en: '{host}:{port} does not answer as an SMTP server: {problem}.',
      ja: '{host}:{port} の応答は SMTP サーバーのものではありません: {problem}。',
    },
    remedy: {
      en: 'Check that the port is the one of the mail server: nc {host} {port}',
      ja: 'ポートがメール サーバーのものか確認してください: nc {host} {port}',
    },
    retry: false,
  },
  NET_BACKEND_REFUSED: {
    message: {
      en: 'The mail server behind at {host}:{port} refused the gateway: {answer}.',
      ja: '背後のメール サーバー {host}:{port} がゲートウェイを拒否しました: {answer}。',
    },
    remedy: {
      en: 'Check that "handoff" of the connector fits what the server at {host}:{port} expects (PROXY protocol, XCLIENT or neither); docs/guide/postfix.md shows both sides.',
      ja: 'コネクタの "handoff" が {host}:{port} のサーバーの設定 (PROXY プロトコル、XCLIENT、なし) と一致するか確認してください。docs/guide/postfix.md に両側の例があります。',
    },
    retry: true,
  },
  NET_BACKEND_TRUSTS_GATEWAY: {
    message: {
      en: 'The mail server behind at {host}:{port} offers {verb} to peers of the gateway.',
      ja: '背後のメール サーバー {host}:{port} が、ゲートウェイの接続元に {verb} を提供しています。',
    },
    remedy: {
      en: 'Take the address of the gateway out of smtpd_authorized_xclient_hosts and smtpd_authorized_xforward_hosts for the service at {host}:{port}.',
      ja: '{host}:{port} のサービスの smtpd_authorized_xclient_hosts と smtpd_authorized_xforward_hosts からゲートウェイのアドレスを削除してください。',
    },
    retry: true,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
