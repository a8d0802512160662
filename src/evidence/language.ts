/** How much a decoded text looks like what Windows prints in German, French, Spanish, Italian or Japanese. */
import { decodeText } from './code-pages.ts'

/** Words and pieces of words of consoles, event logs and certificates that have a character outside ASCII. */
const WORDS =
  /für|über|traße|Schlüssel|gültig|Gültig|Primär|primär|AUTORITÄT|Autorität|ausgewählt|verfügbar|ungültig|März|können|möglich|zurück|Gerät|Größe|réseau|RÉSEAU|Réseau|préféré|hôte|Système|système|Échec|échec|propriété|Propriétaire|février|août|décembre|clé |Clé |privée|privé|traité|fichiers? traités|numéro|Numéro|série|générale|été |où |ñ[oa]|ción|sesión|contraseña|dirección|Dirección|servidor|proprietà|attività|è |ã[oe]|São|endereço/gu

/** Letters that the languages of Western consoles are written with. */
const LETTERS = new Set('äöüÄÖÜßéèêëàâçôîïûùñóíáúÉÈÊÀÇÔÑåÅøØæÆ'.split(''))
const STRANGE = /[\u0080-\u009f\ufffd\ue000-\uf8ff]/gu
const KANA = /[\u3041-\u309f\u30a1-\u30fe]/gu
/** Kanji that tools and logs of a server are full of. */
const KANJI =
  /[日月年前後午時分秒名有効期限証明書発行者対象拇印電子鍵秘密公開使用可不能成功失敗警告情報種類操作接続構成管理理由設定]/gu
/** The kanji of JIS level 1, which nearly all of a text consists of; two of them side by side are a word. */
const COMMON_KANJI = (() => {
  const leads = Array.from({ length: 0x0f }, (_, at) => 0x89 + at)
  const bytes = leads.flatMap((lead) => Array.from({ length: 0xbd }, (_, at) => [lead, 0x40 + at]).flat())
  return new RegExp(`[${decodeText(Uint8Array.from(bytes), 'cp932').replace(/[^\u4e00-\u9fff]/g, '')}]{2,}`, 'gu')
})()
/** Around words; the same bytes of another page are letters at their ends. */
const QUOTATION = /(?<!\p{L})“[^“”\r\n]{1,80}”(?!\p{L})/gu
const HALF_WIDTH = /[\uff61-\uff9f]/gu
const LONE = /(?<![\p{L}\p{M}])[äöüßéèêëâçôîïûùñóíáúÄÖÜÉÈÊÇÔÑåÅøØæÆ](?![\p{L}\p{M}])/gu
/** A small letter with a mark before a capital: `ôDefaultö` is a quotation mark of another page. */
const MISPLACED = /[a-zß-ÿ][ÄÖÜÉÈÊÇÔÑÅØÆ]|[äöüéèêëàâçôîïûùñóíáú][A-Z]|[A-Z]{2}[äöüéèêëàâçôîïûùñóíáú]/gu
const CUT_OFF = /\p{L}(?:[\u2026])(?=[\s}]|$)/gu
const BETWEEN_LETTERS =
  /(?<=[a-zA-Z])[\u00a1-\u00bf\u00d7\u00f7\u0192\u201a-\u2022\u2030\u2039\u20ac\u2122\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u02c6\u02dc\u2018\u2500-\u25a0](?=[a-zA-Z])/gu
/** Kanji and half-width kana do not stand inside a word of Latin letters. */
const INSIDE_LATIN = /(?<=[a-z])[\u4e00-\u9fff\uff61-\uff9f]|[\u4e00-\u9fff\uff61-\uff9f](?=[a-z])/gu

const charactersOf = (text: string, pattern: RegExp): number => (text.match(pattern) ?? []).join('').length
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** Larger is more likely. Only comparisons of the same bytes in other pages mean anything. */
export function scoreOf(text: string): number {
  const letters = Array.from(text).filter((character) => LETTERS.has(character)).length
  return (
    count(text, WORDS) * 8 +
    letters * 2 +
    count(text, KANA) * 4 +
    count(text, KANJI) * 3 +
    charactersOf(text, COMMON_KANJI) * 3 +
    count(text, QUOTATION) * 5 +
    count(text, CUT_OFF) * 4 -
    count(text, STRANGE) * 6 -
    count(text, LONE) * 3 -
    count(text, MISPLACED) * 5 -
    count(text, BETWEEN_LETTERS) * 3 -
    count(text, INSIDE_LATIN) * 4 -
    count(text, HALF_WIDTH)
  )
}
