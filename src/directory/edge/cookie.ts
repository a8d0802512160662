/** What an edge has, as the cookie of its copy: by id the stamp the inside gave it. Kept with the pass that brought it. */
import * as v from 'valibot'

const stamps = v.record(v.string(), v.string())

export function cookieOf(all: ReadonlyMap<string, string>): string {
  return JSON.stringify(Object.fromEntries(all))
}

/** Nothing when it is none. */
export function stampsIn(cookie: string | undefined): Map<string, string> {
  if (cookie === undefined) return new Map()
  try {
    const { success, output } = v.safeParse(stamps, JSON.parse(cookie))
    return new Map(success ? Object.entries(output) : [])
  } catch {
    return new Map()
  }
}
