/** Uploaded files, out of multipart/form-data (RFC 7578), bounded before anything is taken apart. */
import { failure } from '../core/errors.ts'
import type { HttpRequest } from '../net/http.ts'
import type { Upload } from './commands.ts'

/** In memory while it is taken apart; larger evidence is judged on the server itself. */
const UPLOAD_BYTES_MAX = 64 * 1024 * 1024
const FILES_MAX = 2_000
const HEAD_BYTES_MAX = 4_096
const FIELD = 'file'

/** @throws HubtrustError CONSOLE_NOT_JSON, CONSOLE_BAD_REQUEST, NET_BODY_TOO_LARGE */
export async function uploadsIn(request: HttpRequest): Promise<readonly Upload[]> {
  const media = request.header('content-type') ?? ''
  // RFC 2046 §5.1.1: at most 70 characters.
  const [, quoted, plain] =
    /^multipart\/form-data\s*;.*\bboundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(media) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) throw failure('CONSOLE_NOT_JSON', { media: 'multipart/form-data' })
  const files = partsOf(await request.body(UPLOAD_BYTES_MAX), boundary)
  if (files.length === 0) throw failure('CONSOLE_BAD_REQUEST', { problem: `there is no field "${FIELD}"` })
  return files
}

function partsOf(body: Buffer, boundary: string): readonly Upload[] {
  const mark = Buffer.from(`\r\n--${boundary}`, 'latin1')
  const files: Upload[] = []
  // The first boundary has no line before it.
  let from = body.indexOf(mark.subarray(2)) === 0 ? mark.length - 2 : body.indexOf(mark) + mark.length
  for (let end = body.indexOf(mark, from); end >= 0; from = end + mark.length, end = body.indexOf(mark, from)) {
    const part = body.subarray(from, end)
    const head = part.subarray(0, HEAD_BYTES_MAX).indexOf('\r\n\r\n')
    if (head < 0) throw failure('CONSOLE_BAD_REQUEST', { problem: 'a part of the upload has no end of its headers' })
    const name = fileNameIn(part.subarray(0, head).toString('utf8'))
    if (name !== undefined) files.push({ name, bytes: part.subarray(head + 4) })
    if (files.length > FILES_MAX)
      throw failure('CONSOLE_BAD_REQUEST', { problem: `more than ${String(FILES_MAX)} files; put them into a zip` })
  }
  return files
}

/** Undefined for a field that is no file of ours. */
function fileNameIn(head: string): string | undefined {
  const [, disposition] = /^content-disposition:\s*form-data\s*;([^\r\n]*)/im.exec(head) ?? []
  if (disposition === undefined || /(?:^|;)\s*name="([^"]*)"/i.exec(disposition)?.[1] !== FIELD) return undefined
  return /;\s*filename="([^"]*)"/i.exec(disposition)?.[1]
}
