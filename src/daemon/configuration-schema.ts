/** The shape of config.yaml. Descriptions and defaults here are what docs/reference/config.md and the JSON Schema show. */
import { isAbsolute, join } from 'node:path'
import * as v from 'valibot'
import { AUTH_MECHANISMS, DIRECTORY_KINDS, HANDOFFS, type Place } from '../model/configuration.ts'
import { ROLES } from '../model/server.ts'
import { edge } from './edge-schema.ts'
import { guard, ldap } from './ldap-schema.ts'
import { count, duration, endpoint, ENDPOINT, name, textLike } from './schema-parts.ts'

export { durationMs } from './schema-parts.ts'

const VERSION = /^(\d{1,2})\.(\d{1,2})$/
const PLACE = /^(?:unix:(.+)|(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5}))$/
const SIZE = /^(\d{1,6})(KiB|MiB|GiB)$/

const size = textLike(SIZE, 'a size such as 16MiB')

const hostNames = v.strictObject({
  dnsFullyQualifiedDomainName: v.optional(v.pipe(v.string(), v.description('In place of what the resolver says.'))),
  dnsHostName: v.optional(v.string()),
  dnsPhysicalFullyQualifiedDomainName: v.optional(v.string()),
  dnsPhysicalHostName: v.optional(v.string()),
  balancerName: v.optional(
    v.pipe(v.string(), v.description('The cluster name of a load balancer that stands in place of the first name.')),
  ),
})

const receive = v.strictObject({
  name: v.pipe(name, v.description('Shown in events.')),
  listen: v.optional(v.pipe(endpoint, v.description('Loopback until told otherwise.')), '127.0.0.1:2525'),
  fqdn: v.optional(v.pipe(name, v.description('The name in the banner; the name of the server when left out.'))),
  auth: v.optional(
    v.pipe(
      v.array(v.picklist(AUTH_MECHANISMS)),
      v.description('tls offers STARTTLS, exchange-server offers X-ANONYMOUSTLS.'),
    ),
    ['tls', 'exchange-server'],
  ),
  mode: v.optional(
    v.pipe(
      v.picklist(['dedicated', 'shared']),
      v.description('dedicated: the peer must be trusted. shared: a stranger is anonymous.'),
    ),
    'dedicated',
  ),
  plaintext: v.optional(
    v.pipe(v.boolean(), v.description('shared only: mail without TLS goes to the server behind.')),
    false,
  ),
  backend: v.pipe(endpoint, v.description('The mail server behind.')),
  handoff: v.optional(
    v.pipe(v.picklist(HANDOFFS), v.description('How the server behind learns who the peer is.')),
    'proxy-v2',
  ),
  refusal: v.optional(
    v.pipe(
      v.picklist(['defer', 'reject']),
      v.description('defer answers a refused peer 454, reject 550; doubt is always deferred.'),
    ),
    'defer',
  ),
  bareLf: v.optional(
    v.pipe(v.picklist(['pass', 'reject']), v.description('Bare line endings in commands before the hand-off.')),
    'pass',
  ),
  connectionsMax: v.optional(count(1, 100_000), 10_000),
  connectionsPerAddressMax: v.optional(count(1, 100_000), 1_000),
})

const send = v.strictObject({
  name: v.pipe(name, v.description('Shown in events.')),
  peer: v.pipe(
    name,
    v.description('The server of the directory this connector reaches; only its certificates are accepted.'),
  ),
  listen: v.pipe(
    endpoint,
    v.description('Where the local mail server hands in its mail; loopback unless exposed is true.'),
  ),
  addresses: v.optional(
    v.pipe(v.array(endpoint), v.description('Tried in order; empty means what the directory says.')),
    [],
  ),
  exposed: v.optional(
    v.pipe(
      v.boolean(),
      v.description('Allow an address other than loopback: whoever reaches it can send in our name.'),
    ),
    false,
  ),
})

const place = v.pipe(
  textLike(PLACE, 'unix:PATH or HOST:PORT, for example unix:hubtrust/tlspol.sock or 127.0.0.1:10700'),
  v.check((text) => Number(PLACE.exec(text)?.[3] ?? 0) <= 65_535, 'a port up to 65535'),
)

const policyLane = v.strictObject({
  name: v.optional(v.pipe(name, v.description('Shown in events.')), 'Postfix'),
  listen: v.pipe(place, v.description('unix:PATH under the queue directory, or an address of loopback.')),
  mode: v.optional(
    v.pipe(
      v.picklist(['dedicated', 'shared']),
      v.description('dedicated: only servers of the directory come in. shared: a stranger is answered DUNNO.'),
    ),
    'dedicated',
  ),
  refusal: v.optional(
    v.pipe(
      v.picklist(['defer', 'reject']),
      v.description('dedicated only: defer answers a stranger 450, reject 550; doubt is always deferred.'),
    ),
    'defer',
  ),
})

/** @param program the folder it is in below the state folder @param group of the processes that read it */
const chainOf = (program: string, group: string, reload: readonly string[]) =>
  v.strictObject({
    path: v.optional(
      v.pipe(
        v.string(),
        v.description(`Relative to this file; ${program}/current.pem in the state folder when left out.`),
      ),
    ),
    mode: v.optional(
      v.pipe(textLike(/^0?[0-7]{3}$/, 'a mode such as 0640'), v.description('A text: quotes around it.')),
      '0640',
    ),
    group: v.optional(v.pipe(name, v.description('Who may read it beside its owner.')), group),
    reload: v.optional(
      v.pipe(v.array(v.string()), v.description('Run after each change, word by word; empty for nothing.')),
      [...reload],
    ),
    reloadEvery: v.optional(v.pipe(duration, v.description('Least time between two reloads.')), '60s'),
  })

const postfix = v.strictObject({
  queueDirectory: v.optional(
    v.pipe(
      v.string(),
      v.description('Sockets with a relative path are under it, where a chrooted Postfix finds them.'),
    ),
    '/var/spool/postfix',
  ),
  socketmap: v.optional(v.pipe(v.array(place), v.description('Where the maps tls-policy and ccert are asked for.')), [
    'unix:hubtrust/tlspol.sock',
  ]),
  policy: v.optional(v.array(policyLane), []),
  group: v.optional(v.pipe(name, v.description('Who may open the sockets that are files.')), 'postfix'),
  version: v.optional(
    v.pipe(
      textLike(VERSION, 'a version such as "3.7"'),
      v.description('Of this Postfix, as a text: which attributes it knows.'),
    ),
    '2.9',
  ),
  attributes: v.optional(
    v.pipe(v.array(v.string()), v.description('NAME=VALUE behind the pins of each TLS policy.')),
    [],
  ),
  domains: v.optional(
    v.array(
      v.strictObject({
        domain: v.pipe(name, v.description('A next hop as Postfix names it, usually a recipient domain.')),
        server: v.pipe(name, v.description('The server of the directory that takes its mail.')),
      }),
    ),
    [],
  ),
  chain: v.optional(chainOf('postfix', 'postfix', ['postfix', 'reload'])),
})

const exim = v.strictObject({
  check: v.optional(
    v.pipe(
      place,
      v.description('Where readsocket asks: unix:PATH, relative to the run folder, or an address of loopback.'),
    ),
    'unix:exim/check.sock',
  ),
  name: v.optional(v.pipe(name, v.description('Shown in events.')), 'Exim'),
  refusal: v.optional(
    v.pipe(
      v.picklist(['defer', 'reject']),
      v.description('defer answers a stranger 450, reject 550; doubt is always deferred.'),
    ),
    'defer',
  ),
  group: v.optional(v.pipe(name, v.description('Who may open the socket that is a file.')), 'Debian-exim'),
  // Exim reads the file for each connection.
  chain: v.optional(chainOf('exim', 'Debian-exim', [])),
})

const webConsole = v.strictObject({
  listen: v.optional(
    v.pipe(endpoint, v.description('Where a browser opens it; beyond loopback only with console.tls.')),
    '127.0.0.1:8480',
  ),
  tls: v.optional(
    v.strictObject({
      certificate: v.pipe(v.string(), v.description('A PEM file with the chain; relative to this file.')),
      key: v.pipe(v.string(), v.description('Its private key as PEM.')),
    }),
  ),
  allowedHosts: v.optional(
    v.pipe(v.array(name), v.description('Further names it may be opened by; any other is refused.')),
    [],
  ),
})

export const CONFIGURATION_SCHEMA = v.strictObject({
  server: v.strictObject({
    name: v.pipe(name, v.description('Fully qualified; the name this server has in the directory.')),
    roles: v.optional(v.array(v.picklist(ROLES)), ['hub']),
    hostNames: v.optional(hostNames, {}),
  }),
  account: v.pipe(name, v.description('The service account: who must be able to read the private keys.')),
  stateFolder: v.optional(
    v.pipe(v.string(), v.description('Certificates, keys, event log; relative to this file.')),
    '/var/lib/hubtrust',
  ),
  runFolder: v.optional(
    v.pipe(v.string(), v.description('The control socket; relative to this file.')),
    '/run/hubtrust',
  ),
  directory: v.optional(
    v.strictObject({
      kind: v.optional(
        v.pipe(
          v.picklist(DIRECTORY_KINDS),
          v.description(
            'embedded: one file on this machine. ldap: see ldap below. edge: a perimeter host, whose directory is pushed from inside; see edge below.',
          ),
        ),
        'embedded',
      ),
      path: v.optional(
        v.pipe(
          v.string(),
          v.description(
            'The embedded directory, or the copy of the one elsewhere. Relative to this file; directory.sqlite in the state folder when left out.',
          ),
        ),
      ),
      ldap: v.optional(ldap),
      edge: v.optional(edge),
      guard: v.optional(guard, {}),
      maxStale: v.optional(
        v.pipe(
          duration,
          v.description('How long the last known state stays in force while the directory cannot be read.'),
        ),
        '24h',
      ),
    }),
    {},
  ),
  trust: v.optional(
    v.strictObject({
      expired: v.optional(
        v.pipe(
          v.picklist(['warn', 'refuse']),
          v.description('A certificate in the directory that is outside its validity.'),
        ),
        'warn',
      ),
    }),
    {},
  ),
  expiryWarning: v.optional(
    v.pipe(duration, v.description('How long before expiry events 12017 and 12018 begin.')),
    '30d',
  ),
  gateway: v.optional(
    v.strictObject({
      processes: v.optional(v.pipe(count(1, 64), v.description('More than one shares the ports among processes.')), 1),
      handshakesInFlightMax: v.optional(count(1, 10_000), 256),
      receive: v.optional(v.array(receive), []),
      send: v.optional(v.array(send), []),
    }),
    {},
  ),
  postfix: v.optional(postfix),
  exim: v.optional(exim),
  events: v.optional(
    v.strictObject({
      size: v.optional(v.pipe(size, v.description('The event log never grows beyond this.')), '16MiB'),
      repeatWindow: v.optional(
        v.pipe(duration, v.description('The same event is written once in this time, with how often it happened.')),
        '60s',
      ),
    }),
    {},
  ),
  console: v.optional(webConsole),
})

/** Where in the file something is wrong. */
export interface Complaint {
  readonly path: readonly (string | number)[]
  readonly problem: string
  /** The key, not the value, is at fault. */
  readonly isKey?: boolean
}

export type RawConfiguration = v.InferOutput<typeof CONFIGURATION_SCHEMA>

const UNIT_BYTES = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const

export function sizeBytes(text: string): number {
  const [, amount = '0', unit = 'MiB'] = SIZE.exec(text) ?? []
  return Number(amount) * (Object.entries(UNIT_BYTES).find(([known]) => known === unit)?.[1] ?? 1024)
}

export function addressOf(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = '0'] = ENDPOINT.exec(text) ?? []
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** @param base where relative paths begin */
export function placeOf(text: string, base: string): Place {
  const [, path, host = '', port = '0'] = PLACE.exec(text) ?? []
  if (path !== undefined) return { kind: 'file', path: isAbsolute(path) ? path : join(base, path) }
  return { kind: 'address', host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

export function versionOf(text: string): readonly [number, number] {
  const [, major = '0', minor = '0'] = VERSION.exec(text) ?? []
  return [Number(major), Number(minor)]
}
