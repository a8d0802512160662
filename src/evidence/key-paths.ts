/** Which paths are private keys that mail's certificates may have, and which processes are the transport's. */

/** The folders' own names are the same in every language; what stands before them is not, and may be shortened (`DOCUME~1`). */
const WINDOWS_KEY = /\\crypto\\(?:rsa\\(?:machinekeys|machin~\d)|keys|systemkeys)(?:\\|$)/i
const WINDOWS_KEY_FILE = /\\crypto\\(?:rsa\\(?:machinekeys|machin~\d)|keys|systemkeys)\\[^\\]+$/i
const UNIX_KEY =
  /\/(?:hubtrust\/keys|ssl\/private|tls\/private)\/[^/\\]+$|(?:^|\/)(?:[^/\\]*key[^/\\]*\.pem|[^/\\]+\.key)$/i

export function isKeyPath(path: string): boolean {
  return WINDOWS_KEY.test(path) || UNIX_KEY.test(path)
}

/** A key file itself, not the folder. */
export function isKeyFile(path: string): boolean {
  return WINDOWS_KEY_FILE.test(path) || UNIX_KEY.test(path)
}

/** Filemon cuts names at 15 or 16 characters. */
const WINDOWS_TRANSPORT = /^(?:edgetransport|msexchangetransp\w*|msexchangefront\w*)(?:\.e?x?e?)?$/i
const UNIX_TRANSPORT = /^(?:hubtrust|smtpd?|tlsproxy|tlsmgr|postscreen|lmtp|exim4?)$/

/** The services that speak SMTP. Others may open the same keys for reasons of their own. */
export function isTransport(process: string): boolean {
  const name = process.slice(Math.max(process.lastIndexOf('\\'), process.lastIndexOf('/')) + 1)
  return WINDOWS_TRANSPORT.test(name) || UNIX_TRANSPORT.test(name)
}

/** Refused, as every tool says it. */
const DENIED = /^(?:ACCESS[ _]DENIED|STATUS_ACCESS_DENIED|0xC0000022|PRIVILEGE NOT HELD|0xC0000061|EACCES|EPERM)$/i
/** Not there, or held by another: for a key file of the transport's that is a failure as well. */
const FAILED = /^(?:NAME NOT FOUND|NO SUCH FILE|FILE NOT FOUND|SHARING VIOLATION|0xC0000034|0xC0000043|ENOENT)$/i

export function isDenied(result: string): boolean {
  return DENIED.test(result)
}

export function isFailure(result: string): boolean {
  return DENIED.test(result) || FAILED.test(result)
}
