/** What only the evidence of an Exchange server shows: its peers' events, EdgeSync, Kerberos, and the evidence itself. */
import { EXCHANGE_EVENT_IDS } from '../exchange.ts'
import type { FindingTable } from './entry.ts'

export const EXCHANGE_FINDINGS = {
  'peer.unknown-certificate': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'No server was refused because its certificate is not in the directory.',
      ja: '証明書がディレクトリにないために拒否されたサーバーはない。',
    },
    title: {
      en: 'The certificate {subject} of [{address}] is not in the directory of this server (event {id}, {count} times).',
      ja: '[{address}] の証明書 {subject} が、このサーバーのディレクトリにありません (イベント {id}、{count} 回)。',
    },
    why: {
      en: 'Direct trust accepts only certificates that are in Active Directory or, on an Edge server, in AD LDS. The certificate of the other server is at fault or has not been replicated, not the one of this server.',
      ja: '直接信頼では、Active Directory または Edge サーバーの AD LDS に公開された証明書だけが受け入れられます。問題はこのサーバーの証明書ではなく、相手サーバーの証明書またはその複製にあります。',
    },
    citation: ['Microsoft ff980980 (1036)', 'Microsoft ff981963 (2018)'],
    needs: [],
    dependsOn: ['edge.out-of-step'],
    explains: ['event.1036', 'event.2018'],
    remedies: ['exchange-edge-sync'],
  },
  'edge.out-of-step': {
    area: 'directory',
    severity: 'high',
    claim: { en: 'EdgeSync is in step.', ja: 'EdgeSync は正常に同期している。' },
    title: {
      en: 'EdgeSync with {server} is not in step: {status}.',
      ja: '{server} との EdgeSync が正常ではありません: {status}。',
    },
    why: {
      en: 'The Edge server judges hubs by the certificates EdgeSync has brought it. Without them it refuses every hub whose certificate is new.',
      ja: 'Edge サーバーは、EdgeSync で複製された証明書に基づいてハブを判断します。同期されていない新しい証明書のハブは拒否されます。',
    },
    citation: ['Microsoft ff985467 (EdgeSync 10104)', 'Test-EdgeSynchronization'],
    needs: [],
    dependsOn: ['edge.subscription-expired'],
    explains: ['event.1036', 'event.2018', 'peer.unknown-certificate'],
    remedies: ['exchange-edge-sync'],
  },
  'edge.subscription-expired': {
    area: 'directory',
    severity: 'medium',
    claim: { en: 'No Edge subscription has expired unused.', ja: '期限切れの Edge サブスクリプションはない。' },
    title: {
      en: 'The Edge subscription file of {server} ended on {notAfter}.',
      ja: '{server} の Edge サブスクリプション ファイルは {notAfter} に期限が切れました。',
    },
    why: {
      en: 'A subscription file must be imported within its time, 24 hours unless told otherwise. One that was not cannot start EdgeSync.',
      ja: 'サブスクリプション ファイルは有効期間内 (既定では 24 時間) にインポートする必要があります。期限を過ぎたファイルでは EdgeSync を開始できません。',
    },
    citation: ['New-EdgeSubscription'],
    needs: [],
    dependsOn: [],
    explains: [],
    remedies: ['exchange-subscribe-again'],
  },
  'kerberos.authentication': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'Servers authenticate to each other by Kerberos.',
      ja: 'サーバー間の Kerberos 認証が成功している。',
    },
    title: {
      en: 'Kerberos authentication between servers fails ({what}, {count} times): this is not a matter of certificates.',
      ja: 'サーバー間の Kerberos 認証に失敗しています ({what}、{count} 回)。証明書の問題ではありません。',
    },
    why: {
      en: 'Hubs authenticate with X-EXPS after TLS. Clock, service principal names, replication of domain controllers or a device that filters X-EXPS stop mail in the same way as broken trust does.',
      ja: 'ハブは TLS の後に X-EXPS で認証します。時刻、サービス プリンシパル名、ドメイン コントローラーの複製、または X-EXPS を除去する機器の問題は、信頼の障害と同様にメールを停止させます。',
    },
    citation: ['Microsoft KB979174', 'Microsoft ff981907 (1035)'],
    needs: [],
    dependsOn: [],
    explains: ['event.1035', 'event.2017'],
    remedies: ['exchange-kerberos'],
  },
  'event.phantom': {
    area: 'surroundings',
    severity: 'info',
    claim: {
      en: 'Every event 1036 names a certificate.',
      ja: 'すべてのイベント 1036 に証明書が示されている。',
    },
    title: {
      en: 'Event 1036 with the literal text %1 ({count} times) is not about trust: a port was in use.',
      ja: '%1 がそのまま表示されたイベント 1036 ({count} 回) は信頼の問題ではありません。ポートが使用中でした。',
    },
    why: {
      en: 'Exchange logs this event beside 1018 and 1019 when it cannot listen on a port. No certificate was refused.',
      ja: 'Exchange はポートで待ち受けできない場合に、1018 と 1019 と共にこのイベントを記録します。拒否された証明書はありません。',
    },
    citation: ['Microsoft documentation, Exchange 2013 and 2016'],
    needs: [],
    dependsOn: ['listener.port-conflict'],
    explains: [],
    remedies: ['exchange-free-port'],
  },
  'event.other-era': {
    area: 'surroundings',
    severity: 'info',
    claim: {
      en: 'Events 1037 and 2019 come from a product in which they are about certificates.',
      ja: 'イベント 1037 と 2019 は、証明書に関する意味を持つ製品で記録されている。',
    },
    title: {
      en: 'Event {id} ({count} times) is another event in Exchange {version}: it is not about certificates.',
      ja: 'イベント {id} ({count} 回) は Exchange {version} では別のイベントであり、証明書とは無関係です。',
    },
    why: {
      en: 'Only Exchange 2007 and 2010 use 1037 and 2019 for the internal transport certificate. Later versions gave the numbers to other errors.',
      ja: '1037 と 2019 を内部トランスポート証明書の問題に使用するのは Exchange 2007 と 2010 だけです。以降のバージョンでは別のエラーに割り当てられています。',
    },
    citation: ['Microsoft bb510126'],
    needs: [],
    dependsOn: [],
    explains: [],
    remedies: ['exchange-other-event'],
  },
  'event.overtaken': {
    area: 'surroundings',
    severity: 'info',
    claim: { en: 'No event of the log has been overtaken.', ja: '解消済みのイベントはない。' },
    title: {
      en: '{source} {id} ({count} times) was so until {until}. Since {since} it is history: {object}.',
      ja: '{source} {id} ({count} 回) は {until} までの状態です。{since} 以降は解消しています: {object}。',
    },
    why: {
      en: 'The log keeps what has been repaired. The certificate now in use was made after the last of these events, or the server they name has been trusted since.',
      ja: 'イベント ログには解消済みの問題も残ります。現在使用中の証明書がこのイベントの後に作成されたか、該当するサーバーがその後に信頼されています。',
    },
    citation: [],
    needs: [],
    dependsOn: [],
    explains: EXCHANGE_EVENT_IDS.map((id) => `event.${String(id)}`),
    remedies: ['exchange-history'],
  },
  'event.silent': {
    area: 'surroundings',
    severity: 'info',
    claim: { en: 'No event of the log stopped long ago.', ja: '長期間記録されていないイベントはない。' },
    title: {
      en: '{source} {id} ({count} times) was so until {until}, and was not logged again up to {since}.',
      ja: '{source} {id} ({count} 回) は {until} までの状態です。その後 {since} まで記録されていません。',
    },
    why: {
      en: 'While such a trouble lasts it is logged again and again. The evidence goes on for long without it: look for its cause only if it comes back.',
      ja: 'この問題が続いている間は繰り返し記録されます。長期間記録がないため、再発した場合にのみ原因を調査してください。',
    },
    citation: [],
    needs: [],
    dependsOn: [],
    explains: EXCHANGE_EVENT_IDS.map((id) => `event.${String(id)}`),
    remedies: ['exchange-history'],
  },
  'evidence.damaged': {
    area: 'surroundings',
    severity: 'info',
    claim: { en: 'The evidence could be read as a whole.', ja: '証拠ファイルをすべて読み取れた。' },
    title: {
      en: '{file} could not be read as a whole ({problem}, {count} places).',
      ja: '{file} の一部を読み取れませんでした ({problem}、{count} 箇所)。',
    },
    why: {
      en: 'What is missing from it may matter: its silence proves nothing.',
      ja: '欠けている部分に重要な情報が含まれている可能性があります。記録がないことは証拠になりません。',
    },
    citation: [],
    needs: [],
    dependsOn: [],
    explains: [],
    remedies: ['evidence-collect-again'],
  },
  'evidence.contradiction': {
    area: 'surroundings',
    severity: 'low',
    claim: { en: 'No two files contradict each other.', ja: '互いに矛盾する証拠ファイルはない。' },
    title: {
      en: '{property} of {object}: {first} says {value}, {second} says {otherValue}.',
      ja: '{object} の {property} が一致しません: {first} では {value}、{second} では {otherValue} です。',
    },
    why: {
      en: 'Both cannot be true at one time. Either something was changed between the two commands, or one of the files is of another server. What rests on this property is not certain until it is collected once more.',
      ja: '両方が同時に正しいことはありません。2 つのコマンドの間に設定が変更されたか、一方が別のサーバーのファイルです。再収集するまで、この値に基づく診断は確実ではありません。',
    },
    citation: [],
    needs: [],
    dependsOn: [],
    explains: [],
    remedies: ['evidence-collect-again'],
  },
  'evidence.mixed-servers': {
    area: 'surroundings',
    severity: 'low',
    claim: { en: 'Every piece of evidence belongs to one server.', ja: '証拠がどのサーバーのものか判別できる。' },
    title: {
      en: 'The evidence speaks of several servers, and {count} pieces could be of any of them.',
      ja: '複数のサーバーの証拠が混在しており、{count} 件はどのサーバーのものか判別できません。',
    },
    why: {
      en: 'They were left out, so that one server is not blamed for another. Put the output of each server into a folder of its own.',
      ja: '別のサーバーの情報で診断しないように除外しました。サーバーごとに別のフォルダーに保存してください。',
    },
    citation: [],
    needs: [],
    dependsOn: [],
    explains: [],
    remedies: ['evidence-collect-again'],
  },
  'evidence.secret': {
    area: 'surroundings',
    severity: 'medium',
    claim: { en: 'The evidence holds no secret.', ja: '証拠に秘密情報が含まれていない。' },
    title: {
      en: 'The evidence holds a secret ({kind}) in {file}.',
      ja: '証拠の {file} に秘密情報 ({kind}) が含まれています。',
    },
    why: {
      en: 'Whoever gets this file can use it. It is not shown here, and was written nowhere.',
      ja: 'このファイルを入手した人は秘密情報を使用できます。内容は表示も保存もしていません。',
    },
    citation: [],
    needs: [],
    dependsOn: [],
    explains: [],
    remedies: ['evidence-remove-secret'],
  },
} as const satisfies FindingTable
