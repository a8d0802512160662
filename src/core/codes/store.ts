import type { CodeEntry } from '../codes.ts'

export const STORE_CODES = {
  STORE_UNKNOWN_THUMBPRINT: {
    message: {
      en: 'There is no certificate {thumbprint} in the store.',
      ja: '拇印が {thumbprint} の証明書はストアにありません。',
    },
    remedy: {
      en: 'See all certificates: hubtrust cert list (six digits of a thumbprint are enough when they are unique)',
      ja: '証明書の一覧を表示してください: hubtrust cert list (一意であれば拇印の先頭 6 桁で指定できます)',
    },
    retry: false,
  },
  STORE_AMBIGUOUS_THUMBPRINT: {
    message: {
      en: '"{thumbprint}" fits several certificates: {candidates}.',
      ja: '"{thumbprint}" に一致する証明書が複数あります: {candidates}。',
    },
    remedy: {
      en: 'Give more digits of the thumbprint you mean.',
      ja: '目的の証明書の拇印をより長く指定してください。',
    },
    retry: false,
  },
  STORE_KEY_MISSING: {
    message: {
      en: 'The certificate {thumbprint} has no private key here: {path} is missing.',
      ja: '証明書 {thumbprint} の秘密キーがありません: {path} が存在しません。',
    },
    remedy: {
      en: 'Import it with its key from a backup: hubtrust cert import FILE.pfx; or replace it: hubtrust cert new --services smtp',
      ja: 'バックアップから秘密キーと共にインポートしてください: hubtrust cert import FILE.pfx。または新しい証明書に置き換えてください: hubtrust cert new --services smtp',
    },
    retry: false,
  },
  STORE_KEY_UNREADABLE: {
    message: {
      en: 'The account {account} cannot read the private key {path} ({obstacle} at {where}).',
      ja: 'アカウント {account} は秘密キー {path} を読み取れません ({where} の {obstacle})。',
    },
    remedy: {
      en: 'Give it read access: hubtrust cert enable THUMBPRINT --services smtp; look at the path: namei -l {path}',
      ja: '読み取り権限を与えてください: hubtrust cert enable THUMBPRINT --services smtp。パスの確認: namei -l {path}',
    },
    retry: true,
  },
  STORE_KEY_EXPOSED: {
    message: {
      en: 'The private key {path} can be read by everybody (mode {mode}).',
      ja: '秘密キー {path} をすべてのユーザーが読み取れます (モード {mode})。',
    },
    remedy: {
      en: 'Close it: chown root:{group} {path} && chmod 0640 {path}; consider a new certificate, since the key may be known.',
      ja: '権限を制限してください: chown root:{group} {path} && chmod 0640 {path}。キーが漏れた可能性があるため、新しい証明書への置き換えも検討してください。',
    },
    retry: false,
  },
  STORE_WRONG_NAME: {
    message: {
      en: '{path} holds the certificate {thumbprint}, not the one its name says.',
      ja: '{path} の内容は、ファイル名と異なる証明書 {thumbprint} です。',
    },
    remedy: {
      en: 'Move the file away and import it: hubtrust cert import {path}',
      ja: 'ファイルを別の場所に移動してからインポートしてください: hubtrust cert import {path}',
    },
    retry: false,
  },
  STORE_METADATA_DAMAGED: {
    message: { en: '{path} is damaged: {reason}.', ja: '{path} が壊れています: {reason}。' },
    remedy: {
      en: 'Remove {path} and set the services again: hubtrust cert enable THUMBPRINT --services smtp',
      ja: '{path} を削除し、サービスを再設定してください: hubtrust cert enable THUMBPRINT --services smtp',
    },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
