/** `DIR/mail.jsonl`: what became of each letter of the lab, for its console to show. Bounded; the newest counts. */
import { join } from 'node:path'
import { isoTime, type Clock } from '../core/clock.ts'
import { Appender } from '../disk/append.ts'
import type { Attempt } from './lab.ts'
import type { Pair } from './servers.ts'

const BYTES_MAX = 256 * 1024

export class MailJournal {
  readonly #appender: Appender
  readonly #clock: Clock

  constructor(root: string, clock: Clock) {
    const [path, previousPath] = [join(root, 'mail.jsonl'), join(root, 'mail.1.jsonl')]
    this.#clock = clock
    this.#appender = new Appender({ path, previousPath, bytesMax: BYTES_MAX, mode: 0o644 })
  }

  /** @throws HubtrustError DISK_WRITE_FAILED */
  write({ from, to }: Pair, attempt: Attempt): void {
    const about = { at: isoTime(this.#clock.nowMs()), from, to }
    const line =
      attempt.kind === 'delivered'
        ? { ...about, state: 'delivered', ...attempt.delivery }
        : { ...about, state: 'deferred', reason: attempt.reason }
    this.#appender.append(JSON.stringify(line))
  }

  close(): void {
    this.#appender.close()
  }
}
