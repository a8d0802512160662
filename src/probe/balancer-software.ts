/** Configurations and tables of balancers and clusters, read as far as they tell of mail or of addresses that move. */
import { readKernelText } from '../disk/files.ts'
import type { BalancerFacts, Evidence } from '../model/facts.ts'

export interface SoftwareFiles {
  readonly keepalived: string
  readonly haproxy: string
  readonly corosync: string
  /** The kernel's table of virtual servers. */
  readonly ipvs: string
}

type Sign = BalancerFacts['software'][number]
type Reader = (lines: readonly Line[], ports: ReadonlySet<number>) => Found | undefined

interface Line {
  readonly text: string
  readonly number: number
}

interface Found {
  readonly detail: string
  readonly at: Line
  /** `host:port` of everything it listens on and hands over to. */
  readonly endpoints: readonly string[]
}

/** @param ports those that mail comes in by */
export function signsOfSoftware(files: SoftwareFiles, ports: ReadonlySet<number>): readonly Sign[] {
  const readers: readonly (readonly [string, string, Reader])[] = [
    ['keepalived', files.keepalived, keepalived],
    ['haproxy', files.haproxy, haproxy],
    ['corosync', files.corosync, corosync],
    ['ipvs', files.ipvs, ipvs],
  ]
  return readers.flatMap(([name, path, reader]) => {
    const lines = linesOf(path)
    const found = lines.length === 0 ? undefined : reader(lines, ports)
    if (found === undefined) return []
    const { detail, at, endpoints } = found
    const evidence: Evidence = { source: path, line: at.number, quote: at.text }
    return [{ name, detail, evidence, ...(endpoints.length === 0 ? {} : { endpoints: [...new Set(endpoints)] }) }]
  })
}

/** A file that is not there, or not for us (root alone may read some), tells nothing. */
function linesOf(path: string): readonly Line[] {
  const text = readKernelText(path) ?? ''
  const lines = text.split('\n').map((line, at) => ({ text: line.replace(/[#!].*/, '').trim(), number: at + 1 }))
  return lines.filter((line) => line.text !== '')
}

/** keepalived.conf(5): addresses that it moves between machines, and servers it balances. */
const keepalived: Reader = (lines) => {
  const at = lines.find(({ text }) => /^(virtual_ipaddress(_excluded)?|virtual_server)\b/.test(text))
  if (at === undefined) return undefined
  const servers = lines.map(({ text }) => /^(?:virtual|real)_server\s+(\S+)\s+(\d+)/.exec(text))
  const endpoints = servers.flatMap((match) => (match === null ? [] : `${match[1] ?? ''}:${match[2] ?? ''}`))
  const moved = movedAddresses(lines)
  return { detail: [...moved, ...endpoints].join(' '), at, endpoints }
}

/** What stands between the braces of `virtual_ipaddress`: an address at the beginning of each line. */
function movedAddresses(lines: readonly Line[]): readonly string[] {
  const text = lines.map((line) => line.text).join('\n')
  const blocks = text.matchAll(/^virtual_ipaddress(?:_excluded)?\s*\{([^}]*)\}/gm)
  return [...blocks].flatMap(([, inside = '']) =>
    inside.split('\n').flatMap((line) => /[\da-f.:/]+/i.exec(line)?.[0] ?? []),
  )
}

/** A port of ours in a line that accepts connections or passes them on. */
const haproxy: Reader = (lines, ports) => {
  const named = lines.flatMap((line) => {
    const addresses = /^(?:bind|listen\s+\S+|server\s+\S+)\s+(\S+)/.exec(line.text)?.[1]?.split(',') ?? []
    return addresses.flatMap((address) => {
      const [, host = '', port = ''] = /^(?:ipv[46]@)?(.*):(\d+)$/.exec(address) ?? []
      return port === '' ? [] : [{ line, port: Number(port), endpoint: `${host === '' ? '*' : host}:${port}` }]
    })
  })
  const at = named.find(({ port }) => ports.has(port))?.line
  return at === undefined ? undefined : { detail: at.text, at, endpoints: named.map(({ endpoint }) => endpoint) }
}

/** corosync.conf(5): more than one node. What the package installs names itself alone. */
const corosync: Reader = (lines) => {
  const nodes = lines.filter(({ text }) => /^ring0_addr\s*:/.test(text))
  const [first] = nodes
  if (first === undefined || nodes.length < 2) return undefined
  const name = lines.map(({ text }) => /^cluster_name\s*:\s*(\S+)/.exec(text)?.[1]).find((one) => one !== undefined)
  return { detail: `cluster ${name ?? '-'} of ${nodes.length} nodes`, at: first, endpoints: [] }
}

/** `TCP  0A000001:0019 wlc`: a virtual server on a port of ours, or one that leads to it. */
const ipvs: Reader = (lines, ports) => {
  const named = lines.flatMap((line) => {
    const [, kind = '', host = '', digits = ''] =
      /^(TCP|->)\s*(\[[0-9A-F:]+\]|[0-9A-F]{8}):([0-9A-F]{4})\b/i.exec(line.text) ?? []
    const port = Number.parseInt(digits, 16)
    return digits === '' ? [] : [{ line, kind, port, endpoint: `${dotted(host)}:${port}` }]
  })
  const found = named.find(({ port }) => ports.has(port))
  if (found === undefined) return undefined
  const { line, kind, endpoint } = found
  return { detail: `${kind} ${endpoint}`, at: line, endpoints: named.map((one) => one.endpoint) }
}

/** IPv4 is written as one number. */
function dotted(host: string): string {
  return host.startsWith('[') ? host : Buffer.from(host, 'hex').join('.')
}
