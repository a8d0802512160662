/** What this gateway answers for the Postfix of this machine, asked where it listens and through Postfix's own programs. */
import type { HandshakeFacts } from './facts.ts'

/** A socket for Postfix's questions. */
export interface PostfixDoorFacts {
  readonly kind: 'socketmap' | 'policy'
  /** The maps, or the name of the lane. */
  readonly name: string
  /** `unix:/path` or `host:port`. */
  readonly place: string
  /** Policy lanes only. */
  readonly mode?: 'dedicated' | 'shared'
  readonly answers: boolean
  /** Why there was no answer. */
  readonly problem?: string
}

/** What one table of `smtp_tls_policy_maps` says about one server, asked with `postmap -q`. */
export interface PostfixAnswerFacts {
  readonly server: string
  /** The next hop, as Postfix spells it. */
  readonly hop: string
  readonly table: string
  /** Whether it is the table of this gateway. */
  readonly isOurs: boolean
  readonly kind: 'pinned' | 'other' | 'not-found' | 'failed'
  /** Its words, or those of the failure. */
  readonly answer: string
}

/** A line of a table of `transport_maps` that leads to a server of the directory. */
export interface PostfixRouteFacts {
  readonly table: string
  readonly key: string
  readonly transport: string
  readonly server: string
}

/** A file that Postfix reads key and certificate from; nothing of the key. */
export interface PostfixFileFacts {
  readonly path: string
  /** Fingerprint and thumbprint of the first certificate in it. */
  readonly fingerprint?: string
  readonly thumbprint?: string
  /** The system's code, or `no-certificate`, `no-key`. */
  readonly problem?: string
}

export type PostfixServiceFacts =
  | { readonly isConfigured: false }
  | {
      readonly isConfigured: true
      readonly queueDirectory: string
      readonly doors: readonly PostfixDoorFacts[]
      readonly answers: readonly PostfixAnswerFacts[]
      readonly routes: readonly PostfixRouteFacts[]
      readonly files: readonly PostfixFileFacts[]
      /** What the services that ask the policy service show to a peer, by service. */
      readonly lanes: readonly { readonly service: string; readonly handshake: HandshakeFacts }[]
      /** Where the gateway keeps key and certificate for it. */
      readonly chain?: string
      /** What the configuration adds to each TLS policy, with the version of Postfix each is known since. */
      readonly attributes: readonly { readonly name: string; readonly since: string }[]
    }
