/** Undoing as data: the steps that bring back what a breakage took, kept in `DIR/broken.json` so that any process can repair. */
import { basename, join } from 'node:path'
import * as v from 'valibot'
import { parseDocument } from 'yaml'
import { readText, readTextIfPresent, changeMode, renameFile, writeAtomic } from '../disk/files.ts'
import { SERVICES } from '../model/certificate.ts'
import { startBalancer, stopBalancer } from './balancer.ts'
import type { Site } from './site.ts'

const SERVER = v.string()
const STEP = v.variant('kind', [
  v.object({
    kind: v.literal('services'),
    server: SERVER,
    thumbprint: v.string(),
    services: v.array(v.picklist(SERVICES)),
  }),
  v.object({ kind: v.literal('mode'), path: v.string(), mode: v.number() }),
  /** A value of the configuration by its place; null takes it out. */
  v.object({ kind: v.literal('setting'), server: SERVER, place: v.array(v.string()), value: v.nullable(v.string()) }),
  v.object({ kind: v.literal('enabled'), server: SERVER, enabled: v.boolean() }),
  v.object({ kind: v.literal('addresses'), server: SERVER, addresses: v.array(v.string()) }),
  v.object({ kind: v.literal('publish'), server: SERVER, certificate: v.pipe(v.string(), v.base64()) }),
  v.object({ kind: v.literal('withdraw'), server: SERVER, fingerprint: v.string() }),
  v.object({ kind: v.literal('rename'), from: v.string(), to: v.string() }),
  /** haproxy in front of a server: the file of its settings, and the file that holds its process id. */
  v.object({ kind: v.literal('balance'), settings: v.string(), pidFile: v.string(), text: v.string() }),
  v.object({ kind: v.literal('unbalance'), settings: v.string(), pidFile: v.string() }),
  /** Takes a certificate out of the store. */
  v.object({ kind: v.literal('discard'), server: SERVER, thumbprint: v.string() }),
])

/** One change of the lab's world. Breaking and repairing speak the same language. */
export type Step = Readonly<v.InferOutput<typeof STEP>>

const JOURNAL = v.array(v.object({ short: v.string(), undo: v.array(STEP) }))
export type Journal = readonly Readonly<v.InferOutput<typeof JOURNAL>[number]>[]

function journalPath(root: string): string {
  return join(root, 'broken.json')
}

export function readJournal(root: string): Journal {
  const text = readTextIfPresent(journalPath(root))
  return text === undefined ? [] : v.parse(JOURNAL, JSON.parse(text))
}

export function writeJournal(root: string, journal: Journal): void {
  writeAtomic(journalPath(root), `${JSON.stringify(journal, undefined, 2)}\n`, { mode: 0o600 })
}

/** Takes every step, then makes the gateways read what changed in their configuration. */
export function takeSteps(site: Site, steps: readonly Step[]): void {
  for (const step of steps) take(site, step)
  const reloading = new Set(steps.flatMap((step) => (step.kind === 'setting' ? [step.server] : [])))
  for (const server of reloading) site.reload(server)
}

/** What a step changes: a certificate with its key, the entry of a server, a setting, the balancer. */
export function thingOf(step: Step): string {
  switch (step.kind) {
    case 'services':
    case 'discard':
      return step.thumbprint
    case 'mode':
      return certificateOf(step.path)
    case 'rename':
      return certificateOf(step.to)
    case 'publish':
    case 'withdraw':
      return `certificates of ${step.server}`
    case 'addresses':
    case 'enabled':
      return `${step.kind} of ${step.server}`
    case 'setting':
      return `${step.server} ${step.place.join('.')}`
    case 'balance':
    case 'unbalance':
      return step.pidFile
  }
}

/** Certificate and key are files named by the thumbprint. */
function certificateOf(path: string): string {
  return basename(path).replace(/\..*$/, '')
}

function take(site: Site, step: Step): void {
  switch (step.kind) {
    case 'services':
      site.store(step.server).setServices(step.thumbprint, step.services)
      return
    case 'mode':
      changeMode(step.path, step.mode)
      return
    case 'rename':
      renameFile(step.from, step.to)
      return
    case 'balance':
      startBalancer(step)
      return
    case 'unbalance':
      stopBalancer(step)
      return
    case 'setting':
      changeSetting(site.server(step.server).config, step.place, step.value)
      return
    case 'enabled':
      site.directory.change(step.server, { enabled: step.enabled })
      return
    case 'addresses':
      site.directory.change(step.server, { addresses: step.addresses })
      return
    case 'publish':
      site.directory.publish(step.server, Buffer.from(step.certificate, 'base64'))
      return
    case 'withdraw':
      site.directory.withdraw(step.server, step.fingerprint)
      return
    case 'discard':
      site.store(step.server).remove(step.thumbprint)
  }
}

function changeSetting(path: string, place: readonly string[], value: string | null): void {
  const document = parseDocument(readText(path))
  if (value === null) document.deleteIn(place)
  else document.setIn(place, value)
  writeAtomic(path, document.toString(), { mode: 0o644 })
}

/** What stands there now, as a step that would put it back. */
export function settingNow(site: Site, server: string, place: readonly string[]): Step {
  const value: unknown = parseDocument(readText(site.server(server).config)).getIn(place)
  return { kind: 'setting', server, place: [...place], value: typeof value === 'string' ? value : null }
}
