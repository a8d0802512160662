/** Remedies for this server's own certificates and private keys. */
import type { RemedyTable } from './entry.ts'

export const OWN_REMEDIES = {
  'grant-key-read': {
    title: {
      en: 'Give the service account read access to the private key.',
      ja: 'サービス アカウントに秘密キーの読み取り権限を与えます。',
    },
    commands: ['hubtrust cert enable {thumbprint} --services smtp --no-publish'],
    automatic: true,
    risk: 'none',
    undo: [],
    verify: ['key.unreadable'],
  },
  'open-folder': {
    title: {
      en: 'Let others pass through the folder that bars the way; they still cannot list it.',
      ja: '途中のフォルダーの通過を許可します (一覧の表示は許可されません)。',
    },
    commands: ['chmod o+x {obstaclePath}'],
    automatic: true,
    risk: 'none',
    undo: ['chmod o-x {obstaclePath}'],
    verify: ['key.unreadable'],
  },
  'grant-by-acl': {
    title: {
      en: 'Give the service account its right in the ACL that bars the way.',
      ja: 'アクセスを妨げている ACL にサービス アカウントの権限を追加します。',
    },
    commands: ['setfacl -m u:{account}:{right} {obstaclePath}'],
    automatic: false,
    risk: 'none',
    undo: ['setfacl -x u:{account} {obstaclePath}'],
    verify: ['key.unreadable'],
  },
  'find-refusal': {
    title: {
      en: 'Find out what refuses: a security module, a mount or a file server.',
      ja: '拒否の原因 (セキュリティ モジュール、マウント、ファイル サーバー) を特定します。',
    },
    commands: ['findmnt --target {keyFile}', 'journalctl --dmesg --since=-1h --grep=denied'],
    prose: {
      en: 'SELinux: restorecon -v {keyFile}. AppArmor: allow the path in the profile of the service. NFS: the export needs no_root_squash, or the key belongs on a local disk.',
      ja: 'SELinux: restorecon -v {keyFile}。AppArmor: サービスのプロファイルでパスを許可してください。NFS: エクスポートに no_root_squash を指定するか、秘密キーをローカル ディスクに置いてください。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['key.open-refused'],
  },
  'close-key': {
    title: {
      en: 'Close the private key to everybody but root and the service account.',
      ja: '秘密キーを root とサービス アカウント以外に非公開にします。',
    },
    commands: ['chgrp {newGroup} {keyFile}', 'chmod {newMode} {keyFile}'],
    automatic: true,
    risk: 'none',
    undo: ['chgrp {group} {keyFile}', 'chmod {mode} {keyFile}'],
    verify: ['key.exposed', 'key.unreadable'],
  },
  'close-key-folder': {
    title: {
      en: 'Close the folder of the private keys to everybody but root and the service account.',
      ja: '秘密キーのフォルダーを root とサービス アカウント以外に非公開にします。',
    },
    commands: ['chgrp {newGroup} {folder}', 'chmod {newMode} {folder}'],
    automatic: false,
    risk: 'none',
    undo: ['chgrp {group} {folder}', 'chmod {mode} {folder}'],
    verify: ['key.folder-open', 'key.unreadable'],
  },
  'own-key': {
    title: { en: 'Give the private key back to root.', ja: '秘密キーの所有者を root に戻します。' },
    commands: ['chown root {keyFile}'],
    automatic: false,
    risk: 'none',
    undo: ['chown {keyOwner} {keyFile}'],
    verify: ['key.owner-unexpected', 'key.unreadable'],
  },
  'replace-exposed': {
    title: {
      en: 'Replace the certificate if somebody may have read its key.',
      ja: '秘密キーを読み取られた可能性がある場合は、証明書を置き換えます。',
    },
    commands: [],
    prose: {
      en: 'Make a new one: hubtrust cert new --services smtp --yes; when every peer knows it, remove the old one: hubtrust cert remove THUMBPRINT.',
      ja: '新しい証明書を作成してください: hubtrust cert new --services smtp --yes。すべての相手に伝わったら、古い証明書を削除してください: hubtrust cert remove THUMBPRINT。',
    },
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: [],
  },
  'create-account': {
    title: { en: 'Make the service account.', ja: 'サービス アカウントを作成します。' },
    commands: ['useradd --system --user-group --no-create-home --shell /usr/sbin/nologin {account}'],
    prose: {
      en: 'Or name an account that exists under "account" in {path}. Then give it the keys: hubtrust cert enable THUMBPRINT --services smtp.',
      ja: 'または、既存のアカウントを {path} の "account" に指定してください。その後、秘密キーの権限を付与してください: hubtrust cert enable THUMBPRINT --services smtp。',
    },
    automatic: false,
    risk: 'none',
    undo: ['userdel {account}'],
    verify: ['key.account-missing', 'key.unreadable'],
  },
  'restart-as-account': {
    title: {
      en: 'Start the gateway as the service account.',
      ja: 'ゲートウェイをサービス アカウントで起動し直します。',
    },
    commands: ['{restart}'],
    prose: {
      en: 'A unit of systemd must say User={account}. If {runsAs} is meant, name it under "account" in {path} instead.',
      ja: 'systemd のユニットには User={account} が必要です。{runsAs} で実行する場合は、{path} の "account" に指定してください。',
    },
    automatic: false,
    risk: 'mail-pause',
    undo: [],
    verify: ['key.account-differs'],
  },
  'enable-smtp': {
    title: { en: 'Enable SMTP on the certificate.', ja: '証明書で SMTP を有効にします。' },
    commands: ['hubtrust cert enable {thumbprint} --services smtp --no-publish'],
    automatic: true,
    risk: 'none',
    undo: ['hubtrust cert enable {thumbprint} --disable-service smtp --yes'],
    verify: ['services.smtp-not-enabled', 'services.smtp-on-wrong-certificate'],
  },
  'publish-certificate': {
    title: {
      en: 'Publish the certificate; what is published now stays published beside it.',
      ja: '証明書を公開します (現在公開中の証明書も公開されたままです)。',
    },
    commands: ['hubtrust cert enable {thumbprint} --services smtp --yes'],
    automatic: true,
    risk: 'none',
    undo: ['hubtrust server withdraw {server} {thumbprint} --yes'],
    verify: ['directory.not-published', 'store.published-missing'],
  },
  'publish-newer': {
    title: {
      en: 'Publish the newer certificate, once the other servers have it.',
      ja: '他のサーバーへの配布が済んだら、新しい証明書を公開します。',
    },
    commands: ['hubtrust cert enable {thumbprint} --services smtp --yes'],
    prose: {
      en: 'From then on it is used. In the middle of a planned replacement wait until every server with a directory of its own has it; what is published now stays published beside it.',
      ja: '公開すると直ちに使用されます。計画的な置き換えの途中では、独自のディレクトリを持つすべてのサーバーに証明書が届くまで待ってください。現在公開中の証明書も公開されたままです。',
    },
    automatic: false,
    onRequest: true,
    risk: 'none',
    undo: ['hubtrust server withdraw {server} {thumbprint} --yes'],
    verify: ['selection.newer-than-published', 'selection.ambiguous'],
  },
  'new-certificate': {
    title: {
      en: 'Make a new certificate with the names of this server and publish it beside the old one.',
      ja: 'このサーバーの名前を含む新しい証明書を作成し、古い証明書と並行して公開します。',
    },
    commands: ['hubtrust cert new --services smtp --yes'],
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['selection.none-eligible', 'names.not-covered', 'store.published-missing', 'validity.expired'],
  },
  'certificate-with-names': {
    title: {
      en: 'Make a new certificate that holds all of these names and publish it beside the old one.',
      ja: 'すべての名前を含む新しい証明書を作成し、古い証明書と並行して公開します。',
    },
    commands: ['hubtrust cert new --domains {domains} --services smtp --yes'],
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['balancer.unexpected-name', 'names.not-covered', 'names.logical-physical-differ'],
  },
  'import-certificate': {
    title: {
      en: 'Bring certificate and key back from a backup.',
      ja: 'バックアップから証明書と秘密キーを復元します。',
    },
    commands: ['hubtrust cert import FILE.pfx --services smtp --yes'],
    prose: {
      en: 'FILE.pfx is what hubtrust cert export --pfx once wrote, or a PEM bundle with the key.',
      ja: 'FILE.pfx は hubtrust cert export --pfx で保存したファイル、または秘密キーを含む PEM ファイルです。',
    },
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['key.missing', 'key.mismatch', 'store.published-missing'],
  },
  'remove-certificate': {
    title: {
      en: 'Remove the certificate, if it is not wanted.',
      ja: '不要な場合は、証明書を削除します。',
    },
    commands: ['hubtrust cert remove {thumbprint}'],
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['selection.newer-than-published', 'selection.ambiguous'],
  },
  'look-at-file': {
    title: {
      en: 'Look at the file, and replace it from a backup.',
      ja: 'ファイルを確認し、バックアップから復元します。',
    },
    commands: ['openssl x509 -in {path} -noout -text', 'hubtrust explain {code}'],
    prose: {
      en: 'Move it away, then import it again: hubtrust cert import FILE.',
      ja: '別の場所に移動してから、再度インポートしてください: hubtrust cert import FILE。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['store.damaged'],
  },
  'answer-request': {
    title: {
      en: 'Bring in the answer of the certification authority.',
      ja: '認証機関からの応答をインポートします。',
    },
    commands: ['hubtrust cert import ANSWER.cer --services smtp'],
    prose: {
      en: 'If none will come, delete the files of the request: {files}.',
      ja: '応答が届かない場合は、要求のファイルを削除してください: {files}。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['store.pending-request'],
  },
  'reload-gateway': {
    title: {
      en: 'Make the gateway read its certificates again.',
      ja: 'ゲートウェイに証明書を再読み込みさせます。',
    },
    commands: ['{reload}'],
    prose: {
      en: 'If another program answers there (ss -ltnp), stop it or change "listen" of the connector.',
      ja: '別のプログラムが応答している場合 (ss -ltnp) は、停止するかコネクタの "listen" を変更してください。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['selection.served-differs'],
  },
  'check-clock': {
    title: { en: 'Check the clock.', ja: '時刻を確認します。' },
    commands: ['timedatectl'],
    prose: {
      en: 'If it is wrong: timedatectl set-ntp true. If it is right, wait until {notBefore} or use another certificate.',
      ja: '時刻がずれている場合: timedatectl set-ntp true。正しい場合は {notBefore} まで待つか、別の証明書を使用してください。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['validity.not-yet'],
  },
} as const satisfies RemedyTable
