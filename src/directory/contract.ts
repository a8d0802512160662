/**
 * The directory: which servers there are, and which certificates are theirs. Reading is answered from this machine at
 * once, whatever stands behind; changes go to whatever stands behind, and are compare-and-set by a server's version.
 */
import type { Role, Server, TrustEntry } from '../model/server.ts'

export interface NewServer {
  readonly name: string
  readonly roles: readonly Role[]
  readonly addresses: readonly string[]
}

export interface ServerChange {
  /** Refuse with DIRECTORY_CONFLICT when the server has another version by now. */
  readonly expectedVersion?: number
  readonly enabled?: boolean
  readonly roles?: readonly Role[]
  readonly addresses?: readonly string[]
}

/** One line of a certificate's story in the directory. */
export interface HistoryEntry {
  readonly server: string
  readonly action: 'published' | 'withdrawn'
  readonly at: string
}

/** What is known of the directory on this machine. */
export interface DirectoryReader {
  /** By name. */
  servers(): readonly Server[]
  server(name: string): Server | undefined
  certificateDer(fingerprint: string): Uint8Array | undefined
  /** Oldest first; also of certificates that are withdrawn. */
  history(fingerprint: string): readonly HistoryEntry[]
  /** What the trust index is built from: enabled servers only. */
  trustEntries(): Iterable<TrustEntry>
  /** Grows with every change, whoever made it. */
  changeNumber(): number
  /** Tells every change, also of other processes, within 300 ms; `onProblem` when the directory could not be asked. */
  watch(onChange: (changeNumber: number) => void, onProblem?: (error: unknown) => void): { close(): void }
  close(): void
}

export interface PublishOptions {
  /** Refuse with DIRECTORY_CONFLICT when the server has another version by now. */
  readonly expectedVersion?: number
}

export interface Directory extends DirectoryReader {
  /** @throws HubtrustError DIRECTORY_SERVER_EXISTS, DIRECTORY_BAD_NAME */
  add(server: NewServer): Server | Promise<Server>
  /** @throws HubtrustError DIRECTORY_UNKNOWN_SERVER, DIRECTORY_CONFLICT */
  change(name: string, change: ServerChange): Server | Promise<Server>
  /** With everything published for it. @throws HubtrustError DIRECTORY_UNKNOWN_SERVER */
  remove(name: string): void | Promise<void>
  /**
   * Publishing what is published already changes nothing.
   *
   * @throws HubtrustError DIRECTORY_UNKNOWN_SERVER, DIRECTORY_DUPLICATE, DIRECTORY_CA_CERTIFICATE, DIRECTORY_CONFLICT
   */
  publish(name: string, certificateDer: Uint8Array, options?: PublishOptions): Server | Promise<Server>
  /** @throws HubtrustError DIRECTORY_UNKNOWN_SERVER, DIRECTORY_NOT_PUBLISHED */
  withdraw(name: string, fingerprint: string): Server | Promise<Server>
}

/** A directory on this machine: a change is in force when the call returns. */
export interface LocalDirectory extends Directory {
  /** The server a certificate is published for, enabled or not. */
  ownerOf(fingerprint: string): string | undefined
  add(server: NewServer): Server
  change(name: string, change: ServerChange): Server
  remove(name: string): void
  publish(name: string, certificateDer: Uint8Array, options?: PublishOptions): Server
  withdraw(name: string, fingerprint: string): Server
}
