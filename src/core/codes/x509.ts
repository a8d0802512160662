import type { CodeEntry } from '../codes.ts'

export const X509_CODES = {
  X509_UNREADABLE: {
    message: { en: 'This is not a readable certificate: {reason}.', ja: '証明書として読み取れません: {reason}。' },
    remedy: {
      en: 'Look at the file with: openssl x509 -in FILE -text -noout (add -inform DER for a binary file).',
      ja: '次のコマンドでファイルを確認してください: openssl x509 -in FILE -text -noout (バイナリ ファイルの場合は -inform DER を追加)。',
    },
    retry: false,
  },
  X509_PEM_DAMAGED: {
    message: {
      en: 'The PEM text is damaged at line {line}: {reason}.',
      ja: 'PEM テキストの {line} 行目が壊れています: {reason}。',
    },
    remedy: {
      en: 'Copy the file again in whole, from -----BEGIN to -----END, and check it near line {line}.',
      ja: '-----BEGIN から -----END までファイル全体を再度コピーし、{line} 行目付近を確認してください。',
    },
    retry: false,
  },
  X509_BAD_NAME: {
    message: {
      en: '"{name}" cannot stand in a certificate: a host name has letters, digits and hyphens.',
      ja: '"{name}" は証明書に使用できません。ホスト名には英数字とハイフンのみ使用できます。',
    },
    remedy: {
      en: 'Give the names as the resolver knows them, for example: hub1.corp.example (internationalized names in their xn-- form).',
      ja: 'DNS での名前を指定してください。例: hub1.corp.example (国際化ドメイン名は xn-- 形式)。',
    },
    retry: false,
  },
  X509_KEY_MISMATCH: {
    message: {
      en: 'The private key does not belong to the certificate {thumbprint}. Nothing was changed.',
      ja: '秘密キーが証明書 {thumbprint} と一致しません。変更は行われていません。',
    },
    remedy: {
      en: 'Compare the two: openssl x509 -in CERT -noout -pubkey and openssl pkey -in KEY -pubout must print the same.',
      ja: '両者を比較してください: openssl x509 -in CERT -noout -pubkey と openssl pkey -in KEY -pubout の出力が一致する必要があります。',
    },
    retry: false,
  },
  X509_WRONG_PASSWORD: {
    message: {
      en: 'The password does not open the PKCS#12 file. Nothing was changed.',
      ja: 'パスワードが正しくないため、PKCS#12 ファイルを開けません。変更は行われていません。',
    },
    remedy: {
      en: 'Run the command again with the password the file was exported with: --password-file FILE',
      ja: 'エクスポート時のパスワードを指定して再実行してください: --password-file FILE',
    },
    retry: false,
  },
  X509_PKCS12_UNREADABLE: {
    message: {
      en: 'This is not a readable PKCS#12 file: {reason}.',
      ja: 'PKCS#12 ファイルとして読み取れません: {reason}。',
    },
    remedy: {
      en: 'Check it: openssl pkcs12 -info -noout -in FILE (add -legacy for files of old Windows), and export it again if that fails too.',
      ja: '確認してください: openssl pkcs12 -info -noout -in FILE (古い Windows のファイルには -legacy を追加)。失敗する場合は再度エクスポートしてください。',
    },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
