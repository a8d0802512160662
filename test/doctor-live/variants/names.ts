/** Hosts that differ in what they are called, and in where they learn it. */
import { Host, HUB1 } from '../host.ts'
import { cable, Namespace } from '../namespace.ts'
import { openBehindIn } from '../behind.ts'
import type { Variants } from './variant.ts'

const LOOPBACK = '127.0.0.1 localhost\n::1 localhost\n'

export const NAME_VARIANTS: Variants = {
  'a host name with its domain': async (t) => {
    const { entry } = await Namespace.open(t, { hostName: HUB1 })
    const host = await Host.make(t, { entry })
    await host.serve()
    return host
  },

  'a host name without its domain, which the hosts file adds': async (t) => {
    const etc = { hosts: `${LOOPBACK}127.0.1.1 ${HUB1} hub1\n` }
    const { entry } = await Namespace.open(t, { hostName: 'hub1', etc })
    const host = await Host.make(t, { entry })
    await host.serve()
    return host
  },

  'a host name without its domain, and the one in the configuration stated': async (t) => {
    const { entry } = await Namespace.open(t, { hostName: 'hub1' })
    const host = await Host.make(t, { entry, name: HUB1 })
    await host.serve()
    return host
  },

  'names in upper and lower case': async (t) => {
    const etc = { hosts: `${LOOPBACK}127.0.1.1 Hub1.Corp.Example HUB1\n` }
    const { entry } = await Namespace.open(t, { hostName: 'HUB1', etc })
    const host = await Host.make(t, { entry })
    await host.another('--domains', 'HUB1.corp.Example,Hub1')
    await host.serve()
    return host
  },

  'stated names, that of a cluster among them': async (t) => {
    const host = await Host.make(t)
    host.set(['server', 'hostNames'], {
      ...{ dnsFullyQualifiedDomainName: HUB1, dnsHostName: 'hub1' },
      ...{ dnsPhysicalFullyQualifiedDomainName: 'node7.corp.example', dnsPhysicalHostName: 'node7' },
      balancerName: 'mail.corp.example',
    })
    await host.another('--domains', `mail.corp.example,${HUB1},hub1,node7.corp.example,node7`)
    await host.serve()
    return host
  },

  'names as long as they may be': async (t) => {
    const label = (letter: string) => letter.repeat(63)
    const name = [label('h'), label('u'), label('b'), 'x'.repeat(53), 'example'].join('.')
    const host = await Host.make(t, { name })
    await host.serve()
    return host
  },

  'a network of its own that has nothing but itself': async (t) => {
    const { entry } = await Namespace.open(t, { hostName: HUB1, network: ['ip link set lo up'] })
    const port = await openBehindIn(t, entry, '127.0.0.1')
    const host = await Host.make(t, { entry, backend: `127.0.0.1:${String(port)}` })
    await host.serve()
    return host
  },

  'IPv6 and nothing else': async (t) => {
    const network = [...cable('2001:db8::11/64 nodad'), 'ip address del 127.0.0.1/8 dev lo']
    const etc = { hosts: `::1 localhost\n2001:db8::11 ${HUB1} hub1\n` }
    const { entry } = await Namespace.open(t, { hostName: 'hub1', etc, network })
    const port = await openBehindIn(t, entry, '::1')
    const host = await Host.make(t, { entry, listen: '[2001:db8::11]:25', backend: `[::1]:${String(port)}` })
    await host.serve()
    return host
  },
}
