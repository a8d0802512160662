/** What findings about a Postfix that asks this gateway have in common: where a setting stands, and how it is changed. */
import type { Evidence } from '../../model/facts.ts'
import type { RemedyId } from '../../model/remedies.ts'
import { serviceName, settingOf, type Service } from '../mail-servers.ts'
import type { Native } from '../native.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'

export interface Wish {
  readonly setting: string
  readonly value: string
  /** Undefined for main.cf. */
  readonly service?: Service | undefined
}

/** `main.cf`, or the service as master.cf has it. */
export function nameOf(service: Service | undefined): string {
  return service === undefined ? 'main.cf' : serviceName(service)
}

/** The words of a finding and the remedy that sets one setting where it stands. */
export function edit<Words extends Readonly<Record<string, string>>>(
  { server: { configurationFolder: folder } }: Native,
  { setting, value, service }: Wish,
  words: Words,
) {
  const file = `${folder}/${service === undefined ? 'main.cf' : 'master.cf'}`
  const parameter = `hubtrust_${`${service?.name ?? ''}_${setting}`.replace(/\W+/g, '_')}`
  const args = { service: nameOf(service), folder, file, setting, value, master: nameOf(service), parameter, ...words }
  const inMaster: RemedyId = /\s/.test(value) ? 'set-list-in-master' : 'set-in-master'
  const id: RemedyId = service === undefined ? 'set-in-main' : inMaster
  return { args, remedies: [{ id, args }] }
}

/** The line as `postconf` prints it. */
export function shownBy(view: View, { server }: Native, service: Service | undefined, name: string): Evidence {
  const folder = server.configurationFolder
  if (service?.settings[name] === undefined) {
    const value = service === undefined ? server.settings[name] : settingOf({ server, service }, name)
    return seen(view, `postconf -c ${folder} ${name}`, `${name} = ${value ?? ''}`.slice(0, 300))
  }
  const { line } = service
  const quote = `${serviceName(service)}/${name} = ${service.settings[name]}`.slice(0, 300)
  const source = `${folder}/master.cf`
  return { source, ...(line > 0 ? { line } : {}), quote, observedAt: view.facts.takenAt }
}

export function hasOwn(service: Service | undefined, setting: string): boolean {
  return service?.settings[setting] !== undefined
}

/** As Postfix names it: below the queue directory, where chrooted processes find it, too. */
export function placeAt(place: string, { facts: { queueDirectory } }: Native): string {
  return place.startsWith('unix:') ? place.replace(`unix:${queueDirectory}/`, 'unix:') : `inet:${place}`
}

export function tableAt(place: string, native: Native): string {
  return `socketmap:${placeAt(place, native)}:tls-policy`
}
