import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  configurationPath,
  parseConfiguration,
  readConfiguration,
  starterConfiguration,
} from '../../src/daemon/configuration.ts'
import { currentAccount } from '../../src/disk/accounts.ts'
import { ACCOUNT, PATH, receive, refusalOf, SERVER } from './configuration.ts'

test('what is left out is filled in', () => {
  const text = `${SERVER}${receive('{ name: Default, backend: "127.0.0.1:10025" }')}  send:
    - { name: To HUB2, peer: HUB2.corp.example, listen: "[::1]:2602" }\n`
  assert.deepEqual(parseConfiguration(text, PATH), {
    path: PATH,
    server: { name: 'hub1.corp.example', roles: ['hub'], hostNames: {} },
    account: ACCOUNT,
    stateFolder: '/var/lib/hubtrust',
    runFolder: '/run/hubtrust',
    directory: {
      kind: 'embedded',
      path: '/var/lib/hubtrust/directory.sqlite',
      maxStaleMs: 86_400_000,
      ldap: undefined,
      edge: undefined,
      guard: { shareMax: 0.2, countMin: 3 },
    },
    postfix: undefined,
    exim: undefined,
    console: undefined,
    trust: { expired: 'warn' },
    expiryWarningMs: 30 * 86_400_000,
    gateway: {
      processes: 1,
      handshakesInFlightMax: 256,
      receive: [
        {
          name: 'Default',
          listen: { host: '127.0.0.1', port: 2525 },
          fqdn: 'hub1.corp.example',
          auth: ['tls', 'exchange-server'],
          mode: 'dedicated',
          plaintext: false,
          backend: { host: '127.0.0.1', port: 10_025 },
          handoff: 'proxy-v2',
          refusal: 'defer',
          bareLf: 'pass',
          connectionsMax: 10_000,
          connectionsPerAddressMax: 1_000,
        },
      ],
      send: [{ name: 'To HUB2', peer: 'hub2.corp.example', listen: { host: '::1', port: 2602 }, addresses: [] }],
    },
    events: { bytesMax: 16 * 1024 ** 2, repeatWindowMs: 60_000 },
  })
})

test('paths are those of the file, names are in lower case, durations and sizes have their units', () => {
  const text = `
server: { name: HUB1.Corp.Example, roles: [edge], hostNames: { dnsHostName: hub1 } }
account: ${ACCOUNT}
stateFolder: state
runFolder: ../run
directory: { path: shared/directory.sqlite, maxStale: 90m }
expiryWarning: 1500ms
events: { size: 64KiB, repeatWindow: 5s }
gateway:
  send:
    - { name: Out, peer: hub2.corp.example, listen: "0.0.0.0:26", exposed: true, addresses: ["a:25", "[::1]:26"] }
`
  const { server, stateFolder, runFolder, directory, expiryWarningMs, events, gateway } = parseConfiguration(text, PATH)
  assert.deepEqual(server, { name: 'hub1.corp.example', roles: ['edge'], hostNames: { dnsHostName: 'hub1' } })
  assert.deepEqual([stateFolder, runFolder], ['/etc/hubtrust/state', '/etc/run'])
  assert.deepEqual(directory, {
    kind: 'embedded',
    path: '/etc/hubtrust/shared/directory.sqlite',
    maxStaleMs: 5_400_000,
    ldap: undefined,
    edge: undefined,
    guard: { shareMax: 0.2, countMin: 3 },
  })
  assert.deepEqual([expiryWarningMs, events], [1_500, { bytesMax: 65_536, repeatWindowMs: 5_000 }])
  assert.deepEqual(gateway.send[0]?.addresses, [
    { host: 'a', port: 25 },
    { host: '::1', port: 26 },
  ])
})

test('what init writes is read back as it was meant', () => {
  const hostNames = { dnsFullyQualifiedDomainName: 'hub1.corp.example', dnsHostName: 'hub1' }
  const starter = { name: 'hub1.corp.example', account: ACCOUNT, listen: '0.0.0.0:25', backend: '127.0.0.1:26' }
  const system = parseConfiguration(starterConfiguration(starter), PATH)
  assert.equal(system.stateFolder, '/var/lib/hubtrust')
  assert.deepEqual(system.gateway.receive[0]?.listen, { host: '0.0.0.0', port: 25 })
  assert.deepEqual(system.gateway.receive[0].backend, { host: '127.0.0.1', port: 26 })
  const own = parseConfiguration(starterConfiguration({ ...starter, root: '/srv/a', hostNames }), '/srv/a/config.yaml')
  assert.deepEqual([own.stateFolder, own.runFolder], ['/srv/a/state', '/srv/a/run'])
  assert.deepEqual(own.server.hostNames, hostNames)
})

test('a file that is missing or too large is refused; a byte order mark is no part of it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-config-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  const path = join(folder, 'config.yaml')
  const missing = refusalOf(() => readConfiguration(path))
  assert.deepEqual([missing.code, missing.details], ['CONFIG_MISSING', { path }])
  assert.match(missing.remedy('en'), /hubtrust init/)
  writeFileSync(path, `\ufeff${SERVER}`)
  assert.equal(readConfiguration(path).server.name, 'hub1.corp.example')
  writeFileSync(path, `${SERVER}#${' '.repeat(1024 ** 2)}\n`)
  assert.equal(refusalOf(() => readConfiguration(path)).code, 'DISK_READ_FAILED')
})

test('--config comes first, then HUBTRUST_CONFIG, then the place of the system or of oneself', () => {
  const env = { HUBTRUST_CONFIG: '/srv/b.yaml', XDG_CONFIG_HOME: '/srv/xdg' }
  assert.equal(configurationPath({ flag: '/srv/a.yaml', env }), '/srv/a.yaml')
  assert.equal(configurationPath({ flag: 'a.yaml', env }), join(process.cwd(), 'a.yaml'))
  assert.equal(configurationPath({ flag: undefined, env }), '/srv/b.yaml')
  const own = (settings: Readonly<Record<string, string>>) => configurationPath({ flag: undefined, env: settings })
  const isSystems = currentAccount().uid === 0 || existsSync(PATH)
  assert.equal(own({ ...env, HUBTRUST_CONFIG: '' }), isSystems ? PATH : '/srv/xdg/hubtrust/config.yaml')
  assert.equal(own({}), isSystems ? PATH : join(homedir(), '.config', 'hubtrust', 'config.yaml'))
})

const LDAP = `
server: { name: hub1.corp.example }
account: root
directory:
  kind: ldap
  ldap:
    base: ou=servers,dc=corp,dc=example
`

test('an LDAP directory is read with everything left out filled in, and files beside the configuration', () => {
  const text = `${LDAP}    urls: ["ldaps://dir1.corp.example/", "ldap://[::1]:1389"]
    bind: simple
    bindDn: cn=hubtrust,dc=corp,dc=example
    passwordFile: ldap.password
    caFile: ca.pem
    pins: ["${'ab:'.repeat(31)}cd"]
  guard: { share: 0.5 }
`
  assert.deepEqual(parseConfiguration(text, PATH).directory, {
    kind: 'ldap',
    path: '/var/lib/hubtrust/directory.sqlite',
    maxStaleMs: 86_400_000,
    ldap: {
      urls: ['ldaps://dir1.corp.example', 'ldap://[::1]:1389'],
      base: 'ou=servers,dc=corp,dc=example',
      mapping: 'device',
      filter: undefined,
      startTls: true,
      caFile: '/etc/hubtrust/ca.pem',
      pins: [`${'AB'.repeat(31)}CD`],
      certificateFile: undefined,
      keyFile: undefined,
      bind: {
        method: 'simple',
        dn: 'cn=hubtrust,dc=corp,dc=example',
        password: { file: '/etc/hubtrust/ldap.password' },
      },
      follow: 'auto',
      pollMs: 30_000,
    },
    edge: undefined,
    guard: { shareMax: 0.5, countMin: 3 },
  })
})

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['a bare ldap:// URL to another machine', 'urls: ["ldap://dir1.corp.example"], startTls: false', /without TLS/],
  ['a URL of another kind', 'urls: ["http://dir1.corp.example"]', /a URL such as ldaps/],
  ['no URL', 'urls: []', /at least one URL/],
  ['a password without who binds', 'urls: ["ldaps://d.example"], bind: simple, passwordFile: p', /"bindDn" is missing/],
  ['simple without a password', 'urls: ["ldaps://d.example"], bind: simple, bindDn: cn=a', /where the password is/],
  [
    'two passwords',
    'urls: ["ldaps://d.example"], bind: simple, bindDn: cn=a, passwordFile: p, passwordVariable: P',
    /either/,
  ],
  ['a password nobody asks for', 'urls: ["ldaps://d.example"], passwordFile: p', /"bind: simple" only/],
  ['external without a certificate', 'urls: ["ldaps://d.example"], bind: external', /needs "certificateFile"/],
  ['a certificate without its key', 'urls: ["ldaps://d.example"], certificateFile: c.pem', /go together/],
  ['a password in the configuration', 'urls: ["ldaps://d.example"], bind: simple, password: secret', /not a setting/],
]

for (const [what, settings, complaint] of WRONG) {
  test(`an LDAP directory with ${what} is refused with its place`, () => {
    const text = LDAP.replace(/ldap:\n.*\n$/, `ldap: { base: "dc=example", ${settings} }\n`)
    const { code, message } = refusalOf(() => parseConfiguration(text, PATH))
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, complaint)
    assert.match(message, /config\.yaml:\d+:\d+|line|:\d+/)
  })
}

const EDGE = 'server: { name: edge1.corp.example }\naccount: root\ndirectory: '

test('an edge listens on loopback until it is told otherwise', () => {
  const read = (directory: string) => parseConfiguration(`${EDGE}${directory}\n`, PATH).directory.edge
  const listen = { host: '127.0.0.1', port: 50_636 }
  assert.deepEqual(read('{ kind: edge }'), { listen, leaseMs: 30_000 })
  const other = { listen: { host: '192.0.2.7', port: 1636 }, leaseMs: 5_000 }
  assert.deepEqual(read('{ kind: edge, edge: { listen: 192.0.2.7:1636, lease: 5s } }'), other)
})

for (const [what, directory, complaint] of [
  ['for another kind', '{ kind: embedded, edge: {} }', /"edge" is for "kind: edge" only/],
  [
    'with a directory elsewhere',
    '{ kind: edge, ldap: { urls: ["ldaps://d.example"], base: dc=e } }',
    /"kind: ldap" only/,
  ],
  ['with a lease of no time', '{ kind: edge, edge: { lease: 10ms } }', /from 1s to 1h/],
] as const) {
  test(`the settings of an edge ${what} are refused`, () => {
    const { code, message } = refusalOf(() => parseConfiguration(`${EDGE}${directory}\n`, PATH))
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, complaint)
  })
}
