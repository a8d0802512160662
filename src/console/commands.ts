/** Allowed requests as the words of a command line. What is not here, the console cannot do. */
import type { InferOutput } from 'valibot'
import { quotedWord } from '../model/finding-text.ts'
import type { ACTIONS, ActionName } from './contract/actions.ts'

/** A file that was uploaded, under the name it is shown by. */
export interface Upload {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Plan {
  /** After `hubtrust`, without options that are the console's own affair; uploads stand as `FILE(0)`. */
  readonly words: readonly string[]
  readonly uploads: readonly Upload[]
  /** Whether the command asks before it changes anything. */
  readonly asks: boolean
  /** Whether it has a `--dry-run`. */
  readonly canDryRun: boolean
  readonly password?: string
  /** Where it runs as something that is not JSON, the file it writes. */
  readonly output?: string
  /** Other servers than this one that it changes. */
  readonly server?: string
  /** What the audit trail says it was about. */
  readonly about?: string
}

type Request<N extends ActionName> = InferOutput<(typeof ACTIONS)[N]>

const PLAIN = { uploads: [], asks: true, canDryRun: true } as const

function option(name: string, value: string | number | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  const text = typeof value === 'object' ? value.join(',') : String(value)
  // In one word: a value that begins with a dash is still a value.
  return text === '' ? [] : [`--${name}=${text}`]
}

function flag(name: string, isSet: boolean): readonly string[] {
  return isSet ? [`--${name}`] : []
}

/** A file in the folder of the command; replaced by its path. */
export function placeholder(at: number): string {
  return `FILE(${String(at)})`
}

export const PLANS: { readonly [N in ActionName]: (request: Request<N>) => Plan } = {
  'cert-new': ({ domains, commonName, keyType, days, services, friendlyName, publish }) => ({
    ...PLAIN,
    words: [
      ...['cert', 'new'],
      ...option('domains', domains),
      ...option('common-name', commonName),
      ...option('key-type', keyType),
      ...option('days', days),
      ...option('services', services),
      ...option('friendly-name', friendlyName),
      ...flag('no-publish', !publish),
    ],
  }),
  'cert-request': ({ domains, commonName, keyType, friendlyName }) => ({
    ...PLAIN,
    asks: false,
    words: [
      ...['cert', 'request'],
      ...option('domains', domains),
      ...option('common-name', commonName),
      ...option('key-type', keyType),
      ...option('friendly-name', friendlyName),
    ],
  }),
  'cert-enable': ({ thumbprint, services, disableServices, publish }) => ({
    ...PLAIN,
    about: thumbprint,
    words: [
      ...['cert', 'enable', thumbprint],
      ...option('services', services),
      ...option('disable-service', disableServices),
      ...flag('no-publish', !publish),
    ],
  }),
  'cert-import': ({ file, fileName = 'certificate', key, password, services, friendlyName, publish }) => ({
    ...PLAIN,
    about: fileName,
    uploads: [
      { name: fileName, bytes: Buffer.from(file, 'base64') },
      ...(key === undefined ? [] : [{ name: `${fileName}.key`, bytes: Buffer.from(key, 'base64') }]),
    ],
    ...(password === undefined ? {} : { password }),
    words: [
      ...['cert', 'import', placeholder(0)],
      ...(key === undefined ? [] : option('key', placeholder(1))),
      ...option('services', services),
      ...option('friendly-name', friendlyName),
      ...flag('no-publish', !publish),
    ],
  }),
  'cert-export': ({ thumbprint, form, password }) => ({
    ...PLAIN,
    asks: false,
    canDryRun: false,
    about: thumbprint,
    output: `${thumbprint}.${form}`,
    ...(password === undefined ? {} : { password }),
    words: ['cert', 'export', thumbprint, `--${form}`],
  }),
  'cert-remove': ({ thumbprint }) => ({ ...PLAIN, about: thumbprint, words: ['cert', 'remove', thumbprint] }),
  'server-add': ({ name, certificate, roles, addresses, force }) => ({
    ...PLAIN,
    asks: false,
    server: name,
    uploads: certificate === undefined ? [] : [{ name: `${name}.pem`, bytes: Buffer.from(certificate) }],
    words: [
      ...['server', 'add', name],
      ...(certificate === undefined ? [] : option('certificate', placeholder(0))),
      ...option('role', roles),
      ...option('address', addresses),
      ...flag('force', force),
    ],
  }),
  'server-enable': ({ name }) => ({ ...PLAIN, asks: false, server: name, words: ['server', 'enable', name] }),
  'server-disable': ({ name }) => ({ ...PLAIN, server: name, words: ['server', 'disable', name] }),
  'server-withdraw': ({ name, thumbprint }) => ({
    ...PLAIN,
    server: name,
    words: ['server', 'withdraw', name, thumbprint],
  }),
  'server-remove': ({ name }) => ({ ...PLAIN, server: name, words: ['server', 'remove', name] }),
  verify: ({ address, server }) => ({
    ...PLAIN,
    asks: false,
    canDryRun: false,
    about: address,
    words: ['verify', address, ...option('server', server)],
  }),
  'doctor-fix': ({ findings }) => ({ ...PLAIN, words: ['doctor', '--fix', ...findings], about: findings.join(', ') }),
  'doctor-undo': () => ({ ...PLAIN, canDryRun: false, words: ['doctor', '--undo'] }),
  'lab-break': ({ cause }) => ({
    ...PLAIN,
    asks: false,
    canDryRun: false,
    about: cause,
    words: ['lab', 'break', cause],
  }),
  'lab-repair': ({ cause }) => ({
    ...PLAIN,
    asks: false,
    canDryRun: false,
    ...(cause === undefined ? {} : { about: cause }),
    words: ['lab', 'repair', ...(cause === undefined ? [] : [cause])],
  }),
}

const SYSTEM_CONFIGURATION = '/etc/hubtrust/config.yaml'

/** As an administrator would type it, to copy. */
export function typed({ words, uploads }: Pick<Plan, 'words' | 'uploads'>, around: CommandGround): string {
  const named = words.map((word) => uploads.reduce((text, { name }, at) => text.replace(placeholder(at), name), word))
  return ['hubtrust', ...named, ...aroundWords(words, around)].map(quotedWord).join(' ')
}

export interface CommandGround {
  readonly configurationFile: string
  readonly labRoot: string | undefined
}

/** Which configuration, or which lab, a command is about. */
export function aroundWords(
  words: readonly string[],
  { configurationFile, labRoot }: CommandGround,
): readonly string[] {
  if (words.includes('--evidence')) return []
  if (words[0] === 'lab') return labRoot === undefined ? [] : ['--root', labRoot]
  return configurationFile === SYSTEM_CONFIGURATION ? [] : ['--config', configurationFile]
}
