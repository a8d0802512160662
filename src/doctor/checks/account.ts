/** The service account: it exists, the gateway runs as it, and nobody but it and root holds the keys. */
import type { AccountFacts, FilePermission } from '../../model/facts.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'

const OTHERS = 0o007
const OTHERS_READ_OR_WRITE = 0o006
const OTHERS_WRITE = 0o002
const OTHERS_SEARCH = 0o001
const GROUP_READ = 0o040
const GROUP_PASS = 0o050

const missing = check('key.account-missing', (view) => {
  const { name, exists } = view.account
  const { path } = view.configuration
  if (exists) return []
  return [
    {
      subject: { object: name },
      args: { account: name, path },
      evidence: [seen(view, path, `account: ${name}`), seen(view, `getent passwd ${name}`, '-')],
    },
  ]
})

/** Root reads every key, and the gateway still judges for the service account: nothing is lost. */
const differs = check('key.account-differs', (view) => {
  const { gateway } = view
  const { account, path } = view.configuration
  if (!gateway.running) return NOT_APPLICABLE
  if (gateway.account === account || gateway.account === 'root') return []
  return [
    {
      subject: { object: gateway.account },
      args: { runsAs: gateway.account, account, path },
      expected: account,
      actual: gateway.account,
      evidence: [seen(view, `pid ${String(gateway.pid)}`, gateway.account), seen(view, path, `account: ${account}`)],
    },
  ]
})

const exposed = check('key.exposed', (view) => {
  const { account } = view
  const isFolderOpen = foldersOf(view).some(({ mode }) => (bitsOf(mode) & OTHERS_SEARCH) !== 0)
  const hasFolder = foldersOf(view).length > 0
  return keysOf(view)
    .filter(({ mode }) => (bitsOf(mode) & OTHERS_READ_OR_WRITE) !== 0)
    .map((permission) => {
      const { path } = permission
      const certificate = view.store.certificates.find(({ key }) => key.path === path)?.thumbprint
      return {
        subject: { keyFile: path, ...(certificate === undefined ? {} : { certificate }) },
        args: { keyFile: path, ...closing(permission, account, GROUP_READ) },
        // A closed folder still keeps everybody out.
        severity: isFolderOpen || !hasFolder ? 'high' : 'low',
        ...asFound(view, permission),
      }
    })
})

const folderOpen = check('key.folder-open', (view) => {
  const { account } = view
  return foldersOf(view)
    .filter(({ mode }) => (bitsOf(mode) & OTHERS) !== 0)
    .map((permission) => ({
      subject: { object: permission.path },
      args: { folder: permission.path, ...closing(permission, account, GROUP_PASS) },
      severity: (bitsOf(permission.mode) & OTHERS_WRITE) === 0 ? 'low' : 'high',
      ...asFound(view, permission),
    }))
})

const ownerUnexpected = check('key.owner-unexpected', (view) => {
  const { name } = view.account
  return keysOf(view)
    .filter(({ owner }) => owner !== 'root' && owner !== name)
    .map((permission) => ({
      subject: { keyFile: permission.path },
      args: { keyFile: permission.path, keyOwner: permission.owner, account: name },
      ...asFound(view, permission),
      expected: 'root',
    }))
})

function keysOf({ store }: View): readonly FilePermission[] {
  return store.permissions.filter(({ path }) => path.endsWith('.key'))
}

/** The folders that hold keys themselves; those above them are open to everybody by nature. */
function foldersOf({ store }: View): readonly FilePermission[] {
  const keys = store.certificates.flatMap(({ key }) => key.path ?? [])
  const holders = new Set([`${store.folder}/keys`, ...keys.map((path) => path.slice(0, path.lastIndexOf('/')))])
  return store.permissions.filter(({ path }) => holders.has(path))
}

function bitsOf(mode: string): number {
  return Number.parseInt(mode, 8)
}

interface Closing {
  readonly mode: string
  readonly group: string
  readonly newMode: string
  readonly newGroup: string
}

/** Mode and group that shut others out and still let the service account in, who may have come in as one of the others. */
function closing({ mode, owner, group }: FilePermission, account: AccountFacts, forGroup: number): Closing {
  const isOwner = owner === account.name
  const newGroup = isOwner || account.groups.includes(group) ? group : (account.groups[0] ?? group)
  const bits = (bitsOf(mode) & ~OTHERS) | (isOwner ? 0 : forGroup)
  return { mode, group, newMode: bits.toString(8).padStart(4, '0'), newGroup }
}

function asFound(view: View, { path, mode, owner, group }: FilePermission) {
  const found = `${mode} ${owner}:${group}`
  return { actual: found, evidence: [seen(view, path, found)] }
}

export const ACCOUNT_CHECKS: readonly Check[] = [missing, differs, exposed, folderOpen, ownerUnexpected]
