import type { CodeEntry } from '../codes.ts'

export const EDGE_CODES = {
  EDGE_NOT_PUSHED: {
    message: {
      en: 'No server of the inside has pushed anything to {listen} for a while.',
      ja: '内部のサーバーから {listen} へのプッシュが途絶えています。',
    },
    remedy: {
      en: 'On a server of the inside see why: hubtrust edge list. Without a subscription begin here: hubtrust edge subscribe --out FILE',
      ja: '内部のサーバーで原因を確認してください: hubtrust edge list。サブスクリプションがない場合はここで開始します: hubtrust edge subscribe --out FILE',
    },
    retry: true,
  },
  EDGE_BROKEN_OFF: {
    message: {
      en: '{server} went away in the middle of a push.',
      ja: '{server} がプッシュの途中で切断されました。',
    },
    remedy: {
      en: 'It comes again by itself, and sends only what is missing; see it: hubtrust status',
      ja: '自動的に再接続し、不足分だけを送信します。確認: hubtrust status',
    },
    retry: true,
  },
  EDGE_NOT_AN_EDGE: {
    message: {
      en: 'The directory of this server is not pushed from inside (directory.kind is {kind}).',
      ja: 'このサーバーのディレクトリは内部からプッシュされる構成ではありません (directory.kind: {kind})。',
    },
    remedy: {
      en: 'On the perimeter host set directory.kind to edge and directory.edge.listen to HOST:PORT in the configuration, start the gateway again, then: hubtrust edge subscribe --out FILE',
      ja: '境界ホストの構成で directory.kind を edge、directory.edge.listen を HOST:PORT に設定し、ゲートウェイを再起動してから: hubtrust edge subscribe --out FILE',
    },
    retry: false,
  },
  EDGE_PUSHED_FROM_INSIDE: {
    message: {
      en: 'The directory of this server is pushed from inside; nothing of it is changed here.',
      ja: 'このサーバーのディレクトリは内部からプッシュされるため、ここでは変更できません。',
    },
    remedy: {
      en: 'Change it on a server of the inside; it is here about a second later.',
      ja: '内部のサーバーで変更してください。約 1 秒後にここに反映されます。',
    },
    retry: false,
  },
  EDGE_NO_CERTIFICATE: {
    message: {
      en: 'This server has no certificate that it could show to the inside.',
      ja: '内部に提示できる証明書がこのサーバーにありません。',
    },
    remedy: {
      en: 'See why: hubtrust cert select; or run: hubtrust init',
      ja: '原因の確認: hubtrust cert select。または実行してください: hubtrust init',
    },
    retry: false,
  },
  EDGE_TOKEN_REFUSED: {
    message: {
      en: 'The token {path} is refused: {trouble}.',
      ja: 'トークン {path} は受け入れられません: {trouble}。',
    },
    remedy: {
      en: 'Nothing was changed. Make a new one on the edge (hubtrust edge subscribe --out FILE) and bring it here unchanged.',
      ja: '変更は行われていません。エッジで新しいトークンを作成し (hubtrust edge subscribe --out FILE)、変更せずにここへコピーしてください。',
    },
    retry: false,
  },
  EDGE_UNKNOWN: {
    message: {
      en: '{server} is no edge that this server pushes to.',
      ja: '{server} はこのサーバーのプッシュ先のエッジではありません。',
    },
    remedy: { en: 'See which there are: hubtrust edge list', ja: '一覧の確認: hubtrust edge list' },
    retry: false,
  },
  EDGE_REFUSED_US: {
    message: {
      en: 'The edge {server} refuses this server: {reason}.',
      ja: 'エッジ {server} がこのサーバーを拒否しました: {reason}。',
    },
    remedy: {
      en: 'used, expired, proof: make a new token on the edge and accept it here. stranger: the edge does not know the certificate of this server; another server of the inside that it knows pushes it there, or a new token does.',
      ja: 'used、expired、proof: エッジで新しいトークンを作成し、ここで受け入れてください。stranger: エッジがこのサーバーの証明書を認識していません。認識されている内部の別のサーバー、または新しいトークンによって登録されます。',
    },
    retry: true,
  },
  EDGE_OTHER_SERVER: {
    message: {
      en: 'At {address} another server answers than {server}: {reason}.',
      ja: '{address} で応答したのは {server} ではありません: {reason}。',
    },
    remedy: {
      en: 'Nothing was sent to it. Check the address: hubtrust edge list. If the certificate of the edge was replaced without the inside, publish it: hubtrust server add {server} --certificate FILE',
      ja: '何も送信していません。アドレスを確認してください: hubtrust edge list。内部を経由せずにエッジの証明書を置き換えた場合は公開してください: hubtrust server add {server} --certificate FILE',
    },
    retry: true,
  },
  EDGE_UNREACHABLE: {
    message: {
      en: 'The edge {server} cannot be reached at {addresses}: {reason}.',
      ja: 'エッジ {server} ({addresses}) に接続できません: {reason}。',
    },
    remedy: {
      en: 'Check that its gateway runs and listens there (directory.edge.listen), and the firewall between: nc -vz HOST PORT',
      ja: 'ゲートウェイが実行中でそのアドレスで待機していること (directory.edge.listen)、およびファイアウォールを確認してください: nc -vz HOST PORT',
    },
    retry: true,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
