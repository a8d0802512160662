/** The Postfix next to us: which of its services takes over from a connector, and what its settings come to there. */
import type { Address, ReceiveConnector } from '../model/configuration.ts'
import type { MailServerFacts } from '../model/facts.ts'
import { isLoopback, isWildcard, plain } from './addresses.ts'
import type { View } from './view.ts'

export type Service = MailServerFacts['services'][number]

export interface Behind {
  readonly connector: ReceiveConnector
  readonly server: MailServerFacts
  readonly service: Service
  /** The address that the gateway's sessions come from. */
  readonly gateway: string
}

/** master.cf may name ports as /etc/services does. */
const PORTS: Readonly<Record<string, string>> = { smtp: '25', smtps: '465', submissions: '465', submission: '587' }

/** smtpd services where receive connectors hand over. */
export function behind(view: View): readonly Behind[] {
  const { receive } = view.configuration.gateway
  return postfixes(view).flatMap((server) =>
    receive.flatMap((connector) => {
      const service = server.services.find(
        (one) => one.type === 'inet' && one.command === 'smtpd' && listensAt(one.name, connector.backend),
      )
      if (service === undefined) return []
      return [{ connector, server, service, gateway: sourceTowards(connector.backend) }]
    }),
  )
}

export function postfixes({ mailServers }: View): readonly MailServerFacts[] {
  return mailServers.filter(({ product }) => product === 'postfix')
}

/** A service without a host listens on every address; here only loopback is certain to be this machine. */
function listensAt(name: string, { host, port }: Address): boolean {
  const { place, port: own } = listeningOf(name)
  if (own !== String(port)) return false
  return isWildcard(place) ? isHere(host) : place === plain(host) || (isHere(place) && isHere(host))
}

/** Host and port of a service of master.cf; no host is every address. */
export function listeningOf(name: string): { readonly place: string; readonly port: string } {
  const at = name.lastIndexOf(':')
  const service = name.slice(at + 1)
  return { place: at < 0 ? '' : plain(name.slice(0, at)), port: PORTS[service] ?? service }
}

function isHere(host: string): boolean {
  return host === 'localhost' || isLoopback(host)
}

/** On this machine a connection comes from the address it goes to. */
function sourceTowards({ host }: Address): string {
  return host === 'localhost' ? '127.0.0.1' : plain(host)
}

/** As the service has it; main.cf stands behind. Undefined when this Postfix was not asked for it. */
export function settingOf({ server, service }: Pick<Behind, 'server' | 'service'>, name: string): string | undefined {
  return service.settings[name] ?? server.settings[name]
}

/** Whether a list of networks, as Postfix writes them, holds an address; unknown when it refers to a table. */
export function holds(list: string, address: string): boolean | 'unknown' {
  for (const pattern of list.split(/[\s,]+/).filter((text) => text !== '')) {
    const isExcluded = pattern.startsWith('!')
    const text = isExcluded ? pattern.slice(1) : pattern
    if (/^\/|^\w+:[^:]/.test(text) && !isAddress(text)) return 'unknown'
    if (isInside(text, address)) return !isExcluded
  }
  return false
}

function isAddress(text: string): boolean {
  return /^\[?[0-9a-f:.]+\]?(\/\d+)?$/i.test(text)
}

function isInside(pattern: string, address: string): boolean {
  const [network = '', length] = pattern.split('/')
  const wanted = bitsOf(plain(network))
  const own = bitsOf(plain(address))
  if (wanted === undefined || own?.length !== wanted.length) return plain(network) === plain(address)
  const count = length === undefined ? wanted.length : Number(length)
  return own.slice(0, count) === wanted.slice(0, count)
}

/** The bits of an address as text; undefined when it is none. */
function bitsOf(address: string): string | undefined {
  if (/^\d+(\.\d+){3}$/.test(address))
    return address
      .split('.')
      .map((part) => binary(Number(part), 8))
      .join('')
  if (!/^[0-9a-f:]+$/.test(address) || !address.includes(':')) return undefined
  const [head = '', tail] = address.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0')
  return [...first, ...gap, ...last].map((group) => binary(Number.parseInt(group, 16), 16)).join('')
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0')
}

/** The name and number of a service, as `postconf -P` wants them. */
export function serviceName({ name, type }: Service): string {
  return `${name}/${type}`
}

/** Transports of master.cf that lead to a send connector: by their name, or because everything goes there. */
export function senders(view: View): readonly { readonly server: MailServerFacts; readonly service: Service }[] {
  const { send } = view.configuration.gateway
  return postfixes(view).flatMap((server) =>
    server.services
      .filter(({ type, command }) => type === 'unix' && (command === 'smtp' || command === 'lmtp'))
      .filter(({ name }) => name.toLowerCase().includes('hubtrust') || isForEverything(server, name, send))
      .map((service) => ({ server, service })),
  )
}

function isForEverything({ settings }: MailServerFacts, name: string, send: readonly { listen: Address }[]): boolean {
  const [transport = '', ...hop] = (settings['default_transport'] ?? '').split(':')
  const target = hop.length > 0 ? hop.join(':') : (settings['relayhost'] ?? '')
  const [, host = '', port = '25'] = /^\[(.+?)\](?::(\w+))?$/.exec(target) ?? []
  return (
    transport === name && send.some(({ listen }) => plain(listen.host) === plain(host) && String(listen.port) === port)
  )
}
