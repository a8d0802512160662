/** Handshakes as somebody who asked for this server would have made them. */
import type { HandshakeFacts } from '../../../src/model/facts.ts'
import { fingerprintOf } from '../../trust/store.ts'
import { SELF } from '../facts.ts'

/** Answered with the certificate of that label. */
export function handshake(label: string, address = `${SELF}:25`): HandshakeFacts {
  return { address, steps: [], presented: fingerprintOf(label), subject: `CN=${label}`, ms: 5 }
}
