/** Security identifiers as Windows stores them: `S-1-5-20` is NETWORK SERVICE. */
import type { ByteView } from './byte-view.ts'

const PARTS_MAX = 15

/** Empty when the bytes are none. */
export function sidAt(view: ByteView, at: number, size: number): string {
  const count = view.u8(at + 1)
  if (size < 8 || view.u8(at) !== 1 || count > PARTS_MAX || size < 8 + count * 4) return ''
  const parts = Array.from({ length: count }, (_, index) => view.u32(at + 8 + index * 4))
  return ['S', 1, view.u8(at + 7), ...parts].join('-')
}
