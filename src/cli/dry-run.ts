/**
 * `--dry-run` of a command that changes store or directory: it goes its whole way, with every check and every refusal, up to
 * the first change, and says what it would do. What refuses to change is store and directory themselves, so that no command
 * can forget it.
 */
import type { Directory } from '../directory/contract.ts'
import type { PlainWord } from '../model/words.ts'
import type { CertificateStore } from '../store/contract.ts'

/** Thrown in place of the first change. */
export class DryRunEnded extends Error {
  readonly word: PlainWord

  constructor(word: PlainWord) {
    super('a dry run changes nothing')
    this.word = word
  }
}

const STORE_CHANGES: Readonly<Partial<Record<PropertyKey, PlainWord>>> = {
  add: 'dry-run.store-add',
  addRequest: 'dry-run.store-request',
  completeRequest: 'dry-run.store-complete',
  setServices: 'dry-run.store-services',
  grantKeyRead: 'dry-run.store-services',
  remove: 'dry-run.store-remove',
}

const DIRECTORY_CHANGES: Readonly<Partial<Record<PropertyKey, PlainWord>>> = {
  add: 'dry-run.directory-add',
  change: 'dry-run.directory-change',
  remove: 'dry-run.directory-remove',
  publish: 'dry-run.directory-publish',
  withdraw: 'dry-run.directory-withdraw',
}

export function unchangingStore(store: CertificateStore): CertificateStore {
  return unchanging(store, STORE_CHANGES)
}

export function unchangingDirectory(directory: Directory): Directory {
  return unchanging(directory, DIRECTORY_CHANGES)
}

function unchanging<T extends object>(thing: T, changes: Readonly<Partial<Record<PropertyKey, PlainWord>>>): T {
  return new Proxy(thing, {
    get: (target, name) => {
      const word = changes[name]
      if (word !== undefined) {
        return () => {
          throw new DryRunEnded(word)
        }
      }
      const value: unknown = Reflect.get(target, name)
      // Private fields are reached only from the object itself.
      return typeof value === 'function' ? (...words: unknown[]): unknown => Reflect.apply(value, target, words) : value
    },
  })
}
