/**
 * The event catalogue. Ids 1036-12023 keep Exchange's numbers and meanings for 2007-2010
 * (Microsoft's event pages ff980980, ff981963, bb510126, ff984391, ff985435, bb510128, ff981561, ff983405, ff985092,
 * ff982351, ff980723); where those guess ("make sure EdgeSync is running"), ours carry the computed cause instead.
 * Ids from 30001 are Hubtrust's own.
 */
import type { ArgsOf, Text, Value } from '../core/text.ts'
import { EDGE_EVENTS } from './edge-events.ts'
import type { Cause } from './findings.ts'

export type Category = 'SmtpReceive' | 'SmtpSend' | 'TransportService' | 'DirectorySync'
export type Severity = 'error' | 'warning' | 'information'

export interface EventEntry {
  readonly category: Category
  readonly name: string
  readonly severity: Severity
  readonly text: Text
}

export const EVENTS = {
  1036: {
    category: 'SmtpReceive',
    name: 'SmtpReceiveDirectTrustFailed',
    severity: 'error',
    text: {
      en: 'Inbound direct trust authentication failed for the certificate "{subject}" (thumbprint {thumbprint}) presented by [{address}] to connector "{connector}".',
      ja: '受信の直接信頼認証に失敗しました。[{address}] がコネクタ "{connector}" に提示した証明書: "{subject}" (拇印 {thumbprint})。',
    },
  },
  1037: {
    category: 'SmtpReceive',
    name: 'SmtpReceiveInternalTransportCertificateProblem',
    severity: 'warning',
    text: {
      en: 'Inbound: the internal transport certificate (direct trust certificate) of {server} has a problem. Published: {published}; best in the store: {best}; in use: {inUse}.',
      ja: '受信: {server} の内部トランスポート証明書 (直接信頼証明書) に問題があります。公開済み: {published}、ストア内の最適な証明書: {best}、使用中: {inUse}。',
    },
  },
  2018: {
    category: 'SmtpSend',
    name: 'SmtpSendDirectTrustFailed',
    severity: 'error',
    text: {
      en: 'Outbound direct trust authentication failed for server {peer} at [{address}] on connector "{connector}". Certificate presented: "{subject}" (thumbprint {thumbprint}).',
      ja: '送信の直接信頼認証に失敗しました。サーバー {peer} [{address}]、コネクタ "{connector}"。提示された証明書: "{subject}" (拇印 {thumbprint})。',
    },
  },
  2019: {
    category: 'SmtpSend',
    name: 'SmtpSendInternalTransportCertificateProblem',
    severity: 'warning',
    text: {
      en: 'Outbound: the internal transport certificate (direct trust certificate) of {server} has a problem. Published: {published}; best in the store: {best}; in use: {inUse}.',
      ja: '送信: {server} の内部トランスポート証明書 (直接信頼証明書) に問題があります。公開済み: {published}、ストア内の最適な証明書: {best}、使用中: {inUse}。',
    },
  },
  12012: {
    category: 'TransportService',
    name: 'InternalTransportCertificateMissingInDirectory',
    severity: 'error',
    text: {
      en: 'The internal transport certificate of {server} could not be read from the directory: none is published.',
      ja: '{server} の内部トランスポート証明書をディレクトリから読み取れませんでした: 公開されていません。',
    },
  },
  12013: {
    category: 'TransportService',
    name: 'CannotLoadInternalTransportCertificateFromStore',
    severity: 'error',
    text: {
      en: 'The published internal transport certificate with thumbprint {thumbprint} could not be loaded from the store of this computer.',
      ja: '拇印が {thumbprint} の公開済みの内部トランスポート証明書を、このコンピューターのストアから読み込めませんでした。',
    },
  },
  12014: {
    category: 'TransportService',
    name: 'CannotLoadSTARTTLSCertificateFromStore',
    severity: 'error',
    text: {
      en: 'No certificate in the store covers the name {name}, so connector "{connector}" cannot support STARTTLS.',
      ja: '名前 {name} を含む証明書がストアにないため、コネクタ "{connector}" は STARTTLS をサポートできません。',
    },
  },
  12015: {
    category: 'TransportService',
    name: 'InternalTransportCertificateExpired',
    severity: 'warning',
    text: {
      en: 'The internal transport certificate expired. Thumbprint: {thumbprint}, expired on {notAfter}.',
      ja: '内部トランスポート証明書の有効期限が切れました。拇印: {thumbprint}、有効期限: {notAfter}。',
    },
  },
  12016: {
    category: 'TransportService',
    name: 'STARTTLSCertificateExpired',
    severity: 'error',
    text: {
      en: 'There is no valid STARTTLS certificate for {name}: the existing one (thumbprint {thumbprint}) expired on {notAfter}.',
      ja: '{name} の有効な STARTTLS 証明書がありません。既存の証明書 (拇印 {thumbprint}) は {notAfter} に期限が切れました。',
    },
  },
  12017: {
    category: 'TransportService',
    name: 'InternalTransportCertificateExpiresSoon',
    severity: 'warning',
    text: {
      en: 'The internal transport certificate will expire soon. Thumbprint: {thumbprint}, hours remaining: {hours}.',
      ja: '内部トランスポート証明書の有効期限がまもなく切れます。拇印: {thumbprint}、残り時間: {hours} 時間。',
    },
  },
  12018: {
    category: 'TransportService',
    name: 'STARTTLSCertificateExpiresSoon',
    severity: 'warning',
    text: {
      en: 'The STARTTLS certificate will expire soon: subject: {subject}, thumbprint: {thumbprint}, hours remaining: {hours}.',
      ja: 'STARTTLS 証明書の有効期限がまもなく切れます。サブジェクト: {subject}、拇印: {thumbprint}、残り時間: {hours} 時間。',
    },
  },
  12019: {
    category: 'TransportService',
    name: 'RemoteInternalTransportCertificateExpired',
    severity: 'warning',
    text: {
      en: 'The internal transport certificate of the remote server {peer} expired on {notAfter}. Thumbprint: {thumbprint}.',
      ja: 'リモート サーバー {peer} の内部トランスポート証明書の有効期限が {notAfter} に切れました。拇印: {thumbprint}。',
    },
  },
  12020: {
    category: 'TransportService',
    name: 'RemoteSTARTTLSCertificateExpired',
    severity: 'warning',
    text: {
      en: 'The STARTTLS certificate "{subject}" presented by [{address}] expired on {notAfter}. Thumbprint: {thumbprint}.',
      ja: '[{address}] が提示した STARTTLS 証明書 "{subject}" の有効期限が {notAfter} に切れました。拇印: {thumbprint}。',
    },
  },
  12023: {
    category: 'TransportService',
    name: 'CannotLoadInternalTransportCertificateFallbackServerFQDN',
    severity: 'warning',
    text: {
      en: 'The published internal transport certificate {thumbprint} cannot be used; the certificate {fallback}, which covers {name}, is used instead.',
      ja: '公開済みの内部トランスポート証明書 {thumbprint} を使用できないため、{name} を含む証明書 {fallback} を代わりに使用しています。',
    },
  },
  30001: {
    category: 'SmtpReceive',
    name: 'BackendUnavailable',
    severity: 'error',
    text: {
      en: 'The mail server behind connector "{connector}" at {backend} is not available: {reason}. The peer was told to try again later.',
      ja: 'コネクタ "{connector}" の背後のメール サーバー {backend} を利用できません: {reason}。接続元には後で再試行するよう応答しました。',
    },
  },
  30002: {
    category: 'SmtpReceive',
    name: 'ProtocolViolation',
    severity: 'warning',
    text: {
      en: 'Connector "{connector}" closed a session of [{address}]: {violation}.',
      ja: 'コネクタ "{connector}" は [{address}] のセッションを切断しました: {violation}。',
    },
  },
  30003: {
    category: 'SmtpReceive',
    name: 'BackendTrustsGateway',
    severity: 'error',
    text: {
      en: 'The mail server behind connector "{connector}" would accept {verb} from any peer, because it trusts the address of the gateway. The session was deferred.',
      ja: 'コネクタ "{connector}" の背後のメール サーバーがゲートウェイのアドレスを信頼しているため、どの接続元からの {verb} も受け入れる状態です。セッションは保留されました。',
    },
  },
  30004: {
    category: 'SmtpReceive',
    name: 'AnonymousSession',
    severity: 'information',
    text: {
      en: 'The shared connector "{connector}" treats [{address}] as anonymous: {reason}. Certificate: "{subject}" (thumbprint {thumbprint}).',
      ja: '共有コネクタ "{connector}" は [{address}] を匿名として扱います: {reason}。証明書: "{subject}" (拇印 {thumbprint})。',
    },
  },
  30005: {
    category: 'TransportService',
    name: 'CertificateActivated',
    severity: 'information',
    text: {
      en: 'The certificate {thumbprint} is now in use. Open sessions continue.',
      ja: '証明書 {thumbprint} の使用を開始しました。開いているセッションは継続します。',
    },
  },
  30006: {
    category: 'TransportService',
    name: 'ConfigurationReloaded',
    severity: 'information',
    text: {
      en: 'The configuration was read again: {outcome}.',
      ja: '構成を再読み込みしました: {outcome}。',
    },
  },
  30007: {
    category: 'TransportService',
    name: 'ListenFailed',
    severity: 'error',
    text: {
      en: 'Connector "{connector}" cannot listen on {address}: {reason}.',
      ja: 'コネクタ "{connector}" は {address} で待ち受けできません: {reason}。',
    },
  },
  30008: {
    category: 'DirectorySync',
    name: 'DirectoryUnavailable',
    severity: 'error',
    text: {
      en: 'The directory cannot be read: {reason}. The last known state, {age} old, stays in force until it is {maxStale} old.',
      ja: 'ディレクトリを読み取れません: {reason}。最後に読み取った状態 ({age} 前) を {maxStale} まで使用します。',
    },
  },
  30009: {
    category: 'DirectorySync',
    name: 'SessionsCut',
    severity: 'information',
    text: {
      en: '{count} open session(s) of {server} were cut: its certificate {thumbprint} was withdrawn.',
      ja: '{server} の証明書 {thumbprint} が取り消されたため、開いていたセッション {count} 件を切断しました。',
    },
  },
  30010: {
    category: 'DirectorySync',
    name: 'DirectoryRestored',
    severity: 'information',
    text: {
      en: 'The directory can be read again: {servers} servers.',
      ja: 'ディレクトリを再び読み取れるようになりました: サーバー {servers} 台。',
    },
  },
  30011: {
    category: 'SmtpSend',
    name: 'PeerUnreachable',
    severity: 'warning',
    text: {
      en: 'Connector "{connector}" cannot reach server {peer} at [{address}]: {reason}.',
      ja: 'コネクタ "{connector}" はサーバー {peer} [{address}] に接続できません: {reason}。',
    },
  },
  30012: {
    category: 'TransportService',
    name: 'GatewayProcessEnded',
    severity: 'error',
    text: {
      en: 'A process of the gateway ({pid}) ended unexpectedly: {reason}. Another one takes its place; senders keep what was not accepted.',
      ja: 'ゲートウェイのプロセス ({pid}) が予期せず終了しました: {reason}。新しいプロセスを起動します。受け入れ前のメールは送信元に残っています。',
    },
  },
  30040: {
    category: 'TransportService',
    name: 'ChainFileWritten',
    severity: 'information',
    text: {
      en: 'The certificate {thumbprint} and its key are in {path} for {program}; {reload}. Connections that {program} has open continue with the one before.',
      ja: '証明書 {thumbprint} と秘密キーを {program} 用に {path} に書き込みました ({reload})。{program} が開いている接続は以前の証明書のまま継続します。',
    },
  },
  30041: {
    category: 'TransportService',
    name: 'ChainFileFailed',
    severity: 'error',
    text: {
      en: '{program} keeps showing another certificate than the one selected: {path}: {reason}.',
      ja: '{program} は選択された証明書とは別の証明書を提示し続けています: {path}: {reason}。',
    },
  },
  30013: {
    category: 'DirectorySync',
    name: 'WithdrawalHeld',
    severity: 'error',
    text: {
      en: '{count} of {trusted} servers would lose all trust at once: {servers}. They stay trusted until the withdrawal is confirmed.',
      ja: 'サーバー {trusted} 台のうち {count} 台が一度に信頼を失うところでした: {servers}。取り消しが確認されるまで信頼を維持します。',
    },
  },
  30014: {
    category: 'DirectorySync',
    name: 'WithdrawalReleased',
    severity: 'information',
    text: {
      en: 'The withdrawal of {count} server(s) is held no longer: {servers} (by: {by}).',
      ja: 'サーバー {count} 台の取り消しの保留を終了しました: {servers} ({by})。',
    },
  },
  30015: {
    category: 'DirectorySync',
    name: 'DirectoryEntryRefused',
    severity: 'warning',
    text: {
      en: 'The directory entry {place} of {server} is not trusted as it is: {reason}. Certificate: {fingerprint}; other: {other}.',
      ja: '{server} のディレクトリ エントリ {place} はそのままでは信頼されません: {reason}。証明書: {fingerprint}、競合先: {other}。',
    },
  },
  30016: {
    category: 'DirectorySync',
    name: 'DirectoryGrowsOld',
    severity: 'warning',
    text: {
      en: 'The directory has not been read for {age}: {reason}. At {maxStale} everybody is deferred; {percent} % of that time has passed.',
      ja: 'ディレクトリを {age} の間読み取れていません: {reason}。{maxStale} に達するとすべて保留されます。その {percent} % が経過しました。',
    },
  },
  ...EDGE_EVENTS,
} as const satisfies Readonly<Record<number, EventEntry>>

export type EventId = keyof typeof EVENTS

/** An event as its raiser states it. `cause` is there whenever one was computed. */
export type EventDraft = {
  readonly [Id in EventId]: {
    readonly id: Id
    readonly args: ArgsOf<(typeof EVENTS)[Id]['text']['en']>
    readonly cause?: Cause
    /** What the cause rests on, as short facts: key file, names, certificate. Never a secret. */
    readonly proof?: Readonly<Record<string, Value>>
  }
}[EventId]

export interface EventCount {
  readonly id: EventId
  readonly count: number
}

export type Raise = (event: EventDraft) => void

/** An event as it is kept and shown. */
export interface EventRecord {
  /** Grows by one; `--follow` and later readers resume from it. */
  readonly sequence: number
  readonly time: string
  readonly source: 'Hubtrust'
  readonly id: EventId
  readonly category: Category
  readonly severity: Severity
  readonly server: string
  readonly args: Readonly<Record<string, Value>>
  readonly cause?: Cause
  readonly proof?: Readonly<Record<string, Value>>
  /** How often it happened since the record before it with the same id, arguments and cause (1 when it was not throttled). */
  readonly count: number
}
