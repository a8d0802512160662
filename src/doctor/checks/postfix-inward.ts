/** The services of Postfix by which servers of the directory send to this machine: what they let in before we are asked. */
import { firstOfEach } from '../../core/first-of-each.ts'
import { policyTablePlace, resolvedPlace, wordsOf } from '../../model/postfix-text.ts'
import { NOT_APPLICABLE, type Check } from '../check.ts'
import { stepOf } from '../handshakes.ts'
import { serviceName, settingOf, type Service } from '../mail-servers.ts'
import { askingOf, carriers, nativeCheck, receivers, type Asking, type Native } from '../native.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'
import { edit, hasOwn, nameOf, placeAt, shownBy, tableAt } from './postfix-edit.ts'

const PLAIN = ['', 'none']
/** Restrictions that end a list with yes; tables may, and what is in them is not looked at. */
const PERMITS = [
  'permit',
  'permit_sasl_authenticated',
  'permit_tls_clientcerts',
  'permit_inet_interfaces',
  'permit_auth_destination',
]
const GUARDS = ['reject_unauth_destination', 'defer_unauth_destination', 'reject', 'defer']

interface Wrong {
  readonly setting: string
  readonly value: string
  readonly words: Readonly<Record<string, string>>
  readonly actual: string
}

/** A fault of a service, with the one setting that clears it. */
function faultOf(view: View, native: Native, { service, wrong }: { readonly service: Service; readonly wrong: Wrong }) {
  const { setting, value, words, actual } = wrong
  const { args, remedies } = edit(native, { setting, value, service }, words)
  return {
    subject: { object: serviceName(service) },
    args: { ...args, digest: actual, level: actual },
    remedies,
    expected: `${setting}=${value}`,
    actual: `${setting}=${actual}`,
    evidence: [shownBy(view, native, service, setting)],
  }
}

/** Services that ask us, each once. */
function lanes(native: Native): readonly Service[] {
  return [...new Set(askingOf(native.server, native.facts).map(({ service }) => service))]
}

function value({ server }: Native, service: Service, name: string): string {
  return settingOf({ server, service }, name) ?? ''
}

function those(native: Native, view: View, wrongOf: (service: Service) => Wrong | undefined) {
  return lanes(native).flatMap((service) => {
    const wrong = wrongOf(service)
    return wrong === undefined ? [] : [faultOf(view, native, { service, wrong })]
  })
}

const laneMissing = nativeCheck('postfix.lane-missing', (native, view) => {
  const [door] = native.facts.doors.filter(({ kind }) => kind === 'policy')
  if (door === undefined) return NOT_APPLICABLE
  // A class of restrictions may ask, and what is in it is not known.
  if ((native.server.settings['smtpd_restriction_classes'] ?? '') !== '') return NOT_APPLICABLE
  if (lanes(native).length > 0) return []
  const folder = native.server.configurationFolder
  return [
    {
      subject: { object: door.place },
      args: { lane: door.name, place: door.place, folder },
      expected: `check_policy_service ${placeAt(door.place, native)}`,
      actual: '-',
      evidence: [seen(view, `postconf -c ${folder} -P`, 'no check_policy_service that leads here')],
    },
  ]
})

const laneSilent = nativeCheck('postfix.lane-silent', (native, view) => {
  return native.facts.lanes.flatMap(({ service, handshake }) => {
    const failed = (['connect', 'greeting', 'ehlo', 'starttls'] as const)
      .map((stage) => stepOf(handshake, stage))
      .find((step) => step?.passed === false)
    if (failed === undefined) return []
    const { address } = handshake
    return [
      {
        subject: { object: service },
        args: { service, address, problem: failed.detail, folder: native.server.configurationFolder },
        expected: 'TLS',
        actual: failed.stage,
        evidence: [seen(view, address, `${failed.stage}: ${failed.detail}`)],
      },
    ]
  })
})

const laneNoTls = nativeCheck('postfix.lane-no-tls', (native, view) =>
  those(native, view, (service) => {
    const level = value(native, service, 'smtpd_tls_security_level')
    const isOld = ['smtpd_use_tls', 'smtpd_enforce_tls'].some((name) => value(native, service, name) === 'yes')
    if (!PLAIN.includes(level) || (level === '' && isOld)) return undefined
    return { setting: 'smtpd_tls_security_level', value: 'encrypt', words: {}, actual: level }
  }),
)

/** Only where TLS is a must it is obeyed; elsewhere it means no more than to ask. */
function requiresAuthority(native: Native, service: Service): boolean {
  const isMust = value(native, service, 'smtpd_tls_security_level') === 'encrypt'
  return isMust && value(native, service, 'smtpd_tls_req_ccert') === 'yes'
}

const laneNoAsk = nativeCheck('postfix.lane-no-ask', (native, view) =>
  those(native, view, (service) => {
    const isAsking = ['smtpd_tls_ask_ccert', 'smtpd_tls_req_ccert'].some(
      (name) => value(native, service, name) === 'yes',
    )
    if (isAsking) return undefined
    return { setting: 'smtpd_tls_ask_ccert', value: 'yes', words: {}, actual: 'no' }
  }),
)

const laneRequiresCa = nativeCheck('postfix.lane-requires-ca', (native, view) => {
  return lanes(native)
    .filter((service) => requiresAuthority(native, service))
    .map((service) => {
      const wrong = { setting: 'smtpd_tls_req_ccert', value: 'no', words: {}, actual: 'yes' }
      const fault = faultOf(view, native, { service, wrong })
      return { ...fault, remedies: [{ id: 'ask-instead', args: fault.args }] }
    })
})

const laneDigest = nativeCheck('postfix.lane-digest', (native, view) =>
  those(native, view, (service) => {
    const digest = value(native, service, 'smtpd_tls_fingerprint_digest')
    if (digest === 'sha256' || digest === '') return undefined
    return { setting: 'smtpd_tls_fingerprint_digest', value: 'sha256', words: {}, actual: digest }
  }),
)

/** Lists in which we are asked, with what lets in before. */
function before(
  native: Native,
  isLane: (asking: Asking) => boolean,
  isOpen: (asking: Asking, word: string) => boolean,
) {
  return askingOf(native.server, native.facts)
    .filter(isLane)
    .flatMap((asking) => {
      const entry = asking.words.slice(0, asking.at).find((word) => isOpen(asking, word))
      return entry === undefined ? [] : [{ ...asking, entry }]
    })
}

function isDedicated({ door }: Asking): boolean {
  return door?.mode === 'dedicated'
}

function listFault(view: View, native: Native, { asking, words, value: list }: ListFault) {
  const { service, list: setting, words: actual } = asking
  const wrong = { setting, value: list.join(', '), words: { list: setting, ...words }, actual: actual.join(', ') }
  const fault = faultOf(view, native, { service, wrong })
  return { ...fault, args: { ...fault.args, list: setting } }
}

interface ListFault {
  readonly asking: Pick<Asking, 'service' | 'list' | 'words'>
  readonly words: Readonly<Record<string, string>>
  /** The list as it should be. */
  readonly value: readonly string[]
}

/** Our question first, and all the rest as it was. */
function askedFirst({ words, at }: Asking): readonly string[] {
  return [...words.slice(at, at + 2), ...words.slice(0, at), ...words.slice(at + 2)]
}

const laneMynetworks = nativeCheck('postfix.lane-mynetworks', (native, view) => {
  const open = before(native, isDedicated, (_, word) => word === 'permit_mynetworks')
  return open.flatMap((asking) => {
    const mynetworks = value(native, asking.service, 'mynetworks')
    if (mynetworks === '') return []
    const fault = listFault(view, native, { asking, words: {}, value: askedFirst(asking) })
    return [{ ...fault, args: { ...fault.args, mynetworks } }]
  })
})

const laneOrder = nativeCheck('postfix.lane-order', (native, view) => {
  const open = before(native, isDedicated, ({ service }, word) => {
    const isLogin = word === 'permit_sasl_authenticated'
    return PERMITS.includes(word) && (!isLogin || value(native, service, 'smtpd_sasl_auth_enable') === 'yes')
  })
  return open.map((asking) => {
    const fault = listFault(view, native, { asking, words: {}, value: askedFirst(asking) })
    return { ...fault, args: { ...fault.args, entry: asking.entry } }
  })
})

const laneRelays = nativeCheck('postfix.lane-relays', (native, view) => {
  return askingOf(native.server, native.facts).flatMap((asking) => {
    const isRelayed = asking.list === 'smtpd_recipient_restrictions' || asking.list === 'smtpd_relay_restrictions'
    if (asking.door?.mode !== 'shared' || !isRelayed) return []
    const others = wordsOf(value(native, asking.service, 'smtpd_relay_restrictions'))
    const guards = asking.list === 'smtpd_relay_restrictions' ? [] : others
    if ([...guards, ...asking.words.slice(0, asking.at)].some((word) => GUARDS.includes(word))) return []
    const rest = asking.words.filter((word) => word !== 'reject_unauth_destination')
    return [listFault(view, native, { asking, words: {}, value: ['reject_unauth_destination', ...rest] })]
  })
})

const allClientcerts = nativeCheck('postfix.all-clientcerts', (native, view) => {
  return receivers(native.server).flatMap((service) =>
    ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions', 'smtpd_client_restrictions'].flatMap((list) => {
      const words = wordsOf(value(native, service, list))
      if (!words.includes('permit_tls_all_clientcerts')) return []
      const rest = words.filter((word) => word !== 'permit_tls_all_clientcerts')
      return [listFault(view, native, { asking: { service, list, words }, words: {}, value: rest })]
    }),
  )
})

const socketPath = nativeCheck('postfix.socket-path', (native, view) => {
  return firstOfEach([...tableFaults(view, native), ...policyFaults(view, native)], ({ subject }) => subject.object)
})

function tableFaults(view: View, native: Native) {
  const { queueDirectory, doors } = native.facts
  const ours = doors.filter(({ kind }) => kind === 'socketmap')
  const [door] = ours
  if (door === undefined) return []
  return carriers(view, native).flatMap(({ service, maps }) =>
    maps.flatMap((table) => {
      const named = policyTablePlace(table)
      if (named === undefined || service === undefined) return []
      const isChrooted = service.isChrooted === true && !named.isProxied
      const place = resolvedPlace(named.place, { queueDirectory, isChrooted })
      if (ours.some((one) => one.place === place)) return []
      const setting = 'smtp_tls_policy_maps'
      const where = hasOwn(service, setting) ? service : undefined
      const list = maps.map((one) => (one === table ? tableAt(door.place, native) : one)).join(', ')
      const words = { service: serviceName(service), place, answering: door.place }
      return [
        {
          subject: { object: nameOf(where) },
          ...edit(native, { setting, value: list, service: where }, words),
          expected: door.place,
          actual: place,
          evidence: [shownBy(view, native, where, setting)],
        },
      ]
    }),
  )
}

function policyFaults(view: View, native: Native) {
  const [door] = native.facts.doors.filter(({ kind }) => kind === 'policy')
  if (door === undefined) return []
  return askingOf(native.server, native.facts).flatMap(({ service, list, words, at, place, door: known }) => {
    if (known !== undefined) return []
    const asked = (words[at + 1] ?? '').replace(/(?:unix|inet):[^\s,}]+/, placeAt(door.place, native))
    const fixed = words.map((word, position) => (position === at + 1 ? asked : word)).join(', ')
    return [
      {
        subject: { object: serviceName(service) },
        ...edit(native, { setting: list, value: fixed, service }, { place, answering: door.place }),
        expected: door.place,
        actual: place,
        evidence: [shownBy(view, native, service, list)],
      },
    ]
  })
}

export const POSTFIX_INWARD_CHECKS: readonly Check[] = [
  socketPath,
  laneMissing,
  laneSilent,
  laneNoTls,
  laneNoAsk,
  laneRequiresCa,
  laneDigest,
  laneMynetworks,
  laneOrder,
  laneRelays,
  allClientcerts,
]
