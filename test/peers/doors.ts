/** The entries for master.cf that the documents give, and what becomes of them when somebody leaves a line out. */
import assert from 'node:assert/strict'
import type { Handoff } from '../../src/model/configuration.ts'
import { PEER_ADDRESS } from './peer.ts'
import type { Door } from './postfix.ts'
import { recipe } from './recipe.ts'

const README = 'README.md'
const README_JA = 'README.ja.md'
const GUIDE = 'docs/guide/postfix.md'
export const GATEWAY_ADDRESS = '127.0.0.1'
const OTHER_MACHINE = '127.0.0.9'

const RELAY_LINE = '  -o smtpd_relay_restrictions=reject_unauth_destination\n'
const PROXY_LINE = '  -o smtpd_upstream_proxy_protocol=haproxy\n'

/** The entry with one piece in place of another, which must be there. */
function changed(entry: string, piece: string, other: string): string {
  assert.ok(entry.includes(piece), `${piece} is not in\n${entry}`)
  return entry.replace(piece, other)
}

export const withoutRelayLine = (entry: string): string => entry.replace(RELAY_LINE, '')

const proxied = recipe(GUIDE, PROXY_LINE)
const xclient = recipe(GUIDE, `smtpd_authorized_xclient_hosts=${GATEWAY_ADDRESS}`)
const relaying = changed(
  changed(proxied, 'mynetworks=', `mynetworks=${PEER_ADDRESS}`),
  'restrictions=reject',
  'restrictions=permit_mynetworks,reject',
)

export const DOORS = {
  'PROXY v2': { handoff: 'proxy-v2', entry: proxied },
  'PROXY v2 of the README': { handoff: 'proxy-v2', entry: recipe(README, PROXY_LINE) },
  'PROXY v2, relaying for the peer': { handoff: 'proxy-v2', entry: relaying },
  'PROXY v2 with the usual restrictions': { handoff: 'proxy-v2', entry: changed(proxied, RELAY_LINE, '') },
  XCLIENT: { handoff: 'xclient', entry: xclient },
  'XCLIENT to another machine': { handoff: 'xclient', entry: xclient, host: OTHER_MACHINE },
  'XCLIENT and logins': {
    handoff: 'xclient',
    entry: changed(changed(xclient, RELAY_LINE, ''), 'sasl_auth_enable=no', 'sasl_auth_enable=yes'),
  },
  'XCLIENT and client names': {
    handoff: 'xclient',
    entry: `${xclient}  -o smtpd_client_restrictions=reject_unknown_client_hostname\n`,
  },
  plain: { handoff: 'plain', entry: changed(proxied, PROXY_LINE, '') },
  'plain and careless': { handoff: 'plain', entry: '127.0.0.1:10025 inet n - n - - smtpd\n' },
} satisfies Readonly<Record<string, Door & { readonly handoff: Handoff }>>

/** What the README in Japanese shows. */
export const JAPANESE_ENTRY = recipe(README_JA, PROXY_LINE)

export type DoorName = keyof typeof DOORS
