/** The Postfix of this machine that asks this gateway: whether it asks, is answered, compares rightly, and what it shows. */
import { firstOfEach } from '../../core/first-of-each.ts'
import { isOlder, policyTablePlace } from '../../model/postfix-text.ts'
import { NOT_APPLICABLE, type Check } from '../check.ts'
import { serviceName } from '../mail-servers.ts'
import { asksUs, carriers, nativeCheck, type Native } from '../native.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'
import { edit, hasOwn, shownBy, tableAt, type Wish } from './postfix-edit.ts'

/** smtp_tls_chain_files and smtpd_tls_chain_files (RELEASE_NOTES-3.4). */
const CHAIN_SINCE = '3.4'
/** tls_required_enable (RELEASE_NOTES-3.10). */
const HEADER_SINCE = '3.10'

const serviceSilent = nativeCheck('postfix.service-silent', (native, view) => {
  return native.facts.doors.flatMap(({ answers, place, name: asked, problem = '-' }) =>
    answers
      ? []
      : [
          {
            subject: { object: place },
            args: { place, asked, problem },
            expected: 'an answer',
            actual: problem,
            evidence: [seen(view, place, problem)],
          },
        ],
  )
})

const policyNotAsked = nativeCheck('postfix.policy-not-asked', (native, view) => {
  const [door] = native.facts.doors.filter(({ kind }) => kind === 'socketmap')
  if (door === undefined) return NOT_APPLICABLE
  if (carriers(view, native).some(({ maps }) => asksUs(maps))) return []
  const own = native.server.settings['smtp_tls_policy_maps'] ?? ''
  const table = tableAt(door.place, native)
  const value = own === '' ? table : `${table}, ${own}`
  return [
    {
      subject: { object: 'smtp_tls_policy_maps' },
      ...edit(native, { setting: 'smtp_tls_policy_maps', value }, { maps: own === '' ? '-' : own }),
      expected: table,
      actual: `smtp_tls_policy_maps=${own}`,
      evidence: [shownBy(view, native, undefined, 'smtp_tls_policy_maps')],
    },
  ]
})

const transportBypasses = nativeCheck('postfix.transport-bypasses', (native, view) => {
  const all = carriers(view, native)
  const [main] = all
  return all.flatMap(({ service, servers, maps }) => {
    if (service === undefined || asksUs(maps) || !all.some((other) => asksUs(other.maps))) return []
    // Transports for everything else may go their own way where peers have one that asks.
    const isOwnWay = service.settings['smtp_tls_policy_maps'] !== undefined
    if (servers.length === 0 && !(isOwnWay && main !== undefined && asksUs(main.maps))) return []
    const table = all.flatMap((other) => other.maps).find((one) => policyTablePlace(one) !== undefined) ?? '-'
    const wish = { setting: 'smtp_tls_policy_maps', value: [table, ...maps].join(', '), service }
    const words = {
      servers: servers.length === 0 ? '*' : servers.join(', '),
      maps: maps.length === 0 ? '-' : maps.join(', '),
    }
    return [
      {
        subject: { object: serviceName(service) },
        ...edit(native, wish, words),
        expected: table,
        actual: `smtp_tls_policy_maps=${maps.join(', ')}`,
        evidence: [shownBy(view, native, service, 'smtp_tls_policy_maps')],
      },
    ]
  })
})

const policyBypassed = nativeCheck('postfix.policy-bypassed', (native, view) => {
  return carriers(view, native).flatMap((carrier) => {
    const at = carrier.maps.findIndex((table) => policyTablePlace(table) !== undefined)
    const ours = carrier.maps[at]
    if (ours === undefined || (carrier.service !== undefined && !hasOwn(carrier.service, 'smtp_tls_policy_maps')))
      return []
    return carrier.maps.slice(0, at).flatMap((table) => {
      const first = native.facts.answers.find(
        (one) => one.table === table && !one.isOurs && (one.kind === 'pinned' || one.kind === 'other'),
      )
      if (first === undefined) return []
      const { hop, server, answer } = first
      const value = [ours, ...carrier.maps.filter((one) => one !== ours)].join(', ')
      const wish: Wish = { setting: 'smtp_tls_policy_maps', value, service: carrier.service }
      return [
        {
          subject: { object: table },
          ...edit(native, wish, { table, hop, server, answer: answer.slice(0, 100) }),
          expected: `${ours} first`,
          actual: answer.slice(0, 100),
          evidence: [
            seen(view, `postmap -q ${hop} ${table}`, answer.slice(0, 200)),
            shownBy(view, native, carrier.service, 'smtp_tls_policy_maps'),
          ],
        },
      ]
    })
  })
})

const answerMissing = nativeCheck('postfix.answer-missing', (native, view) => {
  const missing = native.facts.answers.filter(({ isOurs, kind }) => isOurs && kind !== 'pinned')
  return firstOfEach(missing, ({ server }) => server).map(({ server, hop, table, kind, answer }) => ({
    subject: { peer: server },
    args: { server, hop, answer: kind === 'not-found' ? 'not found' : answer.slice(0, 200) },
    expected: 'fingerprint match=…',
    actual: kind,
    evidence: [seen(view, `postmap -q ${hop} ${table}`, answer.slice(0, 200))],
  }))
})

interface Setting {
  readonly name: string
  readonly isWrong: (value: string) => boolean
  readonly value: string
}

/** main.cf once, and each transport that says otherwise itself. */
function wrongly(native: Native, view: View, { name, isWrong, value }: Setting) {
  return carriers(view, native)
    .filter((carrier) => asksUs(carrier.maps) && (carrier.service === undefined || hasOwn(carrier.service, name)))
    .flatMap(({ service }) => {
      const actual = service?.settings[name] ?? native.server.settings[name]
      if (actual === undefined || !isWrong(actual)) return []
      const { args, remedies } = edit(native, { setting: name, value, service }, {})
      return [
        {
          subject: { object: service === undefined ? name : serviceName(service) },
          args: { ...args, digest: actual, mailVersion: native.server.version },
          remedies,
          expected: `${name}=${value}`,
          actual: `${name}=${actual}`,
          evidence: [shownBy(view, native, service, name)],
        },
      ]
    })
}

const clientDigest = nativeCheck('postfix.client-digest', (native, view) =>
  wrongly(native, view, {
    name: 'smtp_tls_fingerprint_digest',
    isWrong: (digest) => digest !== 'sha256',
    value: 'sha256',
  }),
)

const tlsRequiredHeader = nativeCheck('postfix.tls-required-header', (native, view) => {
  if (isOlder(native.server.version, HEADER_SINCE)) return []
  return wrongly(native, view, { name: 'tls_required_enable', isWrong: (value) => value !== 'no', value: 'no' })
})

const connectionReuse = nativeCheck('postfix.connection-reuse', (native, view) =>
  wrongly(native, view, { name: 'smtp_tls_connection_reuse', isWrong: (value) => value === 'yes', value: 'no' }),
)

const version = nativeCheck('postfix.version', (native, view) => {
  const { server, facts } = native
  const chain = facts.chain === undefined ? [] : [{ name: 'smtp_tls_chain_files', since: CHAIN_SINCE }]
  const told = [...facts.attributes.map(({ name, since }) => ({ name: `postfix.attributes ${name}`, since })), ...chain]
  return told
    .filter(({ since }) => isOlder(server.version, since))
    .map(({ name: setting, since: needed }) => ({
      subject: { object: setting },
      args: { setting, needed, mailVersion: server.version, path: view.configuration.path },
      expected: needed,
      actual: server.version,
      evidence: [seen(view, 'postconf mail_version', `mail_version = ${server.version}`)],
    }))
})

export const POSTFIX_OUTWARD_CHECKS: readonly Check[] = [
  serviceSilent,
  policyNotAsked,
  transportBypasses,
  policyBypassed,
  answerMissing,
  clientDigest,
  tlsRequiredHeader,
  connectionReuse,
  version,
]
