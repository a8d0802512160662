/** The ground the lab stands on: folders, configurations, certificates and the one directory, all under one root. */
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { openEmbeddedDirectory } from '../directory/embedded.ts'
import { effectiveAccess } from '../disk/access.ts'
import { accountOf, currentAccount } from '../disk/accounts.ts'
import { changeMode, fileExists, listFolder, makeFolder, removeFile, removeFolder, writeAtomic } from '../disk/files.ts'
import { makeTemporaryFolder } from '../disk/temporary.ts'
import type { Address } from '../model/configuration.ts'
import { openFolderStore } from '../store/folder.ts'
import { issueSelfSigned } from '../x509/issue.ts'
import { findRunning } from './record.ts'
import { addressText, GATE, GATE_NAME, LAB_SERVERS, LOOPBACK, PATIENT, shortOf, type Place } from './servers.ts'
import { freePorts } from './smtp-listener.ts'

const DAYS = 365
/** As root: an account that is not root, so that a key can be unreadable for it. */
const UNPRIVILEGED = 'nobody'
const OWN_FILES: ReadonlySet<string> = new Set([
  'lab.json',
  'broken.json',
  'balancer.cfg',
  'balancer.pid',
  'directory.sqlite',
  'mail.jsonl',
  'mail.1.jsonl',
  ...LAB_SERVERS.map(({ name }) => shortOf(name)),
])

/** A folder of its own, open to everybody's eyes as a state folder is; keys in it are not. */
export function temporaryRoot(): string {
  const root = makeTemporaryFolder('hubtrust-lab-')
  changeMode(root, 0o755)
  return root
}

/** Clears what an earlier lab left there. @throws HubtrustError LAB_RUNNING, LAB_ROOT_OCCUPIED */
export function takeRoot(root: string): void {
  const running = findRunning(root)
  if (running !== undefined) throw failure('LAB_RUNNING', { root, pid: running.pid })
  const names = listFolder(root)
  if (names.some((name) => !isOwn(name))) throw failure('LAB_ROOT_OCCUPIED', { root })
  for (const name of names) clear(join(root, name))
  makeFolder(root, { mode: 0o755 })
}

function isOwn(name: string): boolean {
  return OWN_FILES.has(name) || name.startsWith('directory.sqlite-')
}

function clear(path: string): void {
  if (listable(path)) removeFolder(path)
  else removeFile(path)
}

function listable(path: string): boolean {
  return LAB_SERVERS.some(({ name }) => path.endsWith(`/${shortOf(name)}`))
}

/** Where everything goes, on ports that are free now. */
export async function placesOf(root: string, backends: ReadonlyMap<string, Address>): Promise<readonly Place[]> {
  const count = LAB_SERVERS.length
  const ports = (await freePorts(count * count + 3)).map((port) => ({ host: LOOPBACK, port }))
  const next = (): Address => ports.pop() ?? { host: LOOPBACK, port: 0 }
  return LAB_SERVERS.map((server) => {
    const folder = join(root, shortOf(server.name))
    const peers = LAB_SERVERS.filter(({ name }) => name !== server.name)
    return {
      ...server,
      folder,
      config: join(folder, 'config.yaml'),
      store: join(folder, 'store'),
      smtp: next(),
      ...(server.name === GATE ? { open: next() } : {}),
      ...(server.name === PATIENT ? { front: next(), console: next() } : {}),
      backend: backends.get(server.name) ?? next(),
      send: new Map(peers.map(({ name }) => [name, next()])),
    }
  })
}

/** Safe to repeat: configurations are written anew, certificates and directory stay. */
export function makeLab(root: string, places: readonly Place[], clock: Clock): void {
  const account = serviceAccount(root)
  const directory = openEmbeddedDirectory({
    path: directoryPath(root),
    clock,
    create: !fileExists(directoryPath(root)),
  })
  try {
    for (const place of places) {
      for (const folder of [place.folder, place.store, runFolder(place)]) makeFolder(folder, { mode: 0o755 })
      writeAtomic(place.config, configurationText(root, place, account), { mode: 0o644 })
      const addresses = [addressText(place.smtp)]
      if (directory.server(place.name) !== undefined) {
        directory.change(place.name, { addresses })
        continue
      }
      directory.add({ name: place.name, roles: [place.role], addresses })
      const issue = { place, account, clock }
      directory.publish(place.name, newCertificate({ ...issue, names: [place.name, shortOf(place.name)] }))
      if (place.open !== undefined) newCertificate({ ...issue, names: [GATE_NAME] })
    }
  } finally {
    directory.close()
  }
}

interface Issue {
  readonly place: Place
  readonly account: string
  readonly clock: Clock
  /** The first is the common name. */
  readonly names: readonly [string, ...string[]]
}

function newCertificate({ place, account, clock, names }: Issue): Uint8Array {
  const { certificateDer, keyPem } = issueSelfSigned({
    keyType: 'ec-p256',
    commonName: names[0],
    dnsNames: names,
    notBeforeMs: clock.nowMs(),
    days: DAYS,
  })
  openFolderStore({ folder: place.store, account, clock }).add({
    certificateDer,
    keyPem,
    services: ['smtp'],
    friendlyName: 'lab',
  })
  return certificateDer
}

/** The unprivileged account where it can reach the folder, else whoever runs the lab. */
function serviceAccount(root: string): string {
  const self = currentAccount()
  const other = self.uid === 0 ? accountOf(UNPRIVILEGED) : undefined
  return other !== undefined && effectiveAccess(root, other).allowed === true ? other.name : self.name
}

function directoryPath(root: string): string {
  return join(root, 'directory.sqlite')
}

function runFolder({ folder }: Place): string {
  return join(folder, 'run')
}

function configurationText(root: string, place: Place, account: string): string {
  const { name, role, smtp, backend, handoff, store } = place
  const settings = {
    server: {
      name,
      roles: [role],
      hostNames: {
        dnsFullyQualifiedDomainName: name,
        dnsHostName: shortOf(name),
        dnsPhysicalFullyQualifiedDomainName: name,
        dnsPhysicalHostName: shortOf(name),
      },
    },
    account,
    stateFolder: store,
    runFolder: runFolder(place),
    directory: { kind: 'embedded', path: directoryPath(root) },
    gateway: {
      receive: [
        {
          name: `Default ${shortOf(name).toUpperCase()}`,
          listen: addressText(smtp),
          fqdn: name,
          auth: ['tls', 'exchange-server'],
          mode: 'dedicated',
          backend: addressText(backend),
          handoff,
        },
        ...(place.open === undefined ? [] : [openConnector(place, place.open)]),
      ],
      send: [...place.send].map(([peer, address]) => ({
        name: `To ${shortOf(peer).toUpperCase()}`,
        peer,
        listen: addressText(address),
      })),
    },
  }
  return stringify({
    ...settings,
    ...(place.console === undefined ? {} : { console: { listen: addressText(place.console) } }),
  })
}

/** For strangers: their certificate makes them nobody, and they are let through to the mail server behind. */
function openConnector({ name, backend, handoff }: Place, open: Address) {
  return {
    name: `Internet ${shortOf(name).toUpperCase()}`,
    listen: addressText(open),
    fqdn: GATE_NAME,
    auth: ['tls'],
    mode: 'shared',
    plaintext: true,
    backend: addressText(backend),
    handoff,
  }
}
