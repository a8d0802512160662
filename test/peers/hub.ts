/** A gateway as an administrator sets it up: `hubtrust init`, connectors in its configuration, servers added from files. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { parseDocument } from 'yaml'
import { addressText, LOOPBACK } from '../../src/lab/servers.ts'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import type { Address, Handoff } from '../../src/model/configuration.ts'
import { openWorld, type World } from '../cli/program.ts'
import { Gateway } from '../durability/gateways.ts'

export interface HubSettings {
  readonly name: string
  /** Receive connectors by name. */
  readonly receive: Readonly<Record<string, { readonly backend: Address; readonly handoff: Handoff }>>
  /** The server a send connector reaches. */
  readonly sendTo?: string
}

export interface Hub {
  readonly name: string
  readonly gateway: Gateway
  /** Its own certificate, as a PEM file. */
  readonly certificate: string
  /** The send connector; the first receive connector when there is none. */
  readonly outward: Address
  /** Where a receive connector listens. */
  address(connector: string): Address
  /** What the program prints; it must succeed. */
  hubtrust(...words: readonly string[]): string
  json(line: string): unknown
  /** Adds a server to its directory, or publishes a certificate for it. */
  add(server: { readonly name: string; readonly certificate: string }, address?: Address): void
}

/** Ready to be told whom to trust, and then to be started; gone after the test. */
export async function prepareHub(t: TestContext, { name, receive, sendTo }: HubSettings): Promise<Hub> {
  const world = openWorld(name)
  const connectors = Object.entries(receive)
  const free = (await freePorts(connectors.length + 1)).map((port) => ({ host: LOOPBACK, port }))
  const at = new Map(connectors.map(([connector], index) => [connector, free[index] ?? { host: LOOPBACK, port: 0 }]))
  const [smtp] = free
  const outward = sendTo === undefined ? smtp : free.at(-1)
  assert.ok(smtp !== undefined && outward !== undefined)
  configure(world, {
    receive: connectors.map(([connector, { backend, handoff }]) => ({
      name: connector,
      listen: addressText(at.get(connector) ?? smtp),
      backend: addressText(backend),
      handoff,
    })),
    send: sendTo === undefined ? [] : [{ name: `To ${sendTo}`, peer: sendTo, listen: addressText(outward) }],
  })
  const hubtrust: Hub['hubtrust'] = (...words) => {
    const { status, stdout, stderr } = world.run(words)
    assert.equal(status, 0, stderr)
    return stdout
  }
  const certificate = world.path('own.pem')
  hubtrust('server', 'export', name, '--out', certificate)
  const gateway = new Gateway({ name, config: world.config, smtp, outward }, (error) => {
    throw error
  })
  t.after(async () => {
    await gateway.close()
    world.remove()
  })
  return {
    name,
    gateway,
    certificate,
    outward,
    address: (connector) => at.get(connector) ?? smtp,
    hubtrust,
    json: world.json,
    add: (server, address) => {
      const where = address === undefined ? [] : ['--address', addressText(address)]
      hubtrust('server', 'add', server.name, '--certificate', server.certificate, ...where)
    },
  }
}

function configure(world: World, gateway: Readonly<Record<'receive' | 'send', unknown>>): void {
  const configuration = parseDocument(readFileSync(world.config, 'utf8'))
  configuration.setIn(['gateway', 'receive'], gateway.receive)
  configuration.setIn(['gateway', 'send'], gateway.send)
  writeFileSync(world.config, String(configuration))
}
