/**
 * `ipconfig /all` in English, Japanese, German, French and Spanish, by its labels without their dots; in other languages host name and
 * primary suffix are the first two lines of the first part.
 *
 * An empty primary suffix is said, since it is a fact; other empty values are not.
 */
import { indentOf } from './cells.ts'
import type { TextLine } from './lines.ts'
import { addressIn, type NameScanner, type NameSink } from './name-sink.ts'
import type { NameObservation } from './observation.ts'

/** Letters outside ASCII are left open: a console may have spoilt them. */
const LABELS: readonly (readonly [what: NameObservation['what'], label: RegExp])[] = [
  ['host-name', /^(?:host ?name|ホスト名|nom de l.{1,4}h.{1,4}te|nom d.{1,4}h.{1,4}te|nombre de host|nome host)$/i],
  [
    'primary-suffix',
    /^(?:primary dns suffix|プライマリ ?dns ?サフィックス|prim.{1,4}res dns-suffix|suffixe dns principal|sufijo dns principal)$/i,
  ],
  [
    'search-suffix',
    /^(?:(?:connection-specific )?dns suffix search list|dns ?サフィックス ?検索一覧|dns-suffixsuchliste|liste de recherche (?:de |du )?suffixes? dns|lista de b.{1,4}squeda de sufijos dns)$/i,
  ],
  [
    'connection-suffix',
    /^(?:connection-specific dns suffix|接続固有の ?dns ?サフィックス|verbindungsspezifisches dns-suffix|suffixe dns propre .{1,4} la connexion|sufijo dns espec.{1,4}fico para la conexi.{1,4}n)$/i,
  ],
  ['dns-server', /^(?:dns servers?|dns ?サーバー?|dns-server|serveurs? dns|servidores dns)$/i],
  [
    'address',
    /^(?:(?:autoconfiguration |temporary )?ip(?:v[46])? address|(?:自動構成 ?|一時 ?)?ip(?:v[46])? ?アドレス|(?:tempor.{1,4}re |auto.{0,20})?ip(?:v[46])?-adresse|adresse (?:d.{1,4}autoconfiguration )?ip(?:v[46])?(?: temporaire)?|direcci.{1,4}n ip(?:v[46])?)$/i,
  ],
]

/** The label with its leader of dots, and the value. */
const LABELLED = /^\s+(\S[^:：]{0,60}?)[ .]{0,80}[:：](?:\s+(.*))?$/
const TITLE = /^(?:windows(?: 2000| nt)? ip|windows-ip|configuration ip de windows|configuraci.{1,4}n ip de windows)/i
const LEADER = ' . .'
/** Values that go on below stand far to the right. */
const CONTINUED_INDENT = 20

export function isIpconfig(text: string): boolean {
  return /^[ \t]+\S[^\r\n:]{0,60}(?: \.){3,60} ?\.?: ?/m.test(text) && (/^Windows/m.test(text) || text.includes('IP'))
}

export class IpconfigScanner implements NameScanner {
  readonly #put: NameSink
  /** Undefined outside of an output; 0 is the part before the adapters. */
  #part: number | undefined
  #labels = 0
  #what: NameObservation['what'] | undefined

  constructor(put: NameSink) {
    this.#put = put
  }

  push(line: TextLine): void {
    const { text } = line
    if (text.trim() === '') return
    const indent = indentOf(text)
    if (indent === 0) this.#takeHeading(text)
    else if (indent >= CONTINUED_INDENT && !text.includes(LEADER)) this.#takeValue(line, text)
    else if (this.#part !== undefined || text.includes(LEADER)) this.#takeLabelled(line)
  }

  end(): void {
    this.#part = undefined
    this.#what = undefined
  }

  #takeHeading(text: string): void {
    this.#what = undefined
    if (TITLE.test(text)) {
      this.#part = 0
      this.#labels = 0
    } else if (this.#part !== undefined) this.#part = /[:：]\s*$/.test(text) ? this.#part + 1 : undefined
  }

  #takeLabelled(line: TextLine): void {
    const [, label, value = ''] = LABELLED.exec(line.text.trimEnd()) ?? []
    this.#what = undefined
    if (label === undefined) return
    this.#part ??= 0
    this.#labels += 1
    this.#what = LABELS.find(([, pattern]) => pattern.test(label.trim()))?.[0] ?? this.#byPosition()
    if (value !== '') this.#takeValue(line, value)
    else if (this.#what === 'primary-suffix') this.#put(line, { what: 'primary-suffix', value: '' })
  }

  #byPosition(): NameObservation['what'] | undefined {
    if (this.#part !== 0) return undefined
    if (this.#labels === 1) return 'host-name'
    return this.#labels === 2 ? 'primary-suffix' : undefined
  }

  #takeValue(line: TextLine, text: string): void {
    const what = this.#what
    if (what === undefined) return
    const value = text.trim()
    if (what !== 'address' && what !== 'dns-server') {
      if (/^\S{1,255}$/.test(value)) this.#put(line, { what, value })
      return
    }
    const address = addressIn(value)
    // Addresses of one link only are on every machine and say nothing.
    if (address !== undefined && !/^fe80:/i.test(address)) this.#put(line, { what, value: address })
  }
}
