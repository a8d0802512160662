/** The directory: reachable, followed by the gateway, and this server in it. */
import type { FindingTable } from './entry.ts'

export const DIRECTORY_FINDINGS = {
  'directory.not-published': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'A certificate of this server is published in the directory.',
      ja: 'このサーバーの証明書がディレクトリに公開されている。',
    },
    title: {
      en: 'No certificate is published for {server}.',
      ja: '{server} の証明書がディレクトリに公開されていません。',
    },
    why: {
      en: 'A server is trusted by its published certificate alone. Without one the others refuse {server}, and mail waits at its senders in both directions.',
      ja: 'サーバーは公開された証明書によってのみ信頼されます。公開されていないと {server} は他のサーバーから拒否され、メールは両方向とも送信元で待機します。',
    },
    citation: ['Microsoft SCOM 2010, event 12012', 'Enable-ExchangeCertificate'],
    needs: ['directory', 'configuration'],
    dependsOn: ['selection.none-eligible'],
    explains: ['event.12012', 'peer.rejects-us'],
    remedies: ['publish-certificate'],
  },
  'directory.server-missing': {
    area: 'own',
    severity: 'critical',
    claim: { en: 'This server is in the directory.', ja: 'このサーバーがディレクトリに登録されている。' },
    title: {
      en: '{server} is not in the directory {location}.',
      ja: '{server} がディレクトリ {location} に登録されていません。',
    },
    why: {
      en: 'Certificates are published for servers of the directory. {server} is none of them, so nobody can trust it, and mail waits in both directions.',
      ja: '証明書はディレクトリのサーバーに対して公開されます。{server} は登録されていないため、どのサーバーからも信頼されず、メールは両方向とも待機します。',
    },
    citation: ['Microsoft ff980980'],
    needs: ['directory', 'configuration'],
    dependsOn: [],
    explains: ['event.12012', 'peer.rejects-us'],
    remedies: ['add-this-server'],
  },
  'directory.server-disabled': {
    area: 'own',
    severity: 'high',
    claim: { en: 'This server is enabled in the directory.', ja: 'このサーバーがディレクトリで有効になっている。' },
    title: { en: '{server} is disabled in the directory.', ja: '{server} がディレクトリで無効になっています。' },
    why: {
      en: 'The certificates of a disabled server are trusted by nobody: servers that share this directory defer its mail until it is enabled again.',
      ja: '無効なサーバーの証明書は信頼されません。このディレクトリを共有するサーバーは、有効に戻されるまでメールを保留します。',
    },
    citation: ['hubtrust server disable'],
    needs: ['directory', 'configuration'],
    dependsOn: [],
    explains: ['peer.rejects-us'],
    remedies: ['enable-this-server'],
  },
  'directory.unreachable': {
    area: 'directory',
    severity: 'high',
    claim: { en: 'The directory can be read.', ja: 'ディレクトリを読み取れる。' },
    title: {
      en: 'The directory {location} cannot be read: {reason}.',
      ja: 'ディレクトリ {location} を読み取れません: {reason}。',
    },
    why: {
      en: 'The gateway goes on with the last state it knows, without new or withdrawn certificates. Once that is older than directory.maxStale ({maxStale}), it defers every peer.',
      ja: 'ゲートウェイは最後に読み取った状態で動作を続け、証明書の公開や取り消しは反映されません。その状態が directory.maxStale ({maxStale}) より古くなると、すべての相手を保留します。',
    },
    citation: ['event 30008'],
    needs: ['directory'],
    dependsOn: [],
    explains: ['event.30008', 'directory.stale', 'directory.behind'],
    remedies: ['restore-directory'],
  },
  'directory.stale': {
    area: 'directory',
    severity: 'critical',
    claim: {
      en: 'What the gateway knows of the directory is recent enough to decide by.',
      ja: 'ゲートウェイが保持するディレクトリの情報が、判断に使用できる新しさである。',
    },
    title: {
      en: 'What the gateway knows of the directory is {age} old; the limit is {maxStale}.',
      ja: 'ゲートウェイが保持するディレクトリの情報は {age} 前のものです (上限: {maxStale})。',
    },
    why: {
      en: 'Beyond directory.maxStale nobody is trusted: every peer is deferred, and mail waits in both directions until the directory can be read.',
      ja: 'directory.maxStale を超えると、どのサーバーも信頼されません。ディレクトリを読み取れるようになるまで、すべての相手が保留され、メールは両方向とも待機します。',
    },
    citation: ['event 30008'],
    needs: ['gateway'],
    dependsOn: [],
    explains: ['event.30008', 'event.1036', 'event.2018', 'peer.refused-recently'],
    remedies: ['restore-directory'],
  },
  'directory.behind': {
    area: 'directory',
    severity: 'high',
    claim: {
      en: 'The running gateway follows the directory.',
      ja: '動作中のゲートウェイがディレクトリに追従している。',
    },
    title: {
      en: 'The running gateway does not follow the directory: it knows {knownServers} servers and {knownCertificates} certificates as of {asOf}; the directory holds {serverCount} servers and {certificates} certificates.',
      ja: '動作中のゲートウェイがディレクトリに追従していません: {asOf} の時点でサーバー {knownServers} 台、証明書 {knownCertificates} 件。ディレクトリの内容はサーバー {serverCount} 台、証明書 {certificates} 件です。',
    },
    why: {
      en: 'A change of trust reaches a gateway within a second. This one decides by another state: it refuses whom the directory trusts, or still trusts whom the directory has withdrawn.',
      ja: '信頼の変更は 1 秒以内にゲートウェイに届きます。このゲートウェイは別の状態で判断しているため、ディレクトリが信頼するサーバーを拒否するか、取り消されたサーバーを信頼し続けます。',
    },
    citation: ['hubtrust status'],
    needs: ['gateway', 'directory'],
    dependsOn: ['gateway.restart-needed'],
    explains: [],
    remedies: ['restart-gateway'],
  },
} as const satisfies FindingTable
