/** Remedies in a Postfix that asks this gateway itself. Mail of others may use the same settings, so a person decides. */
import type { RemedyTable } from './entry.ts'

export const POSTFIX_NATIVE_REMEDIES = {
  'set-in-main': {
    title: { en: 'Set {setting} in main.cf.', ja: 'main.cf の {setting} を設定します。' },
    commands: ['cp -p {file} {file}.before', 'postconf -c {folder} -e {setting}={value}', 'postfix -c {folder} reload'],
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: [
      'postfix.policy-not-asked',
      'postfix.policy-bypassed',
      'postfix.socket-path',
      'postfix.client-digest',
      'postfix.tls-required-header',
      'postfix.connection-reuse',
      'postfix.other-certificate',
    ],
  },
  'set-in-master': {
    title: { en: 'Set {setting} of {master} in master.cf.', ja: 'master.cf の {master} に {setting} を設定します。' },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/{setting}={value}',
      'postfix -c {folder} reload',
    ],
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: [
      'postfix.client-digest',
      'postfix.connection-reuse',
      'postfix.chain-missing',
      'postfix.other-certificate',
      'postfix.lane-no-tls',
      'postfix.lane-no-ask',
      'postfix.lane-digest',
    ],
  },
  'set-list-in-master': {
    title: { en: 'Set {setting} of {master} in master.cf.', ja: 'master.cf の {master} に {setting} を設定します。' },
    // A list holds blanks, which postconf takes in main.cf only.
    commands: [
      'cp -p {folder}/main.cf {folder}/main.cf.before',
      'cp -p {folder}/master.cf {folder}/master.cf.before',
      'postconf -c {folder} -e {parameter}={value}',
      'postconf -c {folder} -P {master}/{setting}=\\${parameter}',
      'postfix -c {folder} reload',
    ],
    automatic: false,
    risk: 'none',
    undo: [
      'cp -p {folder}/main.cf.before {folder}/main.cf',
      'cp -p {folder}/master.cf.before {folder}/master.cf',
      'postfix -c {folder} reload',
    ],
    verify: [
      'postfix.transport-bypasses',
      'postfix.policy-bypassed',
      'postfix.socket-path',
      'postfix.lane-mynetworks',
      'postfix.lane-order',
      'postfix.lane-relays',
      'postfix.all-clientcerts',
    ],
  },
  'ask-instead': {
    title: {
      en: 'Ask for a certificate, and let this gateway judge it.',
      ja: '証明書を要求し、判定はゲートウェイに任せます。',
    },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/smtpd_tls_req_ccert=no',
      'postconf -c {folder} -P {master}/smtpd_tls_ask_ccert=yes',
      'postfix -c {folder} reload',
    ],
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.lane-requires-ca', 'postfix.lane-no-ask'],
  },
  'run-postfix-setup': {
    title: { en: 'Let Postfix ask this gateway.', ja: 'Postfix がゲートウェイに問い合わせるようにします。' },
    commands: [
      'hubtrust postfix setup --postfix-config {folder} --dry-run',
      'hubtrust postfix setup --postfix-config {folder}',
    ],
    automatic: false,
    risk: 'none',
    undo: ['hubtrust postfix setup --postfix-config {folder} --undo'],
    verify: ['postfix.policy-not-asked', 'postfix.lane-missing'],
  },
  'reload-for-postfix': {
    title: {
      en: 'Let the gateway open its sockets and read the directory again.',
      ja: 'ゲートウェイにソケットを開かせ、ディレクトリを再読み込みさせます。',
    },
    commands: ['{reload}'],
    prose: {
      en: 'What was in the way is in the event log: hubtrust events --id 30007,30008,2018.',
      ja: '原因はイベント ログに記録されています: hubtrust events --id 30007,30008,2018',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['postfix.service-silent', 'postfix.answer-missing'],
  },
  'write-chain': {
    title: {
      en: 'Let the gateway write key and certificate for Postfix.',
      ja: 'ゲートウェイに Postfix 用のキーと証明書を書き出させます。',
    },
    commands: ['{reload}'],
    prose: {
      en: 'It reloads Postfix itself. Why it could not write is in the event log: hubtrust events --id 30041.',
      ja: 'Postfix の再読み込みも行われます。書き出せなかった原因はイベント ログに記録されています: hubtrust events --id 30041',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['postfix.chain-missing', 'postfix.chain-stale'],
  },
  'fit-postfix-version': {
    title: { en: 'Tell this Postfix only what it knows.', ja: 'この Postfix が対応する項目だけを使用します。' },
    commands: [],
    prose: {
      en: 'In {path}, under postfix, take {setting} away and set version to this Postfix. Then: {reload}.',
      ja: '{path} の postfix から {setting} を削除し、version をこの Postfix に合わせてください。その後: {reload}。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['postfix.version'],
  },
  'start-postfix': {
    title: { en: 'See whether Postfix runs, and what its log says.', ja: 'Postfix の実行状態とログを確認します。' },
    commands: ['postfix -c {folder} status', 'postfix -c {folder} check'],
    prose: {
      en: 'Start it if it does not run: postfix start. The log says why a service does not.',
      ja: '実行されていない場合は postfix start で起動してください。サービスが起動しない原因はログに記録されています。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['postfix.lane-silent'],
  },
  'reload-postfix': {
    title: { en: 'Let Postfix read its certificates again.', ja: 'Postfix に証明書を再読み込みさせます。' },
    commands: ['postfix -c {folder} reload'],
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['postfix.lane-shows-other'],
  },
} as const satisfies RemedyTable
