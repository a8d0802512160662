/** Reads numbers out of what child processes print. */

export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('a load generator printed no object')
  return Object.fromEntries(Object.entries(value))
}

export function numberOf(object: Readonly<Record<string, unknown>>, key: string): number {
  const value = object[key]
  if (typeof value !== 'number') throw new TypeError(`a load generator printed no number for ${key}`)
  return value
}
