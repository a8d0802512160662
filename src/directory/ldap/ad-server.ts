/**
 * What a domain controller, or an instance of AD LDS, says of itself (MS-ADTS, section 3.1.1.3.2): how far it is, which
 * database it is, and the naming context that a base is in.
 */
import { failure } from '../../core/errors.ts'
import { ServerBehind } from './source-sync.ts'
import { readOne, type Opened } from './stream.ts'

export interface AdServer {
  /** Another one when it is another domain controller, or one that was restored: 32 hexadecimal digits, or its name where that may not be read. */
  readonly invocationId: string
  /** The root of the naming context the base is in. */
  readonly context: string
  readonly controls: ReadonlySet<string>
}

const USN = 'highestCommittedUSN'
const ROOT = { base: '', filter: '(objectClass=*)' } as const

/**
 * @throws ServerBehind for a domain controller that has not got the directory yet, after it was promoted or restored
 * @throws HubtrustError DIRECTORY_UNREACHABLE, also when it does not hold the base
 */
export async function adServerOf(opened: Opened, base: string): Promise<AdServer> {
  const attributes = ['namingContexts', 'dsServiceName', 'isSynchronized', 'supportedControl']
  const root = await readOne(opened, { ...ROOT, attributes })
  const texts = (name: string) => (root?.attributes.get(name) ?? []).map((value) => value.toString('utf8'))
  if (texts('isSynchronized')[0] === 'FALSE') throw new ServerBehind('it has not synchronized yet')
  const context = contextOf(texts('namingContexts'), base)
  if (context === undefined)
    throw failure('DIRECTORY_UNREACHABLE', {
      url: opened.url,
      reason: `no naming context of this server holds ${base}`,
    })
  return {
    invocationId: await invocationIdOf(opened, texts('dsServiceName')[0] ?? ''),
    context,
    controls: new Set(texts('supportedControl')),
  }
}

/** Of this server's own changes, rising with each of them. @throws HubtrustError DIRECTORY_UNREACHABLE */
export async function highestUsn(opened: Opened): Promise<number> {
  const root = await readOne(opened, { ...ROOT, attributes: [USN] })
  const usn = Number(root?.attributes.get(USN)?.[0]?.toString('latin1'))
  if (Number.isSafeInteger(usn)) return usn
  throw failure('DIRECTORY_UNREACHABLE', { url: opened.url, reason: 'it is no Active Directory: it counts no changes' })
}

async function invocationIdOf(opened: Opened, service: string): Promise<string> {
  const own = await readOne(opened, { ...ROOT, base: service, attributes: ['invocationId'] })
  return own?.attributes.get('invocationId')?.[0]?.toString('hex') ?? Buffer.from(service).toString('hex')
}

/** The longest one that the base ends with. */
export function contextOf(contexts: readonly string[], base: string): string | undefined {
  const below = plain(base)
  const holding = contexts.filter((context) => `,${below}`.endsWith(`,${plain(context)}`) && context !== '')
  return holding.toSorted((left, right) => right.length - left.length)[0]
}

/** Names that differ in case and in spaces around a comma only are the same. */
function plain(dn: string): string {
  return dn
    .toLowerCase()
    .replaceAll(/(?<!\\)\s*,\s*/g, ',')
    .trim()
}
