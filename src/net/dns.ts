/** What the DNS alone says, past the hosts file: asked directly, with a deadline for all questions of one resolver. */
import { Resolver } from 'node:dns/promises'
import { systemCode } from '../core/errors.ts'
import type { Lookup, ReverseLookup } from '../model/facts.ts'

/** The name is there and has no record of this kind. */
const NO_DATA = 'ENODATA'

export interface DnsOptions {
  /** Addresses, with a port where it is another one than 53; those of the system when empty. */
  readonly servers: readonly string[]
  readonly withinMs: number
}

export interface Dns {
  /** Never throws. */
  forward(name: string): Promise<Lookup>
  reverse(address: string): Promise<ReverseLookup>
  close(): void
}

export function openDns({ servers, withinMs }: DnsOptions): Dns {
  const resolver = new Resolver({ timeout: Math.ceil(withinMs), tries: 1 })
  use(resolver, servers)
  const deadline = setTimeout(() => {
    resolver.cancel()
  }, withinMs)
  return {
    forward: async (name) => {
      const asked = await Promise.all([outcome(resolver.resolve4(name)), outcome(resolver.resolve6(name))])
      const addresses = asked.flatMap(({ found }) => found)
      const problem = asked.map((one) => one.problem).find((one) => one !== undefined && one !== NO_DATA)
      return addresses.length > 0 ? { name, addresses } : { name, addresses, problem: problem ?? NO_DATA }
    },
    reverse: async (address) => {
      const { found, problem } = await outcome(resolver.reverse(address))
      return { address, names: found, ...(problem === undefined ? {} : { problem }) }
    },
    close: () => {
      clearTimeout(deadline)
      resolver.cancel()
    },
  }
}

function use(resolver: Resolver, servers: readonly string[]): void {
  if (servers.length === 0) return
  try {
    resolver.setServers(servers)
  } catch {
    // An address with a zone, for example: the resolver has read the system's file itself and asks those it understands.
  }
}

interface Outcome {
  readonly found: readonly string[]
  readonly problem?: string
}

async function outcome(question: Promise<readonly string[]>): Promise<Outcome> {
  try {
    return { found: await question }
  } catch (error) {
    const code = systemCode(error) ?? 'ESERVFAIL'
    return { found: [], problem: code === 'ECANCELLED' || code === 'ETIMEOUT' ? 'deadline' : code }
  }
}
