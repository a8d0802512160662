/** A server of the inside that may push, from its admission to the end of its connection. */
import type { EdgeTalk } from '../../net/edge-talk.ts'
import { EDGE_IDS_MAX, type EdgeEntry, type EdgeFrame } from '../../wire/edge-frames.ts'
import type { Follow, SourceStep } from '../source.ts'
import type { Admitted } from './admission.ts'

/** What a frame comes to: a step, or the end of a pass. */
export interface Pushed {
  readonly step?: SourceStep
  readonly isSettled: boolean
}

interface Ground {
  readonly epoch: number
  /** What was there when the pass began. */
  readonly stamps: ReadonlyMap<string, string>
}

export class EdgeSession {
  readonly talk: EdgeTalk
  readonly admitted: Admitted
  /** What the edge has when the pass that is under way has settled. */
  stamps = new Map<string, string>()
  #named = new Set<string>()
  #isFirst = true
  #isDirty = false

  constructor(talk: EdgeTalk, admitted: Admitted) {
    this.talk = talk
    this.admitted = admitted
  }

  get server(): string {
    return this.admitted.server
  }

  get fingerprint(): string {
    return this.admitted.fingerprint
  }

  /** The first pass of a lease says everything, by what it changes and what it leaves. */
  get isFirst(): boolean {
    return this.#isFirst
  }

  /** In the middle of a pass. */
  get isDirty(): boolean {
    return this.#isDirty
  }

  begin(stamps: ReadonlyMap<string, string>): void {
    this.stamps = new Map(stamps)
    this.#isFirst = true
    this.#isDirty = false
    this.#named.clear()
  }

  settled(): void {
    this.#isFirst = false
    this.#isDirty = false
    this.#named.clear()
  }

  /** Undefined for a frame that may not come here, or of a lease that is over. */
  read(frame: EdgeFrame, { epoch }: Ground): Pushed | undefined {
    if (!('epoch' in frame) || frame.epoch !== epoch) return undefined
    if (frame.kind === 'entry') return this.#entry(frame.entry)
    if (frame.kind === 'gone') {
      this.#isDirty = true
      for (const id of frame.ids) this.stamps.delete(id)
      return { step: { kind: 'gone', ids: frame.ids }, isSettled: false }
    }
    if (frame.kind === 'settled') return { isSettled: true }
    // Nothing is known of the rest before the first pass has settled.
    if (frame.kind === 'current' && !this.#isDirty && !this.#isFirst)
      return { step: { kind: 'current' }, isSettled: false }
    return undefined
  }

  #entry({ certificates, changedAt, ...entry }: EdgeEntry): Pushed {
    this.#isDirty = true
    this.stamps.set(entry.id, entry.stamp)
    this.#named.add(entry.id)
    const ders = certificates.map((text) => Buffer.from(text, 'base64'))
    const told = { ...entry, place: entry.name, certificates: ders, ...(changedAt === undefined ? {} : { changedAt }) }
    return { step: { kind: 'entry', entry: told }, isSettled: false }
  }

  /** What the first pass did not name is as it was. */
  async tellPresent(follow: Follow, before: ReadonlyMap<string, string>): Promise<void> {
    if (!this.#isFirst) return
    const ids = [...before.keys()].filter((id) => this.stamps.has(id) && !this.#named.has(id))
    for (let at = 0; at < ids.length; at += EDGE_IDS_MAX)
      await follow.onStep({ kind: 'present', ids: ids.slice(at, at + EDGE_IDS_MAX) })
  }

  /** So that only what is different is sent. */
  async tellStamps(stamps: ReadonlyMap<string, string>): Promise<void> {
    const all = [...stamps]
    for (let at = 0; at <= all.length; at += EDGE_IDS_MAX) {
      const part = Object.fromEntries(all.slice(at, at + EDGE_IDS_MAX))
      await this.talk.send({ kind: 'have', stamps: part, isLast: at + EDGE_IDS_MAX > all.length })
    }
  }
}
