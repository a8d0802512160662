import type { CodeEntry } from '../codes.ts'

export const STORE_CODES = {} as const satisfies Readonly<Record<string, CodeEntry>>
