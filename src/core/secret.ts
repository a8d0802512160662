/** A value that must not be seen: it prints as `[secret]` wherever somebody writes it by accident. */
import { createHash, timingSafeEqual } from 'node:crypto'

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value
  }

  /** Compares in a time that does not depend on where the two differ. */
  equals(other: string): boolean {
    return timingSafeEqual(digest(this.#value), digest(other))
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [INSPECT](): string {
    return '[secret]'
  }
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}
