/** A directory of a few servers as Postfix's questions see it; nothing listens. */
import { hash } from 'node:crypto'
import { stillClock } from '../../src/core/clock.ts'
import type { EventDraft } from '../../src/model/events.ts'
import type { PublishedCertificate, Server } from '../../src/model/server.ts'
import { PostfixAnswers } from '../../src/postfix/answers.ts'
import { routesOf } from '../../src/postfix/routes.ts'
import type { PostfixView } from '../../src/postfix/view.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { NetstringReader } from '../../src/wire/netstring.ts'
import { PolicyRequest } from '../../src/wire/policy.ts'

const NOW = '2026-11-24T12:00:00.000Z'

export function fingerprint(seed: string): string {
  return hash('sha256', seed, 'hex').toUpperCase()
}

export const colons = (text: string): string => text.replace(/..(?!$)/g, '$&:')

export function certificate(seed: string, bounds: Partial<PublishedCertificate> = {}): PublishedCertificate {
  return {
    fingerprint: fingerprint(seed),
    thumbprint: hash('sha1', seed, 'hex').toUpperCase(),
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2030-01-01T00:00:00.000Z',
    publishedAt: '2026-01-01T00:00:00.000Z',
    ...bounds,
  }
}

export function server(
  name: string,
  certificates: readonly PublishedCertificate[],
  more: Partial<Server> = {},
): Server {
  return { name, roles: ['hub'], addresses: [], enabled: true, certificates, version: 1, ...more }
}

export const HUB2 = 'hub2.corp.example'
export const OWN = fingerprint('own')

/** hub2 with two certificates and an address, hub3 without a certificate, hub4 disabled, hub5 expired, this server itself. */
export const SERVERS: readonly Server[] = [
  server('hub1.corp.example', [certificate('own')]),
  server(HUB2, [certificate('two'), certificate('two-next')], {
    addresses: ['192.0.2.12:2525', '[2001:db8::12]:25', 'mx2.corp.example:25'],
  }),
  server('hub3.corp.example', []),
  server('hub4.corp.example', [certificate('four')], { enabled: false, addresses: ['192.0.2.14:25'] }),
  server('hub5.corp.example', [certificate('five', { notAfter: '2026-11-01T00:00:00.000Z' })]),
]

export interface Changes {
  readonly servers?: readonly Server[]
  readonly trust?: Partial<PostfixView['trust']>
  readonly attributes?: readonly string[]
}

export function viewOf({ servers = SERVERS, trust = {} }: Changes = {}): PostfixView {
  const nowMs = Date.parse(NOW)
  const entries = servers
    .filter(({ enabled }) => enabled)
    .map(({ name, certificates }) => ({
      server: name,
      fingerprints: certificates.map((one) => one.fingerprint),
    }))
  return {
    trust: {
      index: TrustIndex.build(entries),
      isStale: false,
      expired: 'warn',
      ownFingerprints: [OWN],
      addresses: new Map(),
      ...trust,
    },
    routes: routesOf(servers, { nowMs, untilMs: nowMs + 86_400_000 }),
    domains: new Map([
      ['two.example', HUB2],
      ['.sub.example', HUB2],
      ['gone.example', 'hub9.corp.example'],
    ]),
  }
}

export interface Asked {
  readonly answers: PostfixAnswers
  readonly events: EventDraft[]
  readonly clock: ReturnType<typeof stillClock>
  /** The reply to a socketmap request, out of its netstring. */
  ask(map: string, key: string): string
  change(changes: Changes): void
}

export function asked(changes: Changes = {}): Asked {
  const events: EventDraft[] = []
  const clock = stillClock(NOW)
  const answers = new PostfixAnswers({ clock, raise: (event) => events.push(event), trace: () => undefined })
  const change = (next: Changes): void => {
    answers.use(viewOf(next), next.attributes ?? [])
  }
  change(changes)
  return {
    answers,
    events,
    clock,
    change,
    ask: (map, key) => {
      const reader = new NetstringReader(100_000)
      reader.push(Buffer.from(answers.socketmap(`${map} ${key}`), 'latin1'))
      const reply = reader.next()
      if (reply?.kind !== 'string') throw new Error('no netstring')
      return reply.text
    },
  }
}

export function policyRequest(attributes: Readonly<Record<string, string>>): PolicyRequest {
  const all = { request: 'smtpd_access_policy', client_address: '192.0.2.12', ...attributes }
  return new PolicyRequest(
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  )
}
