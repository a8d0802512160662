/** Every code of a HubtrustError, one file a room so that they can be read beside the room. Never rename, never reuse. */
import type { Text } from './text.ts'
import { CLI_CODES } from './codes/cli.ts'
import { CONFIG_CODES } from './codes/config.ts'
import { CONSOLE_CODES } from './codes/console.ts'
import { DAEMON_CODES } from './codes/daemon.ts'
import { DIRECTORY_CODES } from './codes/directory.ts'
import { DISK_CODES } from './codes/disk.ts'
import { EDGE_CODES } from './codes/edge.ts'
import { EVIDENCE_CODES } from './codes/evidence.ts'
import { LAB_CODES } from './codes/lab.ts'
import { LIBRARY_CODES } from './codes/library.ts'
import { NET_CODES } from './codes/net.ts'
import { POSTFIX_CODES } from './codes/postfix.ts'
import { SETUP_CODES } from './codes/setup.ts'
import { STORE_CODES } from './codes/store.ts'
import { TRUST_CODES } from './codes/trust.ts'
import { X509_CODES } from './codes/x509.ts'

export interface CodeEntry {
  readonly message: Text
  readonly remedy: Text
  readonly retry: boolean
}

export const CODES = {
  ...CLI_CODES,
  ...CONFIG_CODES,
  ...CONSOLE_CODES,
  ...DAEMON_CODES,
  ...DIRECTORY_CODES,
  ...DISK_CODES,
  ...EDGE_CODES,
  ...EVIDENCE_CODES,
  ...LAB_CODES,
  ...LIBRARY_CODES,
  ...NET_CODES,
  ...POSTFIX_CODES,
  ...SETUP_CODES,
  ...STORE_CODES,
  ...TRUST_CODES,
  ...X509_CODES,
} as const satisfies Readonly<Record<string, CodeEntry>>

export type Code = keyof typeof CODES
