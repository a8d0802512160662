/** Private keys and the account that must read them. */
import type { KeyAccess } from '../../../src/model/certificate.ts'
import { unknown, type FilePermission } from '../../../src/model/facts.ts'
import { keyOf } from '../../trust/store.ts'
import { account, certificate, configuration, gateway, store, thumbprintOf } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'

const FOLDER = '/var/lib/hubtrust/keys'
const PATH = `${FOLDER}/${thumbprintOf('own')}.key`

function withKey(differs: Partial<KeyAccess>) {
  return store({ certificates: [certificate('own', { key: keyOf({ path: PATH, ...differs }) })] })
}

/** Another certificate for the same host, older, that nobody published. */
function withOld(differs: Partial<KeyAccess>) {
  const old = certificate('old', { notBefore: '2024-01-01T00:00:00.000Z', key: keyOf(differs) })
  return store({ certificates: [certificate('own'), old] })
}

function withPermissions(key: Partial<FilePermission>, folder: Partial<FilePermission> = {}) {
  return store({
    permissions: [
      { path: FOLDER, mode: '0750', owner: 'root', group: 'hubtrust', ...folder },
      { path: PATH, mode: '0640', owner: 'root', group: 'hubtrust', ...key },
    ],
  })
}

function withAttempt(code: string | undefined) {
  return account({ attempts: [{ path: PATH, opened: code === undefined, ...(code === undefined ? {} : { code }) }] })
}

const GONE = { present: false, matches: 'unknown', readable: false, obstacle: 'missing' } as const
const CLOSED = { readable: false, readableBy: ['root'], obstacle: 'key-mode', obstaclePath: PATH } as const

export const KEY_GRID: readonly GridLine[] = [
  line('a healthy host', {}),

  line('the key is for root alone', { store: withKey(CLOSED) }, 'key.unreadable', 'selection.none-eligible'),
  line(
    'a folder above the keys bars the way',
    { store: withKey({ ...CLOSED, obstacle: 'folder-mode', obstaclePath: '/var/lib/hubtrust' }) },
    'key.unreadable',
    'selection.none-eligible',
  ),
  line(
    'an ACL bars the way',
    { store: withKey({ ...CLOSED, obstacle: 'acl' }) },
    'key.unreadable',
    'selection.none-eligible',
  ),
  line(
    'an ACL of a folder bars the way',
    { store: withKey({ ...CLOSED, obstacle: 'acl', obstaclePath: '/var/lib' }) },
    'key.unreadable',
    'selection.none-eligible',
  ),
  line('the key of an old certificate is for root alone', { store: withOld(CLOSED) }),
  line('whether the key can be read is not known', { store: withKey({ readable: 'unknown' }) }),

  line('the key is gone', { store: withKey(GONE) }, 'key.missing', 'selection.none-eligible'),
  line('the key of an old certificate is gone', { store: withOld(GONE) }),

  line(
    'the key of another certificate',
    { store: withKey({ matches: false }) },
    'key.mismatch',
    'selection.none-eligible',
  ),
  line('whether the key fits is not known', { store: withKey({ matches: 'unknown' }) }),
  line('the key of an old certificate does not fit', { store: withOld({ matches: false }) }),

  line('the system refuses what the mode allows', { account: withAttempt('EACCES') }, 'key.open-refused'),
  line('the account opens the key', { account: withAttempt(undefined) }),
  line('nobody could try, for want of root', { account: account({ attempts: [] }) }),
  line(
    'what the mode forbids is one finding, not two',
    { account: withAttempt('EACCES'), store: withKey(CLOSED) },
    'key.unreadable',
    'selection.none-eligible',
  ),

  line(
    'the service account does not exist',
    { account: account({ exists: false, groups: [], attempts: [] }) },
    'key.account-missing',
  ),
  line('the service account was not looked at', { account: unknown('not-given', 'getent') }),

  line('the gateway runs as somebody else', { gateway: gateway({ account: 'postfix' }) }, 'key.account-differs'),
  line('the gateway runs as root', { gateway: gateway({ account: 'root' }) }),
  line('a user without root runs everything', {
    configuration: configuration({ account: 'mia' }),
    gateway: gateway({ account: 'mia' }),
    account: account({ name: 'mia', groups: ['mia'] }),
    store: withPermissions({ mode: '0600', owner: 'mia', group: 'mia' }, { mode: '0700', owner: 'mia', group: 'mia' }),
  }),

  line(
    'everybody can read the key',
    { store: withPermissions({ mode: '0644' }, { mode: '0751' }) },
    'key.exposed',
    'key.folder-open',
  ),
  line('only the folder keeps others from the key', { store: withPermissions({ mode: '0644' }) }, 'key.exposed'),
  line('the group can read the key', { store: withPermissions({ mode: '0640' }) }),

  line('everybody can list the keys', { store: withPermissions({}, { mode: '0755' }) }, 'key.folder-open'),
  line('the folder is for its owner alone', { store: withPermissions({}, { mode: '0700' }) }),

  line('the key belongs to a third account', { store: withPermissions({ owner: 'www-data' }) }, 'key.owner-unexpected'),
  line('the key belongs to the service account', { store: withPermissions({ owner: 'hubtrust' }) }),
]
