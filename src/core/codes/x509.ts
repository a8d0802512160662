import type { CodeEntry } from '../codes.ts'

export const X509_CODES = {} as const satisfies Readonly<Record<string, CodeEntry>>
