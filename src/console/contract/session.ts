/** Who is asking. */
import * as v from 'valibot'
import { text, time } from './shared.ts'

/** `viewer` sees everything but the audit trail and changes nothing; `server-admin` changes named servers; `organization-admin` everything. */
export const CONSOLE_ROLES = ['viewer', 'server-admin', 'organization-admin'] as const
export type ConsoleRole = (typeof CONSOLE_ROLES)[number]

export const accountName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, 'an account name'))

export const MeAnswer = v.object({
  account: text,
  role: v.picklist(CONSOLE_ROLES),
  /** Of a `server-admin`: the servers it may change. */
  servers: v.optional(v.array(text)),
  /** This server. */
  server: text,
  /** Whether the server belongs to a lab on this machine. */
  lab: v.boolean(),
  version: text,
  /** Goes into the header `x-hubtrust-csrf` of every change; empty for a token, which needs none. */
  csrf: text,
  /** When the session ends, whatever happens. */
  endsAt: v.optional(time),
})
export type Me = v.InferOutput<typeof MeAnswer>

/** What is needed to show the sign-in page; asked without a session. */
export const SessionAnswer = v.object({
  signedIn: v.boolean(),
  /** Whether there is any account yet; without one, `hubtrust console link` is the way in. */
  hasAccounts: v.boolean(),
  /** As typed on the server to make a one-time sign-in link. */
  linkCommand: text,
})

export const SignInRequest = v.strictObject({
  account: accountName,
  password: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024)),
})
export const LinkRequest = v.strictObject({ link: v.pipe(v.string(), v.minLength(20), v.maxLength(200)) })

export const AuditEntry = v.object({
  at: time,
  /** Account, `token NAME` or `link`. */
  who: text,
  address: text,
  what: text,
  /** As an administrator would type it. */
  command: v.optional(text),
  /** What it was about: a server, a certificate, a cause. */
  about: v.optional(text),
  before: v.optional(v.unknown()),
  after: v.optional(v.unknown()),
  outcome: v.picklist(['done', 'refused', 'failed']),
  code: v.optional(text),
})
export type Audited = v.InferOutput<typeof AuditEntry>
