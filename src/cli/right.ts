/** Who may change things: root, a member of hubtrust-admin, or the owner of the state folder (`init --root DIR`). */
import { failure } from '../core/errors.ts'
import type { Lang } from '../core/text.ts'
import { currentAccount } from '../disk/accounts.ts'
import { statOf } from '../disk/files.ts'
import { say } from '../model/words.ts'

export type Action = 'action.certificate' | 'action.server' | 'action.setup' | 'action.console' | 'action.repair'

const ADMIN_GROUP = 'hubtrust-admin'

export function requireRight(action: Action, folder: string, lang: Lang): void {
  const account = currentAccount()
  if (account.uid === 0 || account.groups.some((group) => group.name === ADMIN_GROUP)) return
  const owner = statOf(folder)?.uid
  if (owner === account.uid) return
  const right =
    owner === 0 || owner === undefined ? say(lang, 'general.right') : say(lang, 'general.right-owner', { folder })
  throw failure('CLI_MISSING_RIGHT', { account: account.name, action: say(lang, action), right })
}
