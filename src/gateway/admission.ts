/** How many connections a connector takes, in all and from one address. */
export class Admission {
  readonly #max: number
  readonly #perAddressMax: number
  readonly #perAddress = new Map<string, number>()
  #open = 0

  constructor({ max, perAddressMax }: { readonly max: number; readonly perAddressMax: number }) {
    this.#max = max
    this.#perAddressMax = perAddressMax
  }

  /** False when the connection must be turned away; otherwise `leave` must follow when it closes. */
  enter(address: string): boolean {
    const fromAddress = this.#perAddress.get(address) ?? 0
    if (this.#open >= this.#max || fromAddress >= this.#perAddressMax) return false
    this.#open += 1
    this.#perAddress.set(address, fromAddress + 1)
    return true
  }

  leave(address: string): void {
    this.#open -= 1
    const left = (this.#perAddress.get(address) ?? 1) - 1
    if (left > 0) this.#perAddress.set(address, left)
    else this.#perAddress.delete(address)
  }

  get open(): number {
    return this.#open
  }
}
