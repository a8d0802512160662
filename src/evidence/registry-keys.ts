/**
 * `reg query` and files of `regedit`: the names of the host under `Tcpip\Parameters` and `ComputerName`, and the load balancer under
 * `WLBS\Parameters\Interface`.
 */
import type { ByteSource, Findings } from './contract.ts'
import { quoteOf, type TextLine } from './lines.ts'
import type { NameScanner, NameSink } from './name-sink.ts'
import type { NameObservation } from './observation.ts'

const KEY = /^\[?-?((?:HKEY_LOCAL_MACHINE|HKLM)\\[^\]\r\n]{1,400}?)\]?\s*$/i
/** Four blanks or a tab between name, type and value. */
const QUERIED = /^\s+(\S.{0,255}?)(?: {2,20}|\t)(REG_[A-Z_]+)(?:(?: {2,20}|\t)(.*))?$/
const EXPORTED = /^"([^"]{1,100})"=(?:"(.*)"|dword:([0-9a-f]{8}))\s*$/i

const NAMES: readonly (readonly [key: RegExp, value: string, what: NameObservation['what']])[] = [
  [/\\Tcpip\\Parameters$/i, 'hostname', 'host-name'],
  [/\\Tcpip\\Parameters$/i, 'domain', 'primary-suffix'],
  [/\\Tcpip\\Parameters$/i, 'nv hostname', 'nv-host-name'],
  [/\\Tcpip\\Parameters$/i, 'nv domain', 'nv-domain'],
  [/\\Tcpip\\Parameters$/i, 'searchlist', 'search-suffix'],
  [/\\Tcpip\\Parameters(?:\\Interfaces\\[^\\]+)?$/i, 'nameserver', 'dns-server'],
  [/\\Tcpip\\Parameters\\Interfaces\\[^\\]+$/i, 'domain', 'connection-suffix'],
  [/\\ComputerName\\ActiveComputerName$/i, 'computername', 'active-computer-name'],
  [/\\ComputerName\\ComputerName$/i, 'computername', 'computer-name'],
]
const BALANCER = /\\WLBS\\Parameters\\Interface\\[^\\]+$/i

export function isRegistry(text: string): boolean {
  return /^\[?(?:HKEY_LOCAL_MACHINE|HKLM)\\[^\r\n]*\\(?:Tcpip\\Parameters|ComputerName\\|WLBS\\Parameters)/im.test(text)
}

interface Balancer {
  readonly line: TextLine
  readonly values: Map<string, string>
}

export class RegistryScanner implements NameScanner {
  readonly #put: NameSink
  readonly #source: ByteSource
  readonly #findings: Findings
  #key = ''
  #balancer: Balancer | undefined

  constructor(put: NameSink, source: ByteSource, findings: Findings) {
    this.#put = put
    this.#source = source
    this.#findings = findings
  }

  push(line: TextLine): void {
    const key = KEY.exec(line.text)?.[1]
    if (key !== undefined) {
      this.end()
      this.#key = key
      if (BALANCER.test(key)) this.#balancer = { line, values: new Map() }
    } else if (this.#key !== '') this.#takeValue(line)
  }

  end(): void {
    this.#key = ''
    const balancer = this.#balancer
    this.#balancer = undefined
    if (balancer !== undefined) this.#observeBalancer(balancer)
  }

  #takeValue(line: TextLine): void {
    const [, name, type, value = ''] = QUERIED.exec(line.text.trimEnd()) ?? []
    const [, exported, text, number] = EXPORTED.exec(line.text) ?? []
    if (name !== undefined) this.#take(line, name, type === 'REG_DWORD' ? String(Number(value)) : value)
    else if (exported !== undefined)
      this.#take(line, exported, text?.replaceAll('\\\\', '\\') ?? String(Number.parseInt(number ?? '0', 16)))
  }

  #take(line: TextLine, name: string, value: string): void {
    if (this.#balancer !== undefined) {
      if (this.#balancer.values.size < 100) this.#balancer.values.set(name.toLowerCase(), value)
      return
    }
    const known = NAMES.find(([key, wanted]) => key.test(this.#key) && wanted === name.toLowerCase())
    if (known === undefined) return
    const [, , what] = known
    // An empty suffix is a fact, an empty list of servers is none.
    if (value === '' && what !== 'primary-suffix' && what !== 'nv-domain') return
    const isList = what === 'search-suffix' || what === 'dns-server'
    for (const part of isList ? value.split(/[ ,]+/) : [value]) this.#put(line, { what, value: part })
  }

  #observeBalancer({ line, values }: Balancer): void {
    const clusterName = values.get('clustername')
    const address = values.get('clusteripaddress')
    const priority = Number(values.get('hostpriority'))
    if (clusterName === undefined && address === undefined) return
    this.#findings.observed({
      kind: 'balancer',
      evidence: { source: this.#source.name, line: line.line, quote: quoteOf(line.text) },
      product: 'nlb',
      ...(clusterName === undefined || clusterName === '' ? {} : { clusterName }),
      clusterAddresses: address === undefined || address === '' || address === '0.0.0.0' ? [] : [address],
      ...(Number.isInteger(priority) && priority > 0 ? { hostPriority: priority } : {}),
      // The names that certificate selection reads are these very values, whatever the network card does.
      isBound: (clusterName ?? '') !== '' || (address ?? '') !== '',
      ports: [],
    })
  }
}
