/** Attributes of a TLS policy beside `match=`. One that a Postfix does not know makes it defer the mail, so each waits for its version. */
import { isOlder } from '../model/postfix-text.ts'

export type PostfixVersion = readonly [major: number, minor: number]

/** Since when Postfix knows each (postconf(5), smtp_tls_policy_maps). */
const SINCE: Readonly<Record<string, PostfixVersion>> = {
  ciphers: [2, 3],
  exclude: [2, 3],
  protocols: [2, 3],
  servername: [3, 4],
  connection_reuse: [3, 4],
  enable_rpk: [3, 9],
}

/** What is wrong with an attribute for that version of Postfix; undefined when nothing is. */
export function attributeProblem(attribute: string, version: PostfixVersion): string | undefined {
  const [, name] = /^([a-z_]+)=[!-~]+$/.exec(attribute) ?? []
  const since = name === undefined ? undefined : SINCE[name]
  if (name === undefined || since === undefined) return `wanted NAME=VALUE with one of ${Object.keys(SINCE).join(', ')}`
  const [own, needed] = [version.join('.'), since.join('.')]
  return isOlder(own, needed) ? `${name} needs Postfix ${needed}, and postfix.version says ${own}` : undefined
}

/** Since which version of Postfix the attribute is known, as a text such as `3.9`. */
export function attributeSince(attribute: string): string {
  return (SINCE[attribute.replace(/=.*$/, '')] ?? [0, 0]).join('.')
}
