/** The trace tags of the article (ExTRA: component\tag), plus our own for directory sync. */
export const TRACE_TAGS = [
  'Common\\Certificate',
  'NetworkingLayer\\Certificate',
  'Transport\\Certificate',
  'Directory\\Sync',
] as const
export type TraceTag = (typeof TRACE_TAGS)[number]

/** Writes one trace line. `detail` is built only when the tag is on. */
export type Trace = (tag: TraceTag, message: string, detail?: () => Readonly<Record<string, unknown>>) => void

export const noTrace: Trace = () => undefined
