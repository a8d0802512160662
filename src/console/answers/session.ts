/** Signing in and out, and the audit trail. */
import { failure } from '../../core/errors.ts'
import { VERSION } from '../../core/version.ts'
import { jsonOf, on, type Binding, type Raw } from '../binding.ts'
import { NAMED_ROUTES } from '../contract/routes.ts'
import type { Me } from '../contract/session.ts'
import { visitorOf, type Ground } from '../ground.ts'
import type { Rights } from '../access.ts'
import type { Visitor } from '../sessions.ts'
import { pageIn } from '../paging.ts'

/** Whom a link lets in: nobody's own account. */
const LINK_ACCOUNT = 'link'
const PAGE = 100

export function sessionAnswers(ground: Ground): readonly Binding[] {
  return [...signInAnswers(ground), ...visitorAnswers(ground)]
}

function signInAnswers(ground: Ground): readonly Binding[] {
  const { access, attempts, audit } = ground
  return [
    on(NAMED_ROUTES.session, ({ visitor }) => ({
      signedIn: visitor !== undefined,
      hasAccounts: access.accounts().length > 0,
      linkCommand: 'hubtrust console link',
    })),
    on(NAMED_ROUTES.signIn, async ({ body: { account, password }, request }) => {
      attempts.begin(request.address, account)
      if (!(await access.isPasswordOf(account, password))) {
        audit.write({
          who: account,
          address: request.address,
          what: 'sign-in',
          outcome: 'refused',
          code: 'CONSOLE_SIGN_IN_FAILED',
        })
        throw failure('CONSOLE_SIGN_IN_FAILED', {})
      }
      attempts.succeeded(request.address, account)
      const { role, servers } = access.account(account) ?? { role: 'viewer' as const, servers: undefined }
      return signedIn(ground, request.address, { account, via: 'account', rights: { role, servers } })
    }),
    on(NAMED_ROUTES.useLink, ({ body: { link }, request }) => {
      attempts.begin(request.address)
      const rights = access.useLink(link)
      if (rights === undefined) {
        audit.write({
          who: LINK_ACCOUNT,
          address: request.address,
          what: 'sign-in',
          outcome: 'refused',
          code: 'CONSOLE_LINK_USED',
        })
        throw failure('CONSOLE_LINK_USED', {})
      }
      attempts.succeeded(request.address)
      return signedIn(ground, request.address, { account: LINK_ACCOUNT, via: 'link', rights })
    }),
  ]
}

function visitorAnswers(ground: Ground): readonly Binding[] {
  const { audit, sessions } = ground
  return [
    on(NAMED_ROUTES.signOut, (asked) => {
      sessions.end(visitorOf(asked).key)
      return { raw: jsonOf({ done: true }, ground.cookies.header(undefined)) }
    }),
    on(NAMED_ROUTES.me, (asked) => meOf(ground, visitorOf(asked))),
    on(NAMED_ROUTES.audit, ({ query }) => {
      const word = query.q?.toLowerCase()
      const found = audit
        .read()
        .filter((entry) => word === undefined || JSON.stringify(entry).toLowerCase().includes(word))
      return pageIn(found, { after: query.after, limit: query.limit ?? PAGE, keyOf: (_, at) => String(at) })
    }),
  ]
}

interface SignIn {
  readonly account: string
  readonly via: 'account' | 'link'
  readonly rights: Rights
}

function signedIn(ground: Ground, address: string, { account, via, rights }: SignIn): Raw {
  const { secret, visitor } = ground.sessions.open(account, via, rights)
  ground.audit.write({ who: account, address, what: 'sign-in', outcome: 'done' })
  return { raw: jsonOf(meOf(ground, visitor), ground.cookies.header(secret)) }
}

function meOf({ host, labRoot }: Ground, { account, role, servers, csrf, endsAt }: Visitor): Me {
  return {
    account,
    role,
    ...(servers === undefined ? {} : { servers: [...servers] }),
    server: host.settings.server,
    lab: labRoot !== undefined,
    version: VERSION,
    csrf,
    ...(endsAt === undefined ? {} : { endsAt }),
  }
}
