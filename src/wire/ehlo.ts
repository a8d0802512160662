/** The EHLO answer: what is read from it and what may reach the far side. */
import type { Reply } from './replies.ts'

/** Keyword of an EHLO line, upper case. */
function keywordOf(line: string): string {
  return (/^[^\s=]*/.exec(line)?.[0] ?? '').toUpperCase()
}

/** Keyword to parameters; the greeting line is not a keyword. */
export function capabilitiesOf(reply: Reply): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of reply.lines.slice(1)) {
    const keyword = keywordOf(line)
    found.set(keyword, line.slice(keyword.length).trim())
  }
  return found
}

/**
 * A firewall that inspects SMTP overwrites keywords it does not like with X (Cisco's `XXXXXXXA`): STARTTLS was offered
 * and somebody in between took it away.
 */
export function isRewritten(reply: Reply): boolean {
  return reply.lines.slice(1).some((line) => /^X{6,}[A-Z]?$/i.test(keywordOf(line)))
}

/** Never shown to the far side: they belong to the hop between gateway and mail server, or would start a second TLS. */
const HOP_KEYWORDS = new Set(['STARTTLS', 'XCLIENT', 'XFORWARD', 'X-ANONYMOUSTLS', 'X-EXPS', 'AUTH'])

/**
 * The answer of the mail server behind, for the far side. Unknown keywords pass: the pipe that follows is
 * byte-transparent, so whatever the server behind offers works.
 */
export function filterEhlo(reply: Reply, added: readonly string[] = []): Reply {
  const [greeting = '', ...keywords] = reply.lines
  const kept = keywords.filter((line) => !HOP_KEYWORDS.has(keywordOf(line)))
  return { code: reply.code, lines: [greeting, ...kept, ...added] }
}
