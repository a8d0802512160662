/** The process of the gateway: it runs, it is the one that is installed, and it has its ports. */
import type { FindingTable } from './entry.ts'

export const GATEWAY_FINDINGS = {
  'listener.port-conflict': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'No other program listens on the addresses of the connectors.',
      ja: 'コネクタのアドレスで他のプログラムが待ち受けていない。',
    },
    title: {
      en: 'Another program listens on {address}, the address of connector "{connector}".',
      ja: 'コネクタ "{connector}" のアドレス {address} で、別のプログラムが待ち受けています。',
    },
    why: {
      en: 'The gateway cannot listen there: it does not start, or goes on without this connector. Others meet that program instead, which knows nothing of direct trust.',
      ja: 'ゲートウェイはそのアドレスで待ち受けできず、起動しないか、このコネクタなしで動作します。接続元には直接信頼に対応していない別のプログラムが応答します。',
    },
    citation: ['event 30007', 'Microsoft events 1018, 1019'],
    needs: ['configuration', 'gateway'],
    dependsOn: [],
    explains: ['event.30007', 'gateway.not-running', 'connector.not-listening'],
    remedies: ['free-port'],
  },
  'gateway.not-running': {
    area: 'surroundings',
    severity: 'high',
    claim: { en: 'The gateway runs.', ja: 'ゲートウェイが動作している。' },
    title: {
      en: 'The gateway of {server} does not run.',
      ja: '{server} のゲートウェイが動作していません。',
    },
    why: {
      en: 'Nobody listens for the {connectors} connectors of the configuration: mail in both directions waits at its senders, and nothing is lost.',
      ja: '構成された {connectors} 個のコネクタが待ち受けていません。メールは両方向とも送信元で待機します (失われることはありません)。',
    },
    citation: ['hubtrust status'],
    needs: ['gateway', 'configuration'],
    dependsOn: ['configuration.invalid'],
    explains: [],
    remedies: ['start-gateway'],
  },
  'gateway.hangs': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'Whoever listens for the connectors answers.',
      ja: 'コネクタで待ち受けているプロセスが応答する。',
    },
    title: {
      en: 'The gateway hangs: it accepts connections for connector "{connector}" at {address} and says nothing.',
      ja: 'ゲートウェイが停止しています: コネクタ "{connector}" ({address}) の接続を受け入れますが、応答しません。',
    },
    why: {
      en: 'It does not answer at its control socket {socket} either. Others wait in vain: mail in both directions stays at its senders.',
      ja: '制御ソケット {socket} も応答しません。接続元は応答を得られず、メールは両方向とも送信元で待機します。',
    },
    citation: ['RFC 5321 §3.1'],
    needs: ['gateway'],
    dependsOn: [],
    explains: [],
    remedies: ['restart-gateway'],
  },
  'gateway.no-answer': {
    area: 'surroundings',
    severity: 'low',
    claim: {
      en: 'The running gateway answers at its control socket.',
      ja: '動作中のゲートウェイが制御ソケットで応答する。',
    },
    title: {
      en: 'A gateway serves the connectors, but nothing answers at the control socket {socket}.',
      ja: 'ゲートウェイはコネクタで動作していますが、制御ソケット {socket} が応答しません。',
    },
    why: {
      en: 'Mail flows. What the gateway knows of the directory and which settings it has cannot be seen; it may have been started with another runFolder.',
      ja: 'メールは流れています。ゲートウェイが保持するディレクトリの情報や設定は確認できません。別の runFolder で起動された可能性があります。',
    },
    citation: ['docs/reference/config.md, runFolder'],
    needs: ['gateway', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['restart-gateway'],
  },
  'gateway.process-ends': {
    area: 'surroundings',
    severity: 'medium',
    claim: {
      en: 'The processes of the gateway keep running.',
      ja: 'ゲートウェイのプロセスが継続して動作している。',
    },
    title: {
      en: 'Processes of the gateway ended unexpectedly {count} times within an hour, last at {lastAt}: {reason}',
      ja: 'ゲートウェイのプロセスが 1 時間以内に {count} 回予期せず終了しました (最終: {lastAt}): {reason}',
    },
    why: {
      en: 'Each time the sessions of that process break off. Their senders keep what was not accepted and try again later.',
      ja: 'そのたびに、プロセスのセッションが切断されます。受け入れ前のメールは送信元に残り、後で再送されます。',
    },
    citation: ['event 30012'],
    needs: ['events'],
    dependsOn: [],
    explains: ['event.30012'],
    remedies: ['look-at-service-log'],
  },
  'gateway.restart-needed': {
    area: 'surroundings',
    severity: 'low',
    claim: {
      en: 'The running gateway uses every setting of the configuration.',
      ja: '動作中のゲートウェイが構成のすべての設定を使用している。',
    },
    title: {
      en: 'The gateway was told of settings that need a restart ({settings}) and still runs with the old ones.',
      ja: '再起動が必要な設定 ({settings}) が変更されましたが、ゲートウェイは以前の設定で動作しています。',
    },
    why: {
      en: 'Mail flows under the old settings. With another directory or another account it is judged by what the configuration does not name any more.',
      ja: 'メールは以前の設定で処理されます。ディレクトリやアカウントの変更も反映されていません。',
    },
    citation: ['event 30006'],
    needs: ['gateway', 'events'],
    dependsOn: [],
    explains: [],
    remedies: ['restart-gateway'],
  },
  'gateway.other-version': {
    area: 'surroundings',
    severity: 'low',
    claim: {
      en: 'The running gateway is the version that is installed.',
      ja: '動作中のゲートウェイがインストール済みのバージョンである。',
    },
    title: {
      en: 'The running gateway is version {running}, while {installed} is installed.',
      ja: '動作中のゲートウェイはバージョン {running} ですが、インストール済みのバージョンは {installed} です。',
    },
    why: {
      en: 'Mail flows, but by the earlier program: what {installed} corrects or decides otherwise is not in force until a restart.',
      ja: 'メールは以前のプログラムで処理されています。{installed} での修正や変更は再起動するまで有効になりません。',
    },
    citation: ['hubtrust --version'],
    needs: ['gateway', 'machine'],
    dependsOn: [],
    explains: [],
    remedies: ['restart-gateway'],
  },
} as const satisfies FindingTable
