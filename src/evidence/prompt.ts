/** What a console shows between outputs: prompts with the command behind them, and who is speaking. */

export interface Prompt {
  /** What was typed; empty when nothing was. */
  readonly command: string
  readonly shell: 'powershell' | 'cmd' | 'unix'
  /** The folder it stands in, of a Windows shell. */
  readonly folder?: string
}

/** Without the marks that a mail puts before every line of an answer. */
export function withoutQuoteMarks(line: string): string {
  return line.startsWith('>') ? line.replace(/^(?:> ){1,8}|^>$/, '') : line
}

/** `[PS] C:\>`, `PS C:\Users\a>`, `[hub1]: PS C:\>`, `C:\>`, `PS Cert:\LocalMachine\My>`. */
const WINDOWS =
  /^\s*(?:\[[^\]\r\n]{1,80}\]:? ?)?(?:PS )?((?:(?<=PS )[A-Z]\w+[:.]|[A-Z]:\\|\\\\)[^>\r\n]{0,260})> ?(.*)$/i
const BRACKETED = /^\s*(?:\[[^\]\r\n]{1,80}\]:? ?(?:PS )?|PS )/i
const CONTINUED = /^>> ?(.*)$/
const UNIX = /^[\w.-]+@[\w.-]+[: ][^$#\r\n]{0,120}[$#] (.*)$/

export function promptOf(line: string): Prompt | undefined {
  const windows = WINDOWS.exec(line)
  if (windows !== null) {
    const [, folder = '', command = ''] = windows
    return { command: command.trim(), shell: BRACKETED.test(line) ? 'powershell' : 'cmd', folder: folder.trim() }
  }
  const continued = CONTINUED.exec(line)
  if (continued !== null) return { command: (continued[1] ?? '').trim(), shell: 'powershell' }
  const unix = UNIX.exec(line)
  return unix === null ? undefined : { command: (unix[1] ?? '').trim(), shell: 'unix' }
}

/** The value of a parameter in a command: `-Server EX01`, `-DomainName:mail.example`, `-DomainName 'a b'`. */
export function parameterOf(command: string, name: string): string | undefined {
  const found = new RegExp(`\\s-${name}(?::\\s*|\\s+)("[^"]*"|'[^']*'|[^\\s|;]+)`, 'i').exec(command)
  return found?.[1]?.replace(/^["']|["']$/g, '')
}

const SPEAKERS: readonly RegExp[] = [
  /^VERBOSE: Connected to ([\w.-]+?)\.?\s*$/i,
  /^(?:Machine|Computer|コンピューター|Ordinateur|Equipo)\s*: ([\w-]+) \(/,
]

/** The server that a banner says the shell speaks with. */
export function speakerOf(line: string): string | undefined {
  for (const pattern of SPEAKERS) {
    const found = pattern.exec(line)?.[1]
    if (found !== undefined) return found
  }
  return undefined
}
