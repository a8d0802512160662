/** The configuration after reading: every default filled in, every duration in milliseconds, every path absolute. */
import type { HostNames } from './names.ts'
import type { Role } from './server.ts'

export const HANDOFFS = ['proxy-v2', 'xclient', 'plain'] as const
export type Handoff = (typeof HANDOFFS)[number]

/** `tls` offers STARTTLS, `exchange-server` offers X-ANONYMOUSTLS (AuthMechanism of a receive connector). */
export const AUTH_MECHANISMS = ['tls', 'exchange-server'] as const
export type AuthMechanism = (typeof AUTH_MECHANISMS)[number]

export interface Address {
  readonly host: string
  readonly port: number
}

export interface ReceiveConnector {
  readonly name: string
  readonly listen: Address
  /** The name in the banner and for STARTTLS certificate selection. */
  readonly fqdn: string
  readonly auth: readonly AuthMechanism[]
  /** `dedicated`: the peer must be trusted. `shared`: an unknown certificate, or none, makes it anonymous. */
  readonly mode: 'dedicated' | 'shared'
  /** `shared` only: whether mail without TLS is let through to the server behind. */
  readonly plaintext: boolean
  readonly backend: Address
  readonly handoff: Handoff
  /** `defer` answers a refused peer 454, `reject` 550; doubt is always deferred. */
  readonly refusal: 'defer' | 'reject'
  /** `reject`: a bare LF or CR in a command before the hand-off ends the session; after it nothing is looked at. */
  readonly bareLf: 'pass' | 'reject'
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
}

export interface SendConnector {
  readonly name: string
  /** The server of the directory this connector reaches: only its certificates are accepted. */
  readonly peer: string
  readonly listen: Address
  /** Tried in order; empty means what the directory says. */
  readonly addresses: readonly Address[]
}

/** `device`: entries of `device` with `pkiUser`; `active-directory`: computer objects; `exchange`: the servers of an Exchange organization, only read. */
export const LDAP_MAPPINGS = ['device', 'active-directory', 'exchange'] as const
export type LdapMapping = (typeof LDAP_MAPPINGS)[number]

/** `auto` takes the best the server offers: content synchronization (RFC 4533), DirSync, else polling. */
export const LDAP_FOLLOWS = ['auto', 'sync', 'dirsync', 'poll'] as const

export type LdapBind =
  | { readonly method: 'anonymous' }
  /** By the certificate shown in TLS, or by the account on the other end of ldapi (SASL EXTERNAL). */
  | { readonly method: 'external' }
  | { readonly method: 'simple'; readonly dn: string; readonly password: LdapPassword }

/** Where the password is; itself it is never in the configuration. */
export type LdapPassword = { readonly file: string } | { readonly variable: string }

export interface LdapSettings {
  /** `ldaps://host[:port]`, `ldap://host[:port]` or `ldapi://%2Fpath`, in the order they are tried. */
  readonly urls: readonly string[]
  readonly base: string
  readonly mapping: LdapMapping
  /** Narrows what the mapping asks for; an LDAP filter (RFC 4515). */
  readonly filter: string | undefined
  readonly startTls: boolean
  /** PEM; the system's authorities when undefined. */
  readonly caFile: string | undefined
  /** SHA-256 of the directory server's certificate, 64 upper-case hexadecimal digits; then no authority is asked. */
  readonly pins: readonly string[]
  /** PEM, shown to the directory server: for `external`. */
  readonly certificateFile: string | undefined
  readonly keyFile: string | undefined
  readonly bind: LdapBind
  readonly follow: (typeof LDAP_FOLLOWS)[number]
  readonly pollMs: number
}

/** `embedded`: a file on this machine. `ldap`: elsewhere. `edge`: whatever the inside pushes here. */
export const DIRECTORY_KINDS = ['embedded', 'ldap', 'edge'] as const
export type DirectoryKind = (typeof DIRECTORY_KINDS)[number]

/** Where an edge takes what the inside pushes. */
export interface EdgeSettings {
  readonly listen: Address
  /** How long one server may push before it must have said something, in milliseconds. */
  readonly leaseMs: number
}

/** When a withdrawal of many at once is held until somebody confirms it, or another server of the directory says the same. */
export interface GuardSettings {
  /** Of the servers that are trusted, between 0 and 1. */
  readonly shareMax: number
  /** Up to so many are never held. */
  readonly countMin: number
}

/** A socket that is a file, or an address. */
export type Place = { readonly kind: 'file'; readonly path: string } | ({ readonly kind: 'address' } & Address)

export interface PolicyLane {
  /** Shown in events. */
  readonly name: string
  readonly listen: Place
  /** `dedicated`: only servers of the directory come in. `shared`: a stranger is none of ours. */
  readonly mode: 'dedicated' | 'shared'
  /** `dedicated` only: `defer` answers a stranger 450, `reject` 550; doubt is always deferred. */
  readonly refusal: 'defer' | 'reject'
}

/** Own key and certificate in one file, as `smtpd_tls_chain_files` of Postfix and `tls_certificate` of Exim want it. */
export interface ChainFile {
  readonly path: string
  readonly mode: number
  readonly group: string
  /** What makes the mail server read it again; empty for nothing. */
  readonly reload: readonly string[]
  /** Least time between two reloads, in milliseconds. */
  readonly reloadEveryMs: number
}

/** What this machine's Postfix may ask. */
export interface PostfixServices {
  /** Where its processes work; sockets with a relative path are under it. */
  readonly queueDirectory: string
  /** Where the maps `tls-policy` and `ccert` are. */
  readonly socketmap: readonly Place[]
  readonly policy: readonly PolicyLane[]
  /** Who may open the sockets that are files. */
  readonly group: string
  /** Further attributes of each TLS policy. */
  readonly attributes: readonly string[]
  /** Domains whose next hop is a server of the directory, in lower case. */
  readonly domains: readonly { readonly domain: string; readonly server: string }[]
  readonly chain: ChainFile | undefined
}

/** What this machine's Exim may ask. */
export interface EximServices {
  /** Where `readsocket` asks. */
  readonly check: Place
  /** Shown in events. */
  readonly name: string
  /** `defer` answers a stranger 450, `reject` 550; doubt is always deferred. */
  readonly refusal: 'defer' | 'reject'
  /** Who may open the socket when it is a file. */
  readonly group: string
  readonly chain: ChainFile | undefined
}

/** The console in the browser, and its API. */
export interface ConsoleSettings {
  readonly listen: Address
  /** PEM files; needed beyond loopback. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  /** Names it is opened by, beside those of loopback and the server's. */
  readonly allowedHosts: readonly string[]
}

export interface Configuration {
  /** The file it was read from. */
  readonly path: string
  readonly server: {
    readonly name: string
    readonly roles: readonly Role[]
    /** Names stated by the administrator in place of the collected ones. */
    readonly hostNames: Partial<HostNames>
  }
  /** The account that must be able to read the private keys. */
  readonly account: string
  readonly stateFolder: string
  readonly runFolder: string
  readonly directory: {
    readonly kind: DirectoryKind
    /** The embedded directory, or the copy of the one that is elsewhere. */
    readonly path: string
    readonly maxStaleMs: number
    /** With `ldap` only. */
    readonly ldap: LdapSettings | undefined
    /** With `edge` only. */
    readonly edge: EdgeSettings | undefined
    readonly guard: GuardSettings
  }
  readonly trust: { readonly expired: 'warn' | 'refuse' }
  readonly expiryWarningMs: number
  readonly gateway: {
    readonly processes: number
    readonly handshakesInFlightMax: number
    readonly receive: readonly ReceiveConnector[]
    readonly send: readonly SendConnector[]
  }
  /** Undefined when no Postfix asks. */
  readonly postfix: PostfixServices | undefined
  /** Undefined when no Exim asks. */
  readonly exim: EximServices | undefined
  readonly events: { readonly bytesMax: number; readonly repeatWindowMs: number }
  /** Undefined when there is no console. */
  readonly console: ConsoleSettings | undefined
}
