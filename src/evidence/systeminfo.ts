/** `systeminfo` and `hostname`: the host's name, its domain and its addresses. */
import type { TextLine } from './lines.ts'
import { addressIn, type NameScanner, type NameSink } from './name-sink.ts'
import { promptOf } from './prompt.ts'

const HOST = /^(?:Host Name|ホスト名|Hostname|Nom de l.{1,4}h.{1,4}te|Nombre de host)\s*[:：]\s+(\S+)\s*$/i
const DOMAIN = /^(?:Domain|ドメイン|Dom.{1,4}ne|Domaine|Dominio)\s*[:：]\s+(\S+)\s*$/i
const ADDRESS = /^\s+\[\d+\]\s*[:：]\s+(\S+)\s*$/
const HOST_COMMAND = /^(?:hostname(?:\.exe)?|\$env:computername|echo %computername%)\s*$/i
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/

export function isSystemInfo(text: string): boolean {
  return HOST.test(text.trimStart().split(/\r?\n/, 1)[0] ?? '') || /^[^\r\n]*>\s*systeminfo\s*$/im.test(text)
}

/** A file with one word in it: what `hostname` prints. */
export function isHostName(text: string): boolean {
  return NAME.test(text.trim())
}

export class SystemInfoScanner implements NameScanner {
  readonly #put: NameSink
  #isInside = false
  #awaitsHostName = false

  constructor(put: NameSink) {
    this.#put = put
  }

  push(line: TextLine): void {
    const { text } = line
    const prompt = promptOf(text)
    if (prompt !== undefined) {
      this.#isInside = false
      this.#awaitsHostName = HOST_COMMAND.test(prompt.command)
    } else if (this.#awaitsHostName) this.#takeHostName(line)
    else this.#takeLine(line)
  }

  end(): void {
    this.#isInside = false
  }

  #takeHostName(line: TextLine): void {
    const name = line.text.trim()
    if (name === '') return
    this.#awaitsHostName = false
    if (NAME.test(name)) this.#put(line, { what: 'host-name', value: name })
  }

  #takeLine(line: TextLine): void {
    const { text } = line
    const host = HOST.exec(text)?.[1]
    if (host !== undefined) {
      this.#isInside = true
      this.#put(line, { what: 'host-name', value: host })
      return
    }
    if (!this.#isInside) return
    const domain = DOMAIN.exec(text)?.[1]
    if (domain !== undefined) this.#put(line, { what: 'domain', value: domain })
    const address = addressIn(ADDRESS.exec(text)?.[1] ?? '')
    if (address !== undefined && !/^fe80:/i.test(address)) this.#put(line, { what: 'address', value: address })
  }
}
