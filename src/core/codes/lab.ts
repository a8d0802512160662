import type { CodeEntry } from '../codes.ts'

export const LAB_CODES = {} as const satisfies Readonly<Record<string, CodeEntry>>
