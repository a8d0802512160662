/** Postfix's socketmap protocol (socketmap_table(5)): a netstring `MAP KEY` asks, a netstring `OK DATA` answers. */
import { netstring } from './netstring.ts'

/** What Postfix asks at most (socketmap_max_query_size, 3.12); longer ones would be a table that is not ours. */
export const SOCKETMAP_REQUEST_BYTES_MAX = 10_000
/** What Postfix reads at most (socketmap_max_reply_size). */
const REPLY_BYTES_MAX = 100_000
/** What Postfix puts into its log of a reason. */
const REASON_MAX = 200

export interface SocketmapRequest {
  readonly map: string
  readonly key: string
}

/** Undefined when there is no space between a map and its key. */
export function socketmapRequest(text: string): SocketmapRequest | undefined {
  const gap = text.indexOf(' ')
  return gap < 1 ? undefined : { map: text.slice(0, gap), key: text.slice(gap + 1) }
}

export type SocketmapReply =
  | { readonly kind: 'ok'; readonly data: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'temporary'; readonly reason: string }
  | { readonly kind: 'permanent'; readonly reason: string }

/**
 * The bytes of a reply, one a character. An answer without data, or with more than Postfix reads, would be taken for a
 * broken table: it becomes a temporary failure that says so.
 */
export function formatSocketmapReply(reply: SocketmapReply): string {
  switch (reply.kind) {
    case 'not-found':
      return NOT_FOUND
    case 'ok': {
      const data = plain(reply.data)
      if (data === '') return formatSocketmapReply({ kind: 'temporary', reason: 'the answer is empty' })
      if (data.length > REPLY_BYTES_MAX - 3)
        return formatSocketmapReply({ kind: 'temporary', reason: 'the answer is longer than Postfix reads' })
      return netstring(`OK ${data}`)
    }
    case 'temporary':
      return netstring(`TEMP ${plain(reply.reason).slice(0, REASON_MAX)}`)
    case 'permanent':
      return netstring(`PERM ${plain(reply.reason).slice(0, REASON_MAX)}`)
  }
}

const NOT_FOUND = netstring('NOTFOUND ')

/** Printable ASCII: one byte a character, and nothing that could forge a line of a log. */
function plain(text: string): string {
  return text.replace(/[^ -~]/g, '?')
}
