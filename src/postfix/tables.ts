/**
 * The answers to Postfix as tables, for those who want nothing between Postfix and its mail that has to run: each line is what
 * the socketmap would say now. A table says nothing about tomorrow, so it has to be written anew when the directory changes.
 */
import type { Server } from '../model/server.ts'
import { nextHopOf, type NextHop } from './next-hop.ts'
import { tlsPolicy } from './tls-policy.ts'
import { verdictOn, withColons, type PostfixView } from './view.ts'

/** Servers a chunk of text is made of: a directory may hold more than one text can. */
const SERVERS_AT_ONCE = 5_000
const SMTP_PORT = 25

export interface TablesQuestion {
  readonly view: PostfixView
  readonly servers: readonly Server[]
  /** Ports by which servers are reached, beside 25 and those of their own addresses. */
  readonly ports: readonly number[]
  /** Of each TLS policy, beside the pins. */
  readonly attributes: readonly string[]
  readonly nowMs: number
}

export interface Table {
  /** `key value` lines, as postmap(1) reads them. */
  readonly text: Uint8Array
  readonly lines: number
  /** Next hops that are deferred, with why, once for each server. */
  readonly deferred: readonly { readonly server: string; readonly reason: string }[]
}

/** For `smtp_tls_policy_maps`: every spelling of a next hop to a server of the directory. */
export function policyTable(question: TablesQuestion): Table {
  const { view, servers, nowMs, attributes } = question
  const seen = new Set<string>()
  const deferred = new Map<string, string>()
  const valueOf = (key: string): string | undefined => {
    const answer = tlsPolicy({ view, nextHop: key, nowMs, attributes })
    if (answer.kind === 'unmanaged') return undefined
    if (answer.kind === 'pinned') return answer.policy
    deferred.set(answer.server, answer.reason)
    // Postfix knows no such attribute, so it keeps the mail (4.7.5), and writes the name into its log.
    return `fingerprint hubtrust-event-2018-${answer.reason}=${answer.server}`
  }
  const linesOf = (keys: readonly string[]): readonly string[] =>
    keys.flatMap((key) => {
      if (seen.has(key)) return []
      seen.add(key)
      const value = valueOf(key)
      return value === undefined ? [] : [`${key} ${value}`]
    })
  const groups = [...view.domains.keys()].map((domain) => spellings(domain, question))
  const all = chunked(servers, (server) => linesOf(keysOf(server, question)))
  const domains = groups.flatMap(linesOf)
  return {
    text: joined([HEAD, textOf(domains), ...all.map(({ text }) => text)]),
    lines: domains.length + all.reduce((sum, { lines }) => sum + lines, 0),
    deferred: [...deferred].map(([server, reason]) => ({ server, reason })),
  }
}

/** For `check_ccert_access`: the certificates that are trusted now. */
export function certificateTable({ view, servers, nowMs }: TablesQuestion): Table {
  const all = chunked(servers, ({ certificates }) =>
    certificates.flatMap(({ fingerprint }) =>
      verdictOn({ view, fingerprint, nowMs }).kind === 'trusted' ? [`${withColons(fingerprint)} OK`] : [],
    ),
  )
  const lines = all.reduce((sum, chunk) => sum + chunk.lines, 0)
  return { text: joined([HEAD, ...all.map(({ text }) => text)]), lines, deferred: [] }
}

const HEAD = Buffer.from('# Written by hubtrust export postfix.\n')

function textOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''))
}

function joined(parts: readonly Buffer[]): Uint8Array {
  return Buffer.concat(parts)
}

function chunked(servers: readonly Server[], linesOf: (server: Server) => readonly string[]) {
  const chunks: { readonly text: Buffer; readonly lines: number }[] = []
  for (let at = 0; at < servers.length; at += SERVERS_AT_ONCE) {
    const lines = servers.slice(at, at + SERVERS_AT_ONCE).flatMap(linesOf)
    chunks.push({ text: textOf(lines), lines: lines.length })
  }
  return chunks
}

function keysOf({ name, addresses }: Server, question: TablesQuestion): readonly string[] {
  const hops = addresses.flatMap((address) => nextHopOf(address) ?? [])
  const named = spellings(name, { ports: [...question.ports, ...hops.map(({ port }) => port)] })
  return [...named, ...hops.flatMap(spellingsOf)]
}

/** Postfix asks by the name alone, too, whatever the port. */
function spellings(host: string, { ports }: { readonly ports: readonly number[] }): readonly string[] {
  return [...new Set([SMTP_PORT, ...ports])].flatMap((port) => spellingsOf({ host, port }))
}

function spellingsOf({ host, port }: NextHop): readonly string[] {
  const isAddress6 = host.includes(':')
  const hosts = isAddress6 ? [`[${host}]`, `[ipv6:${host}]`] : [`[${host}]`, host]
  const bare = port === SMTP_PORT ? hosts : []
  return [...bare, ...hosts.map((one) => `${one}:${String(port)}`)]
}
