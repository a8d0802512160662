/** Postfix that asks this gateway itself: which of its services ask, where they think it is, and which carry mail to peers. */
import type { MailServerFacts } from '../model/facts.ts'
import type { FindingId } from '../model/finding.ts'
import type { PostfixDoorFacts, PostfixServiceFacts } from '../model/postfix-facts.ts'
import { policyQuestionsOf, policyTablePlace, resolvedPlace, wordsOf } from '../model/postfix-text.ts'
import { check, NOT_APPLICABLE, type Check, type OutcomeOf } from './check.ts'
import { postfixes, senders, settingOf, type Service } from './mail-servers.ts'
import type { View } from './view.ts'

type Configured = Extract<PostfixServiceFacts, { readonly isConfigured: true }>

export interface Native {
  readonly server: MailServerFacts
  readonly facts: Configured
}

/** Undefined where no Postfix of this machine is answered. */
function nativeOf(view: View): Native | undefined {
  const facts = view.postfixService
  const [server] = postfixes(view)
  view.require('configuration')
  return facts.isConfigured && server !== undefined ? { server, facts } : undefined
}

/** A finding that only a Postfix which asks this gateway can have. */
export function nativeCheck<Id extends FindingId>(id: Id, run: (native: Native, view: View) => OutcomeOf<Id>): Check {
  return check(id, (view) => {
    const native = nativeOf(view)
    return native === undefined ? NOT_APPLICABLE : run(native, view)
  })
}

const LISTS = [
  'smtpd_client_restrictions',
  'smtpd_helo_restrictions',
  'smtpd_sender_restrictions',
  'smtpd_relay_restrictions',
  'smtpd_recipient_restrictions',
  'smtpd_data_restrictions',
  'smtpd_end_of_data_restrictions',
] as const

/** A service that asks the policy service, by one of its lists. */
export interface Asking {
  readonly service: Service
  readonly list: string
  /** Everything in the list, and where in it we are asked. */
  readonly words: readonly string[]
  readonly at: number
  readonly place: string
  /** Undefined when the place leads elsewhere. */
  readonly door: PostfixDoorFacts | undefined
}

export interface Doors {
  readonly queueDirectory: string
  readonly doors: readonly PostfixDoorFacts[]
}

/** Services of master.cf that let mail in. */
export function receivers({ services }: MailServerFacts): readonly Service[] {
  return services.filter(({ type, command }) => type !== 'unix' && command === 'smtpd')
}

export function askingOf(server: MailServerFacts, { queueDirectory, doors }: Doors): readonly Asking[] {
  const ours = doors.filter(({ kind }) => kind === 'policy')
  return receivers(server).flatMap((service) =>
    LISTS.flatMap((list) => {
      const text = settingOf({ server, service }, list) ?? ''
      return policyQuestionsOf(text).flatMap(({ at, place: written }) => {
        const place = resolvedPlace(written, { queueDirectory, isChrooted: service.isChrooted === true })
        const door = ours.find((one) => one.place === place)
        if (door === undefined && !isMeant(place, ours)) return []
        return [{ service, list, words: wordsOf(text), at, place, door }]
      })
    }),
  )
}

/** A place that leads past us and was meant to lead to us: the same name of a file, or our own. */
function isMeant(place: string, doors: readonly PostfixDoorFacts[]): boolean {
  return (
    place.includes('/hubtrust/') ||
    doors.some((door) => door.place.startsWith('unix:') && lastOf(door.place) === lastOf(place))
  )
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The settings of a service that carries mail; main.cf alone for those that have none of their own. */
export interface Carrier {
  /** As remedies name it, `smtp/unix`; undefined for main.cf. */
  readonly service: Service | undefined
  /** Servers whose mail goes by it, by the tables of routes; empty for what everything else takes. */
  readonly servers: readonly string[]
  readonly maps: readonly string[]
}

/** main.cf, and each transport with settings of its own that mail for peers takes. */
export function carriers(view: View, { server, facts }: Native): readonly Carrier[] {
  const toGateway = new Set(senders(view).map(({ service }) => service.name))
  const main = { service: undefined, servers: [], maps: wordsOf(server.settings['smtp_tls_policy_maps'] ?? '') }
  const usual = ['default_transport', 'relay_transport'].map(
    (name) => (server.settings[name] ?? '').split(':')[0] ?? '',
  )
  const own = server.services
    .filter(({ type, command, name }) => type === 'unix' && command === 'smtp' && !toGateway.has(name))
    .flatMap((service): readonly Carrier[] => {
      const routes = facts.routes.filter(({ transport }) => transport === service.name)
      if (routes.length === 0 && !usual.includes(service.name)) return []
      const servers = [...new Set(routes.map((route) => route.server))]
      return [{ service, servers, maps: wordsOf(settingOf({ server, service }, 'smtp_tls_policy_maps') ?? '') }]
    })
  return [main, ...own]
}

export function asksUs(maps: readonly string[]): boolean {
  return maps.some((table) => policyTablePlace(table) !== undefined)
}
