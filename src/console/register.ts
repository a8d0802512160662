/** Lists that commands change and the running console reads: accounts, tokens, links. A file each, read again when it changed. */
import { dirname } from 'node:path'
import * as v from 'valibot'
import { failure, reasonOf } from '../core/errors.ts'
import { makeFolder, readTextIfPresent, statOf, writeAtomic } from '../disk/files.ts'

const FILE_BYTES_MAX = 4 * 1024 * 1024

export interface Owner {
  readonly uid: number
  readonly gid: number
}

export interface RegisterOptions<T> {
  readonly path: string
  readonly item: v.GenericSchema<unknown, T>
  /** The account of the gateway, when whoever writes is root. */
  readonly owner: Owner | undefined
}

export class Register<T> {
  readonly #options: RegisterOptions<T>
  #stamp = ''
  #items: readonly T[] = []

  constructor(options: RegisterOptions<T>) {
    this.#options = options
  }

  /** @throws HubtrustError CONSOLE_FILE_DAMAGED, DISK_READ_FAILED */
  read(): readonly T[] {
    const { path, item } = this.#options
    const found = statOf(path)
    const stamp = found === undefined ? '' : [found.ino, found.mtimeMs, found.size].join()
    if (stamp === this.#stamp) return this.#items
    const text = readTextIfPresent(path, { bytesMax: FILE_BYTES_MAX }) ?? '[]'
    try {
      this.#items = v.parse(v.array(item), JSON.parse(text))
    } catch (error) {
      throw failure('CONSOLE_FILE_DAMAGED', { path, reason: reasonOf(error) }, error)
    }
    this.#stamp = stamp
    return this.#items
  }

  /** @throws HubtrustError DISK_WRITE_FAILED */
  write(items: readonly T[]): void {
    const { path, owner } = this.#options
    const as = owner === undefined ? {} : { owner: owner.uid, group: owner.gid }
    makeFolder(dirname(path), { mode: 0o700, ...as })
    writeAtomic(path, `${JSON.stringify(items, undefined, 2)}\n`, { mode: 0o600, ...as })
  }
}
