/** From method and path to the answer that is bound to them. */
import { failure } from '../core/errors.ts'
import type { Binding } from './binding.ts'

interface Found {
  readonly binding: Binding
  readonly place: Readonly<Record<string, string>>
}

export class Router {
  readonly #bindings: readonly { readonly binding: Binding; readonly parts: readonly string[] }[]

  constructor(bindings: readonly Binding[]) {
    this.#bindings = bindings.map((binding) => ({ binding, parts: binding.route.path.split('/') }))
  }

  /** @throws HubtrustError CONSOLE_NO_ROUTE, CONSOLE_METHOD, CONSOLE_BAD_REQUEST */
  find(method: string, path: string): Found {
    const parts = path.split('/').map(decoded)
    const fitting = this.#bindings.filter((each) => fits(each.parts, parts))
    // A name that is written out comes before one that stands for any.
    const literal = fitting.filter((each) => !each.binding.route.path.includes(':'))
    const chosen = (literal.length > 0 ? literal : fitting).find(({ binding }) => binding.route.method === method)
    if (chosen === undefined) {
      const shown = path.slice(0, 200)
      throw fitting.length > 0
        ? failure('CONSOLE_METHOD', { path: shown, method })
        : failure('CONSOLE_NO_ROUTE', { path: shown })
    }
    const pairs = chosen.parts.flatMap((part, at): readonly (readonly [string, string])[] =>
      part.startsWith(':') ? [[part.slice(1), parts[at] ?? '']] : [],
    )
    return { binding: chosen.binding, place: Object.fromEntries(pairs) }
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    throw failure('CONSOLE_BAD_REQUEST', { problem: 'the path is not encoded as it should be' }, error)
  }
}

function fits(wanted: readonly string[], parts: readonly string[]): boolean {
  return wanted.length === parts.length && wanted.every((part, at) => part.startsWith(':') || part === parts[at])
}
