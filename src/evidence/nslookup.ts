/**
 * `nslookup`, also with `set type=ptr` and in its own shell (`> name`): who was asked, what was found, and what was not. What was
 * asked is taken from the command where that is to be seen.
 */
import type { TextLine } from './lines.ts'
import { addressIn, type NameScanner, type NameSink } from './name-sink.ts'
import { promptOf } from './prompt.ts'

const SERVER =
  /^(?:(?:Default |既定の ?)?(?:Server|サーバー)|Standardserver|Serveur(?: par d.{1,4}faut)?|Servidor(?: predeterminado)?)\s*[:：](.*)$/i
const ADDRESSES = /^(?:Address(?:es)?|Adressen?|Adresses|Direcci.{1,4}n(?:es)?|アドレス)\s*[:：]\s*(\S+)\s*$/i
const NAME = /^(?:Name|名前|Nom|Nombre)\s*[:：]\s*(\S+)\s*$/i
const MORE = /^\s+(\S+)\s*$/
/** The reasons are printed in English everywhere. */
const FAILED =
  /[\s:：](?:Non-existent domain|Server failed|No response from server|Query refused|Unspecified error)\.?\s*$/i
const TIMED_OUT = /^\*\*\* .*\b(?:timed[- ]out|タイム ?アウト|Zeit.{1,3}berschreitung|d.{1,4}pass)/i
const POINTER = /^((?:\d{1,3}\.){4})in-addr\.arpa\s+name = (\S+)\s*$/i
const INTERNET = /^(\S+)\s+(?:internet|AAAA IPv6) address = (\S+)\s*$/i
const FAILURE_CHARS_MAX = 1024
const INNER_PROMPT = /^> (?!set\b|server\b|ls\b|exit\b)(\S+)\s*$/i

export function isNslookup(text: string): boolean {
  const isAnswer = /^(?:Server|サーバー|Serveur|Servidor)\s*[:：].*\r?\n(?:Address|アドレス|Adresse|Direcci)/im.test(
    text,
  )
  return isAnswer || /^[^\r\n]*>\s*nslookup\b/im.test(text) || INTERNET.test(text)
}

export class NslookupScanner implements NameScanner {
  readonly #put: NameSink
  #asked: string | undefined
  #server: string | undefined
  #name: { readonly value: string; readonly line: TextLine } | undefined
  /** Addresses that follow are of the server, of the name, or of nobody. */
  #next: 'server' | 'name' | 'more' | undefined

  constructor(put: NameSink) {
    this.#put = put
  }

  push(line: TextLine): void {
    const { text } = line
    const command = promptOf(text)?.command ?? INNER_PROMPT.exec(text)?.[1]
    if (command !== undefined) this.#takeCommand(command, INNER_PROMPT.test(text))
    else if (!this.#takeAddress(line) && !this.#takeRecord(line) && !this.#takeFailure(line)) this.#takeLabel(line)
  }

  end(): void {
    this.#next = undefined
  }

  #takeCommand(command: string, isInner: boolean): void {
    this.#next = undefined
    this.#name = undefined
    if (isInner) this.#asked = command
    else {
      const words = /\bnslookup(?:\.exe)?\s+(.*)$/i.exec(command)?.[1]?.split(/\s+/) ?? []
      this.#asked = words.find((word) => !word.startsWith('-'))
    }
  }

  #takeLabel(line: TextLine): void {
    const server = SERVER.exec(line.text)?.[1]
    if (server !== undefined) {
      this.#server = server.trim()
      this.#next = 'server'
      return
    }
    const name = NAME.exec(line.text)?.[1]
    if (name !== undefined && this.#server !== undefined) {
      this.#name = { value: name, line }
      this.#next = 'name'
      this.#takeReverse()
      return
    }
    if (line.text.trim() === '') this.#next = this.#next === 'server' ? 'server' : undefined
  }

  /** When an address was asked for, the name is the answer. */
  #takeReverse(): void {
    const asked = this.#asked
    if (asked === undefined || this.#name === undefined || addressIn(asked) === undefined) return
    this.#put(this.#name.line, { what: 'reverse-lookup', value: this.#name.value, asked })
    this.#next = undefined
  }

  #takeAddress(line: TextLine): boolean {
    const more = this.#next === 'more' ? MORE.exec(line.text)?.[1] : undefined
    const address = addressIn((ADDRESSES.exec(line.text)?.[1] ?? more ?? '').replace(/#\d+$/, ''))
    if (address === undefined || this.#next === undefined) return false
    if (this.#next === 'server') {
      this.#put(line, { what: 'dns-server', value: address })
      this.#next = undefined
    } else if (this.#name !== undefined) {
      this.#put(line, { what: 'lookup', value: address, asked: this.#name.value })
      this.#next = 'more'
    }
    return true
  }

  #takeRecord(line: TextLine): boolean {
    const [, reversed, name] = POINTER.exec(line.text) ?? []
    if (reversed !== undefined && name !== undefined) {
      const asked = reversed.split('.').slice(0, 4).toReversed().join('.')
      this.#put(line, { what: 'reverse-lookup', value: name, asked })
      return true
    }
    const [, asked, address] = INTERNET.exec(line.text) ?? []
    if (asked === undefined || address === undefined) return false
    this.#put(line, { what: 'lookup', value: address, asked })
    return true
  }

  #takeFailure(line: TextLine): boolean {
    const { text } = line
    if (!text.startsWith('*** ') || text.length > FAILURE_CHARS_MAX) return false
    const failed = FAILED.exec(text)
    if (failed === null && !TIMED_OUT.test(text)) return false
    const asked = this.#asked ?? this.#askedIn(text.slice(4, failed?.index).replace(/[\s:：]+$/, ''))
    if (asked === undefined) return true
    const what = addressIn(asked) === undefined ? 'lookup' : 'reverse-lookup'
    this.#put(line, { what, value: '', asked, failed: true })
    return true
  }

  /** In any language the sentence names the server and what was asked. */
  #askedIn(words: string): string | undefined {
    const server = this.#server?.toLowerCase()
    const names = words.match(/[A-Za-z0-9][\w.-]*[A-Za-z0-9]/g) ?? []
    const dotted = names.filter((name) => name.toLowerCase() !== server)
    return /can't find (\S+)$/.exec(words)?.[1] ?? dotted.find((name) => name.includes('.'))
  }
}
