/** The names of the server lead past its certificate. */
import { inEveryLanguage, type Bundle } from './bundle.ts'
import { OWN, SEED_EVENTS } from './host.ts'
import { saved, transportService, wlbsDisplay } from './windows.ts'

const FULL_ONLY = { ...OWN, subject: 'CN=hub1.corp.example', domains: ['hub1.corp.example'] }
const SERVER = {
  'server.txt': saved(transportService('HUB1', 'Version 14.3 (Build 123.4)', OWN.thumbprint), 'utf-8'),
}
const NLB = (cluster: string, port: number) => ({
  'nlb.txt': saved(wlbsDisplay(cluster, 'hub1.corp.example', [[port, port]]), 'cp437'),
})

export const NAMES_BUNDLES: readonly Bundle[] = [
  ...inEveryLanguage(() => ({
    name: 'no primary DNS suffix, and the certificate has the full name alone',
    host: { certificates: [FULL_ONLY], suffix: '', events: SEED_EVENTS, more: SERVER },
    causes: ['names.lookup-failed'],
    exitCode: 1,
    neighbour: { certificates: [FULL_ONLY], more: SERVER },
  })),
  ...inEveryLanguage(() => ({
    name: 'another primary DNS suffix',
    host: { certificates: [FULL_ONLY], suffix: 'branch.example', events: SEED_EVENTS, more: SERVER },
    causes: ['names.not-covered'],
    exitCode: 1,
    neighbour: { certificates: [FULL_ONLY], more: SERVER },
  })),
  ...inEveryLanguage(() => ({
    name: 'the server was renamed',
    host: { host: 'HUB9', more: SERVER },
    causes: ['names.not-covered'],
    exitCode: 1,
    neighbour: { more: SERVER },
  })),
  ...inEveryLanguage(() => ({
    name: 'the name of an NLB cluster stands in for that of the server',
    host: { more: NLB('nlb.corp.example', 25), events: SEED_EVENTS },
    causes: ['balancer.unexpected-name'],
    exitCode: 1,
    neighbour: {},
  })),
  ...inEveryLanguage(() => ({
    name: 'a cluster whose name the certificate holds, on the port of SMTP',
    host: {
      certificates: [{ ...OWN, domains: [...OWN.domains, 'nlb.corp.example'] }],
      more: NLB('nlb.corp.example', 25),
    },
    causes: ['balancer.present'],
    exitCode: 2,
    neighbour: {
      certificates: [{ ...OWN, domains: [...OWN.domains, 'nlb.corp.example'] }],
      more: NLB('nlb.corp.example', 443),
    },
  })),
]
