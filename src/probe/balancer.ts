/**
 * Signs of a load balancer or a cluster: addresses that come and go, the software that moves them, and a name of ours that
 * leads somewhere else. Only what concerns mail is a sign: a machine that balances web servers is none.
 */
import { networkInterfaces } from 'node:os'
import { readKernelText } from '../disk/files.ts'
import type { BalancerFacts, Lookup } from '../model/facts.ts'
import { isIPv4, isLoopback, plainAddress } from '../wire/addresses.ts'
import { signsOfSoftware, type SoftwareFiles } from './balancer-software.ts'

const SMTP_PORT = 25

export interface BalancerFiles extends SoftwareFiles {
  /** Folder with one folder for each interface. */
  readonly interfaces: string
  readonly addresses6: string
}

const FILES: BalancerFiles = {
  interfaces: '/sys/class/net',
  addresses6: '/proc/net/if_inet6',
  keepalived: '/etc/keepalived/keepalived.conf',
  haproxy: '/etc/haproxy/haproxy.cfg',
  corosync: '/etc/corosync/corosync.conf',
  ipvs: '/proc/net/ip_vs',
}

export interface InterfaceAddress {
  readonly interface: string
  readonly address: string
  readonly prefixBits: number
}

export interface BalancerQuestion {
  /** Ports of our receive connectors; 25 is added. */
  readonly ports: readonly number[]
  /** What our fully qualified names resolve to. */
  readonly lookups: readonly Lookup[]
  readonly files?: BalancerFiles
  /** Of this machine, when left out. */
  readonly addresses?: readonly InterfaceAddress[]
}

/** Own-name probes are made by who can shake hands. */
export function lookForBalancer(question: BalancerQuestion): Omit<BalancerFacts, 'ownNameProbes'> {
  const { ports, lookups, files = FILES, addresses = machineAddresses() } = question
  return {
    virtualAddresses: virtualAddresses(addresses, files),
    software: signsOfSoftware(files, new Set([SMTP_PORT, ...ports])),
    elsewhere: elsewhere(lookups, addresses),
  }
}

function machineAddresses(): readonly InterfaceAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address, cidr }) => ({
      interface: name,
      address,
      prefixBits: Number(cidr?.split('/')[1] ?? 0),
    })),
  )
}

/** What a name leads to, when no address of this machine is among it. */
function elsewhere(lookups: readonly Lookup[], own: readonly InterfaceAddress[]): readonly string[] {
  const mine = new Set(own.map(({ address }) => address))
  const found = new Set(lookups.flatMap((lookup) => lookup.addresses).map(plainAddress))
  const isHere = [...found].some((address) => mine.has(address) || isLoopback(address))
  return isHere ? [] : [...found]
}

/** net/if_arp.h */
const ETHERNET = '1'
const LOOPBACK = '772'
/** linux/if_addr.h: stays until it is taken away, unlike an address of DHCP or of a router's announcement. */
const PERMANENT = 0x80
/** Kubernetes keeps the addresses of all its services here; those that matter are in the table of IPVS. */
const SERVICE_INTERFACE = 'kube-ipvs0'
/** The Windows Subsystem for Linux puts it beside 127.0.0.1. */
const OF_WINDOWS = '10.255.255.254'

/**
 * Beside an ordinary address one of a single host (keepalived, pacemaker); on a loopback or dummy interface any (a server
 * behind a balancer that leaves packets as they are). An interface with a single-host address alone is how clouds and
 * tunnels do it, and no sign.
 */
function virtualAddresses(
  addresses: readonly InterfaceAddress[],
  files: BalancerFiles,
): BalancerFacts['virtualAddresses'] {
  const permanent = permanentAddresses(files.addresses6)
  return addresses
    .filter((one) => {
      if (one.interface === SERVICE_INTERFACE || isLinkLocal(one.address)) return false
      const kind = kindOf(one.interface, files.interfaces)
      if (kind === 'quiet') return !isLoopback(one.address) && one.address !== OF_WINDOWS
      if (kind === 'other' || !isSingleHost(one) || !isSecond(one, addresses)) return false
      return isIPv4(one.address) || permanent.has(one.address)
    })
    .map((one) => ({ address: one.address, interface: one.interface }))
}

/** `quiet`: nothing arrives there from outside. */
function kindOf(name: string, folder: string): 'wire' | 'quiet' | 'other' {
  const type = readKernelText(`${folder}/${name}/type`)?.trim()
  if (type === LOOPBACK || name.startsWith('dummy')) return 'quiet'
  return type === ETHERNET ? 'wire' : 'other'
}

function isLinkLocal(address: string): boolean {
  return /^(169\.254\.|fe[89ab])/i.test(address)
}

function isSingleHost({ address, prefixBits }: InterfaceAddress): boolean {
  return prefixBits === (isIPv4(address) ? 32 : 128)
}

function isSecond(one: InterfaceAddress, all: readonly InterfaceAddress[]): boolean {
  return all.some(
    (other) =>
      other.interface === one.interface &&
      isIPv4(other.address) === isIPv4(one.address) &&
      !isSingleHost(other) &&
      !isLinkLocal(other.address),
  )
}

/** Of IPv6; the kernel writes them without colons. */
function permanentAddresses(path: string): ReadonlySet<string> {
  const lines = (readKernelText(path) ?? '').split('\n').map((line) => line.trim().split(/\s+/))
  return new Set(
    lines
      .filter(([, , , , flags]) => (Number.parseInt(flags ?? '0', 16) & PERMANENT) !== 0)
      .map(([digits = '']) => compressed(digits)),
  )
}

/** RFC 5952, as `networkInterfaces` writes it. */
function compressed(digits: string): string {
  const groups = digits.match(/.{4}/g) ?? []
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}
