/**
 * Where the readers of mail logs put sessions. A log holds millions that are alike: of each kind the first `ALIKE_MAX` are handed
 * out, and at the end the last, which stands for the rest. At the end it says what the log covers.
 */
import type { ByteSource, Findings } from './contract.ts'
import type { CollectionObservation, SessionObservation } from './observation.ts'

const ALIKE_MAX = 20
const KINDS_MAX = 10_000

export class SessionSink {
  readonly #source: ByteSource
  readonly #findings: Findings
  readonly #alike = new Map<string, number>()
  readonly #last = new Map<string, SessionObservation>()
  #sessions = 0
  #from: string | undefined
  #to: string | undefined

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  put(session: SessionObservation): void {
    this.#sessions += 1
    const kind = kindOf(session)
    const before = this.#alike.get(kind) ?? 0
    if (before === 0 && this.#alike.size >= KINDS_MAX) return
    this.#alike.set(kind, before + 1)
    if (before >= ALIKE_MAX) {
      this.#last.set(kind, session)
      return
    }
    this.#findings.observed(session)
  }

  /** A time that a line of the log has, ISO 8601. */
  saw(time: string): void {
    if (this.#from === undefined || time < this.#from) this.#from = time
    if (this.#to === undefined || time > this.#to) this.#to = time
  }

  /** @param of what else the log says of itself */
  finish(by: string, of: Pick<Partial<CollectionObservation>, 'server' | 'version' | 'evidence'> = {}): void {
    for (const [kind, session] of this.#last) {
      const alike = (this.#alike.get(kind) ?? 0) - ALIKE_MAX
      this.#findings.observed(alike > 1 ? { ...session, alike } : session)
    }
    if (this.#sessions === 0 && this.#from === undefined) return
    this.#findings.observed({
      kind: 'collection',
      evidence: { source: this.#source.name },
      ...of,
      by,
      records: this.#sessions,
      ...(this.#from === undefined ? {} : { from: this.#from }),
      ...(this.#to === undefined ? {} : { to: this.#to }),
    })
  }
}

/** Everything but which session it was, when, and where it stands. The port of whoever connects is another one every time. */
function kindOf({ remote = '', error = '', ...session }: SessionObservation): string {
  const { direction, connector, tls, outcome, sentThumbprint, receivedThumbprint } = session
  const { offersAnonymousTls, offersStartTls, isRewritten } = session
  const who = [direction, connector, direction === 'inbound' ? remote.replace(/:\d+$/, '') : remote]
  const what = [tls, outcome, sentThumbprint, receivedThumbprint, offersAnonymousTls, offersStartTls, isRewritten]
  return JSON.stringify([...who, ...what, error.replace(/\d+/g, '0').slice(0, 80)])
}
