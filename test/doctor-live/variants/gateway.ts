/** Hosts that differ in how their gateway is set up, and in what it has been through. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { identityOf, securedClient } from '../../gateway/harness.ts'
import { DOORS } from '../../peers/doors.ts'
import { Postfix } from '../../peers/postfix.ts'
import { recipe } from '../../peers/recipe.ts'
import { Host, HUB1 } from '../host.ts'
import type { Variants } from './variant.ts'

const { 'PROXY v2': guide, 'PROXY v2 of the README': readme, XCLIENT: xclient, plain } = DOORS
const RECIPES = { guide, readme, xclient, plain }

export const GATEWAY_VARIANTS: Variants = {
  'two processes': async (t) => {
    const host = await Host.make(t)
    host.set(['gateway', 'processes'], 2)
    await host.serve()
    return host
  },

  'a shared connector beside the dedicated one, with a certificate of its own name': async (t) => {
    const host = await Host.make(t)
    const text = readFileSync(host.config, 'utf8')
    const backend = /backend: (\S+)/.exec(text)?.[1] ?? ''
    host.set(['gateway', 'receive', 1], {
      ...{ name: 'Everybody', listen: '127.0.0.1:0', backend, mode: 'shared', fqdn: 'mail.corp.example' },
      plaintext: true,
    })
    await host.done('cert new --domains mail.corp.example --services smtp --no-publish')
    await host.serve()
    return host
  },

  'a shared connector alone, by the name of the server': async (t) => {
    const host = await Host.make(t)
    host.set(['gateway', 'receive', 0, 'mode'], 'shared')
    await host.serve()
    return host
  },

  'started a moment ago, and the directory changed since': async (t) => {
    const host = await Host.make(t)
    await host.serve()
    await host.another()
    return host
  },

  'read its configuration again': async (t) => {
    const host = await Host.make(t)
    await host.serve()
    host.set(['expiryWarning'], '45d')
    host.signal('SIGHUP')
    await host.until('30006')
    return host
  },

  'listening everywhere, IPv4 and IPv6': async (t) => {
    const host = await Host.make(t, { listen: '0.0.0.0:0' })
    const backend = /backend: (\S+)/.exec(readFileSync(host.config, 'utf8'))?.[1] ?? ''
    host.set(['gateway', 'receive', 1], { name: 'IPv6', listen: '[::1]:0', backend })
    await host.serve()
    return host
  },

  'strangers were refused lately': async (t) => {
    const host = await Host.make(t)
    await host.serve()
    const port = Number((await host.address()).split(':')[1])
    const client = await securedClient(t, { port, identity: identityOf('mail.stranger.example') })
    assert.match(await client.ask('EHLO mail.stranger.example\r\n'), /^4/)
    const scanner = connect(port, '127.0.0.1')
    await once(scanner, 'data')
    scanner.end('GET / HTTP/1.0\r\n\r\n').resume()
    await once(scanner, 'close')
    await host.until('1036')
    return host
  },

  'Postfix on both sides, set up as README and guide say': async (t) => {
    const postfix = await Postfix.start(t, {
      name: 'mail.corp.example',
      domains: ['one.example'],
      doors: RECIPES,
      // The default since Postfix 3.9. Where it is another one the doctor asks for it: `postfix.smuggling`.
      main: 'smtpd_forbid_bare_newline = normalize',
      master: recipe('README.md', 'smtp_tls_policy_maps'),
    })
    const host = await Host.make(t)
    host.install('postconf', `exec "$(command -v /usr/sbin/postconf)" -c ${postfix.configurationFolder} "$@"`)
    const connectors = Object.entries(RECIPES).map(([name, { handoff }]) => {
      const { host: at, port } = postfix.address(name)
      return { name, listen: '127.0.0.1:0', backend: `${at}:${String(port)}`, handoff }
    })
    host.set(['gateway', 'receive'], connectors)
    await host.serve()
    const facts = await host.done('facts')
    assert.match(facts, /"name":\s*"hubtrust"/, 'it is the Postfix the doctor sees')
    return host
  },

  'configured by hand, with everything stated that has a default': async (t) => {
    const host = await Host.make(t)
    writeFileSync(host.config, handWritten(readFileSync(host.config, 'utf8')))
    await host.serve()
    return host
  },
}

function handWritten(starter: string): string {
  const backend = /backend: (\S+)/.exec(starter)?.[1] ?? ''
  const account = /^account: (.*)$/m.exec(starter)?.[1] ?? ''
  return `server: { name: Hub1.Corp.Example, roles: [hub], hostNames: { dnsFullyQualifiedDomainName: ${HUB1}, dnsHostName: hub1,
  dnsPhysicalFullyQualifiedDomainName: ${HUB1}, dnsPhysicalHostName: hub1 } }
account: ${account}
stateFolder: ./state/
runFolder: run
directory: { kind: embedded, path: state/../state/directory.sqlite, maxStale: 12h }
trust: { expired: refuse }
expiryWarning: 14d
gateway:
  handshakesInFlightMax: 64
  receive:
    - { name: 受信 コネクタ, listen: "localhost:0", auth: [tls], backend: "${backend}", refusal: reject, bareLf: reject }
events: { size: 1MiB, repeatWindow: 5s }
`
}
