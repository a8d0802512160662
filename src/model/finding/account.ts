/** The service account: it exists, the gateway runs as it, and nobody but it and root holds the keys. */
import type { FindingTable } from './entry.ts'

export const ACCOUNT_FINDINGS = {
  'key.account-missing': {
    area: 'own',
    severity: 'critical',
    claim: { en: 'The service account exists.', ja: 'サービス アカウントが存在する。' },
    title: {
      en: 'The service account {account} named in {path} does not exist on this machine.',
      ja: '{path} で指定されたサービス アカウント {account} がこのコンピューターに存在しません。',
    },
    why: {
      en: 'The gateway cannot run as an account that is not there, and no key can be made readable for it.',
      ja: '存在しないアカウントではゲートウェイを実行できず、秘密キーの読み取り権限も付与できません。',
    },
    citation: ['getpwnam(3)', 'Hubtrust configuration, account'],
    needs: ['account', 'configuration'],
    dependsOn: [],
    explains: ['key.unreadable', 'key.owner-unexpected', 'key.account-differs'],
    remedies: ['create-account'],
  },
  'key.account-differs': {
    area: 'own',
    severity: 'high',
    claim: {
      en: 'The gateway runs as the service account.',
      ja: 'ゲートウェイがサービス アカウントで実行されている。',
    },
    title: {
      en: 'The gateway runs as {runsAs}, but {path} names {account} as the service account.',
      ja: 'ゲートウェイは {runsAs} で実行されていますが、{path} のサービス アカウントは {account} です。',
    },
    why: {
      en: 'Keys are made readable for {account}. {runsAs} cannot read the next one, and from then on the gateway has nothing to show.',
      ja: '秘密キーの読み取り権限は {account} に付与されます。{runsAs} は次の秘密キーを読み取れず、ゲートウェイは証明書を提示できなくなります。',
    },
    citation: ['Microsoft bb510126, cause 2', 'Hubtrust configuration, account'],
    needs: ['gateway', 'configuration'],
    dependsOn: [],
    explains: ['selection.served-differs'],
    remedies: ['restart-as-account'],
  },
  'key.exposed': {
    area: 'own',
    severity: 'high',
    claim: {
      en: 'No private key is open to everybody.',
      ja: '秘密キーがすべてのユーザーに公開されていない。',
    },
    title: {
      en: 'The private key {keyFile} is open to everybody on this machine (mode {mode}).',
      ja: '秘密キー {keyFile} がこのコンピューターのすべてのユーザーに公開されています (モード {mode})。',
    },
    why: {
      en: 'Whoever reads the key can pass as this server to every peer. Where others had access, replace the certificate after closing it.',
      ja: '秘密キーを読み取った者は、すべての相手に対してこのサーバーになりすませます。他者がアクセスできた場合は、権限を制限した後に証明書を置き換えてください。',
    },
    citation: ['Hubtrust store layout, keys 0640', 'chmod(2)'],
    needs: ['store', 'account'],
    dependsOn: [],
    explains: [],
    remedies: ['close-key', 'replace-exposed'],
  },
  'key.folder-open': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The folder of the private keys is closed to everybody else.',
      ja: '秘密キーのフォルダーが他のユーザーに公開されていない。',
    },
    title: {
      en: 'The folder of the private keys {folder} is open to everybody on this machine (mode {mode}).',
      ja: '秘密キーのフォルダー {folder} がこのコンピューターのすべてのユーザーに公開されています (モード {mode})。',
    },
    why: {
      en: 'A key that is copied into it with too wide a mode can be read at once, and where everybody may write, a key can be taken away: then mail stops.',
      ja: '緩いモードでコピーされた秘密キーはすぐに読み取り可能になります。書き込みも可能な場合は秘密キーを削除でき、メールが停止します。',
    },
    citation: ['Hubtrust store layout, keys folder 0750'],
    needs: ['store', 'account'],
    dependsOn: [],
    explains: [],
    remedies: ['close-key-folder'],
  },
  'key.owner-unexpected': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'Private keys belong to root or to the service account.',
      ja: '秘密キーの所有者が root またはサービス アカウントである。',
    },
    title: {
      en: 'The private key {keyFile} belongs to {keyOwner}, who is neither root nor the service account {account}.',
      ja: '秘密キー {keyFile} の所有者 {keyOwner} は、root でもサービス アカウント {account} でもありません。',
    },
    why: {
      en: 'Its owner can read it, open it to others or take it away at any time, whatever its mode says.',
      ja: '所有者はモードに関係なく、いつでも秘密キーの読み取り、公開、削除ができます。',
    },
    citation: ['Hubtrust store layout, keys root:hubtrust', 'chown(2)'],
    needs: ['store', 'account'],
    dependsOn: [],
    explains: [],
    remedies: ['own-key'],
  },
} as const satisfies FindingTable
