import type { CodeEntry } from '../codes.ts'

export const X509_CODES = {
  X509_UNREADABLE: {
    message: { en: 'This is not a readable certificate: {reason}.', ja: '証明書として読み取れません: {reason}。' },
    remedy: { en: 'Look at the file with: openssl x509 -in FILE -text -noout (add -inform DER for a binary file).', ja: '次のコマンドでファイルを確認してください: openssl x509 -in FILE -text -noout (バイナリ ファイルの場合は -inform DER を追加)。' },
    retry: false,
  },
  X509_PEM_DAMAGED: {
    message: { en: 'The PEM text is damaged at line {line}: {reason}.', ja: 'PEM テキストの {line} 行目が壊れています: {reason}。' },
    remedy: { en: 'Copy the file again in whole, from -----BEGIN to -----END, and check it near line {line}.', ja: '-----BEGIN から -----END までファイル全体を再度コピーし、{line} 行目付近を確認してください。' },
    retry: false,
  },
  X509_BAD_NAME: {
    message: { en: '"{name}" cannot stand in a certificate: a host name has letters, digits and hyphens.', ja: '"{name}" は証明書に使用できません。ホスト名には英数字とハイフンのみ使用できます。' },
    remedy: { en: 'Give the names as the resolver knows them, for example: hub1.corp.example (internationalized names in their xn-- form).', ja: 'DNS での名前を指定してください。例: hub1.corp.example (国際化ドメイン名は xn-- 形式)。' },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
