/** Private keys of the certificates that matter: there, fitting, and readable for the service account. */
import type { Evidence } from '../../model/facts.ts'
import type { KeyAccess, StoredCertificate } from '../../model/certificate.ts'
import type { ProposedRemedy } from '../../model/finding.ts'
import type { RemedyId } from '../../model/remedies.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { needed } from '../needed.ts'
import { readIn, seen } from '../own.ts'
import type { View } from '../view.ts'

const unreadable = check('key.unreadable', (view) =>
  needed(view)
    .filter(({ key }) => key.present && key.readable === false)
    .map((certificate) => {
      const { thumbprint, key } = certificate
      const { account } = view.configuration
      const obstaclePath = key.obstaclePath ?? key.path ?? '-'
      const args = {
        thumbprint,
        account,
        keyFile: key.path ?? '-',
        obstacle: key.obstacle ?? '-',
        obstaclePath,
        readableBy: key.readableBy.join(', ') || '-',
        right: lastOf(obstaclePath) === lastOf(key.path) ? 'r' : 'x',
      }
      return {
        subject: { certificate: thumbprint, ...keyFile(key) },
        args,
        expected: account,
        actual: key.readableBy.join(', '),
        evidence: permissionsOf(view, certificate),
        remedies: waysPast(key).map((id): ProposedRemedy => ({ id, args })),
      }
    }),
)

/** The store rights key and keys folder; a folder above, and an ACL, are somebody else's. */
function waysPast({ obstacle, obstaclePath, path = '' }: KeyAccess): readonly RemedyId[] {
  const folder = path.slice(0, path.lastIndexOf('/'))
  const isOurs = [lastOf(path), lastOf(folder)].includes(lastOf(obstaclePath ?? path))
  const byMode: RemedyId = isOurs ? 'grant-key-read' : 'open-folder'
  return obstacle === 'acl' ? ['grant-by-acl', byMode] : [byMode]
}

/** The last segment: what is in the way is named behind symbolic links, the key file is not. */
function lastOf(path = ''): string {
  return path.split('/').at(-1) ?? ''
}

const missing = check('key.missing', (view) =>
  needed(view)
    .filter(({ key }) => !key.present)
    .map(({ thumbprint, key }) => ({
      subject: { certificate: thumbprint, ...keyFile(key) },
      args: { thumbprint, keyFile: key.path ?? '-' },
      evidence: [seen(view, key.path ?? view.store.folder, 'ENOENT')],
    })),
)

const mismatch = check('key.mismatch', (view) =>
  needed(view)
    .filter(({ key }) => key.present && key.matches === false)
    .map((certificate) => {
      const { thumbprint, key } = certificate
      const problem = view.store.problems.find(({ path }) => path === key.path)
      return {
        subject: { certificate: thumbprint, ...keyFile(key) },
        args: { thumbprint, keyFile: key.path ?? '-' },
        evidence: [
          problem === undefined
            ? readIn(view, certificate, thumbprint)
            : seen(view, problem.path, `${problem.code}: ${problem.message}`),
        ],
      }
    }),
)

/** Only a real open tells: the system may refuse what mode and ACL allow. */
const openRefused = check('key.open-refused', (view) => {
  const { attempts, name } = view.account
  const keys = needed(view).filter(({ key }) => key.present && key.readable !== false)
  if (keys.length > 0 && attempts.length === 0) return NOT_APPLICABLE
  return keys.flatMap(({ thumbprint, key }) => {
    const refused = attempts.find(({ path, opened }) => path === key.path && !opened)
    if (refused === undefined) return []
    const { path, code = '-' } = refused
    const mounts = view.store.readOnlyMounts.filter((mount) => path.startsWith(mount))
    return [
      {
        subject: { certificate: thumbprint, keyFile: path },
        args: { thumbprint, account: name, keyFile: path, code },
        expected: name,
        actual: code,
        evidence: [
          seen(view, path, `open: ${code}`),
          ...permissionsAt(view, path),
          ...mounts.map((mount) => seen(view, mount, 'ro')),
        ],
      },
    ]
  })
})

function keyFile({ path }: KeyAccess): { readonly keyFile?: string } {
  return path === undefined ? {} : { keyFile: path }
}

/** The permissions of what is in the way, and the real attempt where root could make it. */
function permissionsOf(view: View, { key }: StoredCertificate): readonly Evidence[] {
  const { account } = view.facts
  const attempts = account.state === 'known' ? account.value.attempts : []
  const attempt = attempts.find(({ path, opened }) => path === key.path && !opened)
  const obstaclePath = key.obstaclePath ?? key.path ?? view.store.folder
  const permissions = permissionsAt(view, obstaclePath)
  return [
    ...(permissions.length > 0 ? permissions : [seen(view, obstaclePath, key.obstacle ?? '-')]),
    ...(attempt === undefined ? [] : [seen(view, attempt.path, `open: ${attempt.code ?? '-'}`)]),
  ]
}

function permissionsAt(view: View, wanted: string): readonly Evidence[] {
  return view.store.permissions
    .filter(({ path }) => path === wanted)
    .map(({ path, mode, owner, group }) => seen(view, path, `${mode} ${owner}:${group}`))
}

export const KEY_CHECKS: readonly Check[] = [unreadable, missing, mismatch, openRefused]
