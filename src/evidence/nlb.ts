/**
 * Network load balancing: `wlbs display`, `nlb display`, `wlbs query`, and `Get-NlbCluster` with its companions. That it is not installed
 * is said, too.
 */
import type { Evidence } from '../model/facts.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { ListScanner, type ListItem } from './format-list.ts'
import { TableScanner, type TableItem } from './format-table.ts'
import { eachLine, quoteOf, type TextLine } from './lines.ts'
import { addressIn } from './name-sink.ts'
import type { BalancerObservation } from './observation.ts'
import { promptOf } from './prompt.ts'

/** The utility's own line, whose middle is translated. */
const BANNER = /^(?:WLBS|NLB)\s.{5,60}\sV2\.\d+\s/
const CLUSTER = /^Cluster ((?:\d{1,3}\.){3}\d{1,3})\b/
/** The same behind the utility's own line, where the word may be translated. */
const TRANSLATED = /^\p{L}{2,20}:? ((?:\d{1,3}\.){3}\d{1,3})\b/u
const SETTING = /^(\w{1,64})\s*=(.*)$/
const RULE = /^\S+\s+(\d{1,5})\s+(\d{1,5})\s+\S+\s+\S+/
const RULES_BEGIN = /^-{8,}(?:\s+-+){4,}\s*$/
const MISSING =
  /not installed on this system|not bound|インストールされていない|バインドされていません|nicht (?:auf diesem System )?installiert|n'est pas installé/iu
const COMMAND = /\bGet-NlbCluster(?:Node|Vip|PortRule|NodeDip|DriverInfo|NodeNetworkInterface)?\b/i
const VALUES_MAX = 1000

function recognise({ text = '' }: Head): number {
  if (/^(?:WLBS|NLB)\s.{5,60}\sV2\.\d+\s/m.test(text)) return 90
  if (/^ClusterIPAddress\s*= /m.test(text) && CLUSTER_ANYWHERE.test(text)) return 88
  return COMMAND.test(text) ? 70 : 0
}

const CLUSTER_ANYWHERE = /^Cluster (?:\d{1,3}\.){3}\d{1,3}\b/m

export const nlbReader: Reader = {
  id: 'network-load-balancing',
  recognise,
  read: async (source, findings) => {
    const display = new Display(source, findings)
    const cmdlets = new Cmdlets(source, findings)
    await eachLine(source, findings, (line) => {
      display.take(line)
      cmdlets.take(line)
    })
    display.end()
    cmdlets.end()
  },
}

interface Cluster {
  readonly line: TextLine
  readonly address: string
  readonly settings: Map<string, string>
  readonly ports: string[]
}

/** What `wlbs` and `nlb` print. */
class Display {
  readonly #source: ByteSource
  readonly #findings: Findings
  #banner: TextLine | undefined
  #cluster: Cluster | undefined
  #isInRules = false

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  take(line: TextLine): void {
    const { text } = line
    const address = (this.#banner === undefined ? CLUSTER : TRANSLATED).exec(text)?.[1]
    if (promptOf(text) !== undefined) this.end()
    else if (BANNER.test(text)) {
      this.end()
      this.#banner = line
    } else if (address !== undefined) {
      this.#close()
      this.#banner = undefined
      this.#cluster = { line, address, settings: new Map(), ports: [] }
    } else if (this.#cluster !== undefined) this.#takeSetting(this.#cluster, text)
    else if (this.#banner !== undefined && MISSING.test(text)) this.#takeMissing(line)
  }

  end(): void {
    this.#close()
    this.#banner = undefined
  }

  #takeSetting(cluster: Cluster, text: string): void {
    const [, name, value = ''] = SETTING.exec(text) ?? []
    const [, first, last] = this.#isInRules ? (RULE.exec(text) ?? []) : []
    if (RULES_BEGIN.test(text)) this.#isInRules = true
    else if (first !== undefined && last !== undefined) {
      if (cluster.ports.length < VALUES_MAX) cluster.ports.push(`${first}-${last}`)
    } else this.#isInRules = false
    if (name !== undefined && cluster.settings.size < VALUES_MAX && !cluster.settings.has(name))
      cluster.settings.set(name, value.trim())
  }

  #takeMissing(line: TextLine): void {
    this.#banner = undefined
    this.#findings.observed({
      kind: 'balancer',
      evidence: { source: this.#source.name, line: line.line, quote: quoteOf(line.text) },
      product: 'nlb',
      clusterAddresses: [],
      isBound: false,
      ports: [],
    })
  }

  #close(): void {
    const cluster = this.#cluster
    this.#cluster = undefined
    this.#isInRules = false
    if (cluster === undefined) return
    const { settings, address, line, ports } = cluster
    const clusterName = settings.get('ClusterName')
    const hostName = settings.get('HostName')
    const priority = Number(settings.get('HostPriority'))
    this.#findings.observed({
      kind: 'balancer',
      evidence: { source: this.#source.name, line: line.line, quote: quoteOf(line.text) },
      product: 'nlb',
      ...(clusterName === undefined || clusterName === '' ? {} : { clusterName }),
      clusterAddresses: [...new Set([settings.get('ClusterIPAddress') ?? address, address])],
      ...(hostName === undefined || hostName === '' ? {} : { hostName }),
      ...(Number.isInteger(priority) && priority > 0 ? { hostPriority: priority } : {}),
      isBound: true,
      ports,
    })
  }
}

type Properties = ReadonlyMap<string, string>

/** What the cmdlets of Windows Server 2012 and later print, put together: they all speak of the one cluster of this host. */
class Cmdlets {
  readonly #source: ByteSource
  readonly #findings: Findings
  readonly #lists = new ListScanner()
  readonly #tables = new TableScanner()
  readonly #addresses = new Set<string>()
  readonly #ports = new Set<string>()
  #clusterName: string | undefined
  #evidence: Evidence | undefined
  #command = ''

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  take(line: TextLine): void {
    const items = [...this.#lists.push(line), ...this.#tables.push(line)]
    for (const item of items) this.#takeItem(item)
    const prompt = promptOf(line.text)
    if (prompt !== undefined) this.#command = prompt.command
  }

  end(): void {
    for (const item of [...this.#lists.end(), ...this.#tables.end()]) this.#takeItem(item)
    if (this.#evidence === undefined) return
    const observation: BalancerObservation = {
      kind: 'balancer',
      evidence: this.#evidence,
      product: 'nlb',
      ...(this.#clusterName === undefined ? {} : { clusterName: this.#clusterName }),
      clusterAddresses: [...this.#addresses],
      isBound: true,
      ports: [...this.#ports],
    }
    this.#findings.observed(observation)
  }

  #takeItem(item: ListItem | TableItem): void {
    if (item.kind === 'record') {
      const [first] = item.fields
      const printed = item.fields.map(({ name, value }): [string, string] => [name.toLowerCase(), value])
      if (first !== undefined) this.#takeObject(new Map(printed), { text: first.quote, line: first.line })
    } else if (item.kind === 'row') {
      const printed = Object.entries(item.cells).map(([name, value]): [string, string] => [name.toLowerCase(), value])
      this.#takeObject(new Map(printed), { text: item.quote, line: item.line })
    }
  }

  #takeObject(printed: Properties, line: TextLine): void {
    const address = addressIn(printed.get('ipaddress') ?? printed.get('clusterprimaryip') ?? '')
    const clusterName = address !== undefined && printed.has('mode') ? printed.get('name') : undefined
    // Only a cluster is known by its own properties; the rest has to have been asked for.
    if (clusterName === undefined && !COMMAND.test(this.#command)) return
    this.#clusterName ??= clusterName
    const ports = portsOf(printed)
    if (address !== undefined && this.#addresses.size < VALUES_MAX) this.#addresses.add(address)
    if (ports !== undefined && this.#ports.size < VALUES_MAX) this.#ports.add(ports)
    if (address === undefined && ports === undefined) return
    this.#evidence ??= { source: this.#source.name, line: line.line, quote: quoteOf(line.text) }
  }
}

function portsOf(printed: Properties): string | undefined {
  const [, first, last] = /^(\d{1,5})\s*-\s*(\d{1,5})$/.exec(printed.get('port') ?? printed.get('ports') ?? '') ?? []
  const start = first ?? printed.get('startport')
  const end = last ?? printed.get('endport')
  return start !== undefined && end !== undefined && /^\d+$/.test(start) && /^\d+$/.test(end)
    ? `${start}-${end}`
    : undefined
}
