/** Why a certificate passed or failed a step of selection, each word with the facts it rests on. */
import { fill, type ArgsOf, type Lang, type Text } from '../../core/text.ts'

export const SELECTION_WORDS = {
  'reason.version': { en: 'X.509 v{version}', ja: 'X.509 v{version}' },
  'reason.key-readable': { en: 'readable by: {readableBy}', ja: '読み取り可能なアカウント: {readableBy}' },
  'reason.key-unknown': {
    en: 'whether the service account can read {path} could not be found out',
    ja: 'サービス アカウントが {path} を読み取れるかどうかを確認できません',
  },
  'reason.key-missing': { en: 'no private key', ja: '秘密キーがありません' },
  'reason.key-mismatch': {
    en: 'the private key belongs to another certificate',
    ja: '秘密キーがこの証明書と一致しません',
  },
  'reason.key-unreadable': { en: '{obstacle}: {path}', ja: '{obstacle}: {path}' },
  'reason.name-covered': { en: 'covers {name}', ja: '{name} を含みます' },
  'reason.name-not-covered': {
    en: 'wanted: {wanted}; certificate: {names}',
    ja: '必要な名前: {wanted}、証明書の名前: {names}',
  },
  'reason.services': { en: 'services: {services}', ja: 'サービス: {services}' },
  'reason.not-before': { en: 'not valid before {notBefore}', ja: '{notBefore} より前は無効' },
  'reason.not-after': { en: 'valid until {notAfter}', ja: '有効期限: {notAfter}' },
  'reason.expired': { en: 'expired on {notAfter}', ja: '{notAfter} に期限切れ' },
  'reason.best-issued': { en: 'the newest one issued by a certification authority', ja: '証明機関が発行した中で最新' },
  'reason.best-self-signed': {
    en: 'the newest one; none is issued by a certification authority',
    ja: '最新 (証明機関が発行したものはありません)',
  },
  'reason.older': { en: 'NotBefore {notBefore} is not the newest', ja: 'NotBefore {notBefore} は最新ではありません' },
  'reason.self-signed': {
    en: 'self-signed; one issued by a certification authority comes first',
    ja: '自己署名 (証明機関が発行した証明書が優先されます)',
  },
} as const satisfies Readonly<Record<string, Text>>

type Words = typeof SELECTION_WORDS

/** A word of the table and the values of its holes. */
export type StepReason = {
  readonly [W in keyof Words]: { readonly word: W; readonly values: ArgsOf<Words[W]['en']> }
}[keyof Words]

/** Says a reason in a language. */
export function reasonText({ word, values }: StepReason, lang: Lang): string {
  return fill(SELECTION_WORDS[word][lang], values)
}
