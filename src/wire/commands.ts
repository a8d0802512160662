/** SMTP commands as far as a gateway reads them before it becomes a byte pipe. */
export interface Command {
  /** Upper case; empty when the line holds none. */
  readonly verb: string
  readonly argument: string
}

export function parseCommand(line: string): Command {
  const match = /^([A-Za-z-]{1,32})(?: +(.*))?$/s.exec(line.trimEnd())
  if (match === null) return { verb: '', argument: '' }
  return { verb: (match[1] ?? '').toUpperCase(), argument: match[2] ?? '' }
}

/**
 * Whether an EHLO or HELO argument may be passed on: a domain or address literal (RFC 5321 §4.1.1.1), read generously,
 * but without anything that could start another command.
 */
export function isHeloName(argument: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(argument)
}
