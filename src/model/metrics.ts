/**
 * Every number that a monitoring system may rely on: its name, kind, labels and meaning. Names are never changed or used
 * again. Names, units and kinds follow https://prometheus.io/docs/practices/naming/; a moment is told as seconds since 1970,
 * so that its age is right however late it is read.
 *
 * What is exposed is in English alone: two gateways that describe one name differently are a conflict to those who
 * collect both.
 */
import type { Text } from '../core/text.ts'

export interface MetricEntry {
  readonly kind: 'counter' | 'gauge'
  readonly labels: readonly string[]
  readonly help: Text
}

export const METRICS = {
  hubtrust_up: {
    kind: 'gauge',
    labels: [],
    help: {
      en: 'Whether the gateway of this configuration runs.',
      ja: 'この構成のゲートウェイが実行中かどうか (1 = 実行中)。',
    },
  },
  hubtrust_build_info: {
    kind: 'gauge',
    labels: ['version', 'server'],
    help: { en: 'Version and server name; always 1.', ja: 'バージョンとサーバー名。値は常に 1。' },
  },
  // Not process_start_time_seconds and its like: those are the collector's own where these lie in a file of node_exporter.
  hubtrust_start_timestamp_seconds: {
    kind: 'gauge',
    labels: [],
    help: { en: 'When the gateway was started.', ja: 'ゲートウェイを起動した時刻。' },
  },
  hubtrust_processes: {
    kind: 'gauge',
    labels: [],
    help: { en: 'Processes that take sessions, as configured.', ja: 'セッションを処理するプロセス数 (構成値)。' },
  },
  hubtrust_connectors: {
    kind: 'gauge',
    labels: ['direction'],
    help: { en: 'Connectors that listen.', ja: '待ち受け中のコネクタ数。' },
  },
  hubtrust_sessions_open: {
    kind: 'gauge',
    labels: [],
    help: { en: 'Sessions that are open now.', ja: '現在開いているセッション数。' },
  },
  hubtrust_handshakes_in_flight: {
    kind: 'gauge',
    labels: [],
    help: { en: 'TLS handshakes that are going on now.', ja: '現在進行中の TLS ハンドシェイク数。' },
  },
  hubtrust_sessions_total: {
    kind: 'counter',
    labels: ['outcome'],
    help: {
      en: 'Sessions since the start, by what became of the peer: trusted, refused, or anonymous.',
      ja: '起動後のセッション数。相手の判定別: trusted (信頼)、refused (拒否)、anonymous (匿名)。',
    },
  },
  hubtrust_peers: {
    kind: 'gauge',
    labels: ['direction', 'outcome'],
    help: {
      en: 'Servers of the directory seen since the start, by the outcome of their last session.',
      ja: '起動後に接続のあったディレクトリ内のサーバー数。最後のセッションの結果別。',
    },
  },
  hubtrust_peer_trusted: {
    kind: 'gauge',
    labels: ['peer', 'direction'],
    help: {
      en: 'Whether the last session with this server was trusted; of at most 500 servers, those that were refused first.',
      ja: 'このサーバーとの最後のセッションが信頼されたかどうか。最大 500 台、拒否されたサーバーを優先します。',
    },
  },
  hubtrust_peer_sessions_total: {
    kind: 'counter',
    labels: ['peer', 'direction'],
    help: {
      en: 'Sessions with this server since the start, trusted or refused; of the same servers as hubtrust_peer_trusted.',
      ja: 'このサーバーとの起動後のセッション数 (信頼と拒否の合計)。対象は hubtrust_peer_trusted と同じです。',
    },
  },
  hubtrust_peer_last_session_timestamp_seconds: {
    kind: 'gauge',
    labels: ['peer', 'direction'],
    help: {
      en: 'When the last session with this server was judged.',
      ja: 'このサーバーとの最後のセッションを判定した時刻。',
    },
  },
  hubtrust_directory_servers: {
    kind: 'gauge',
    labels: [],
    help: { en: 'Enabled servers whose certificates are in force.', ja: '有効なサーバーの数。' },
  },
  hubtrust_directory_certificates: {
    kind: 'gauge',
    labels: [],
    help: { en: 'Certificates that are trusted.', ja: '信頼されている証明書の数。' },
  },
  hubtrust_directory_as_of_timestamp_seconds: {
    kind: 'gauge',
    labels: [],
    help: {
      en: 'When the directory was last known to be as it is in force here; its age is time() minus this.',
      ja: '適用中のディレクトリの内容を最後に確認した時刻。経過時間は time() との差です。',
    },
  },
  hubtrust_directory_reachable: {
    kind: 'gauge',
    labels: [],
    help: { en: 'Whether the directory can be read.', ja: 'ディレクトリを読み取れるかどうか。' },
  },
  hubtrust_directory_stale: {
    kind: 'gauge',
    labels: [],
    help: {
      en: 'Whether the directory is older than directory.maxStale, so that everybody is deferred.',
      ja: 'ディレクトリが directory.maxStale より古く、すべて保留されているかどうか。',
    },
  },
  hubtrust_directory_propagation_p50_seconds: {
    kind: 'gauge',
    labels: [],
    help: {
      en: 'How long the last 1,000 changes of a directory that is elsewhere took to be in force here: half of them at most this.',
      ja: '外部ディレクトリの直近 1,000 件の変更がここで適用されるまでの時間の中央値。',
    },
  },
  hubtrust_directory_propagation_p99_seconds: {
    kind: 'gauge',
    labels: [],
    help: {
      en: 'The same for 99 of 100.',
      ja: '同じく 99 パーセンタイル。',
    },
  },
  hubtrust_directory_changes_held: {
    kind: 'gauge',
    labels: [],
    help: {
      en: 'Servers whose change in the directory is held until an administrator confirms it.',
      ja: '管理者が確認するまで変更を保留しているサーバーの数。',
    },
  },
  hubtrust_certificate_not_after_timestamp_seconds: {
    kind: 'gauge',
    labels: ['thumbprint'],
    help: {
      en: 'When a certificate in the store of this server ends; of at most 100, the ones in use and published first.',
      ja: 'このサーバーのストアにある証明書の有効期限。最大 100 件、使用中と公開済みの証明書を優先します。',
    },
  },
  hubtrust_certificate_in_use: {
    kind: 'gauge',
    labels: ['thumbprint'],
    help: {
      en: 'Whether connections show this certificate as internal transport certificate.',
      ja: '接続でこの証明書を内部トランスポート証明書として提示しているかどうか。',
    },
  },
  hubtrust_certificate_published: {
    kind: 'gauge',
    labels: ['thumbprint'],
    help: {
      en: 'Whether this certificate is the one that is published for this server.',
      ja: 'このサーバーの証明書としてディレクトリに公開されているかどうか。',
    },
  },
  hubtrust_own_certificate_usable: {
    kind: 'gauge',
    labels: [],
    help: {
      en: 'Whether there is a certificate that connections can show; without one everybody is refused.',
      ja: '接続で提示できる証明書があるかどうか。ない場合はすべての接続が拒否されます。',
    },
  },
  hubtrust_events_total: {
    kind: 'counter',
    labels: ['id', 'severity'],
    help: {
      en: 'Events since the start, repeated ones included; what an id means: hubtrust explain ID.',
      ja: '起動後のイベント数 (繰り返しを含む)。ID の意味: hubtrust explain ID。',
    },
  },
  hubtrust_doctor_findings: {
    kind: 'gauge',
    labels: ['severity'],
    help: {
      en: 'Causes that the doctor on duty found on this machine when it last looked.',
      ja: '診断が最後に検出した、このコンピューター上の原因の数。',
    },
  },
  hubtrust_doctor_finding: {
    kind: 'gauge',
    labels: ['id', 'severity'],
    help: {
      en: 'How often the doctor on duty found this cause; what it is: hubtrust explain ID.',
      ja: '診断が検出した原因の件数。内容: hubtrust explain ID。',
    },
  },
  hubtrust_doctor_looked_timestamp_seconds: {
    kind: 'gauge',
    labels: [],
    help: { en: 'When the doctor on duty last looked.', ja: '診断が最後に実行された時刻。' },
  },
  hubtrust_postfix_answers_total: {
    kind: 'counter',
    labels: ['direction', 'answer'],
    help: {
      en: 'Answers to Postfix since the start: outbound pinned, deferred or unmanaged; inbound trusted, refused or anonymous.',
      ja: '起動後の Postfix への回答数。送信: pinned (固定)、deferred (保留)、unmanaged (対象外)。受信: trusted、refused、anonymous。',
    },
  },
} as const satisfies Readonly<Record<string, MetricEntry>>

export type MetricName = keyof typeof METRICS
/** The labels a sample of a metric must have. */
export type LabelsOf<N extends MetricName> = Readonly<Record<(typeof METRICS)[N]['labels'][number], string>>
