/** The directory as a running program knows it: read here, and followed into its copy where it is elsewhere. */
import type { Source } from '../directory/source.ts'
import { DirectoryFollow } from './directory-follow.ts'
import { DirectorySync, type SyncOptions } from './directory-sync.ts'

const LOOK_AGAIN_MS = 20

export interface KnownOptions extends Omit<SyncOptions, 'standing'> {
  /** What stands behind a directory that is elsewhere. */
  readonly source: Source | undefined
}

export class KnownDirectory {
  readonly sync: DirectorySync
  /** Undefined where the directory is on this machine. */
  readonly follow: DirectoryFollow | undefined
  #isClosed = false

  constructor({ source, ...options }: KnownOptions) {
    const onSettled = () => {
      if (!this.#isClosed) this.sync.told()
    }
    const follow = source === undefined ? undefined : new DirectoryFollow({ ...options, source, onSettled })
    this.follow = follow
    this.sync = new DirectorySync({ ...options, ...(follow === undefined ? {} : { standing: () => follow.standing }) })
  }

  /** @throws HubtrustError DIRECTORY_*, when it cannot be read and no usable copy of it is there; DISK_WRITE_FAILED */
  start(): void {
    this.follow?.open()
    this.sync.start()
    this.follow?.start()
  }

  /** Resolves when it was read, or so many milliseconds later: one that is elsewhere may be away. */
  async untilRead(withinMs: number): Promise<void> {
    const signal = AbortSignal.timeout(withinMs)
    while (this.sync.state.index === undefined && !signal.aborted && !this.#isClosed)
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.follow?.close()
    this.sync.close()
  }
}
