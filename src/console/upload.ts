/** Uploaded files, out of multipart/form-data (RFC 7578), bounded before anything is taken apart. */
import { failure } from '../core/errors.ts'
import type { HttpRequest } from '../net/http.ts'
import type { Upload } from './commands.ts'

/** In memory while it is taken apart; larger evidence is judged on the server itself. */
const UPLOAD_BYTES_MAX = 64 * 1024 * 1024
const FILES_MAX = 2_000

/** @throws HubtrustError CONSOLE_NOT_JSON, CONSOLE_BAD_REQUEST, NET_BODY_TOO_LARGE */
export async function uploadsIn(request: HttpRequest): Promise<readonly Upload[]> {
  const media = request.header('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(media)) throw failure('CONSOLE_NOT_JSON', { media: 'multipart/form-data' })
  const bytes = await request.body(UPLOAD_BYTES_MAX)
  const files = (await formIn(bytes, media)).getAll('file').filter((part) => typeof part !== 'string')
  if (files.length === 0) throw failure('CONSOLE_BAD_REQUEST', { problem: 'there is no field "file"' })
  if (files.length > FILES_MAX)
    throw failure('CONSOLE_BAD_REQUEST', { problem: `more than ${String(FILES_MAX)} files; put them into a zip` })
  return Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })))
}

/** The parser that Node has for its own `fetch`. */
async function formIn(bytes: Buffer, media: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': media } }).formData()
  } catch (error) {
    throw failure('CONSOLE_BAD_REQUEST', { problem: 'the body is no multipart/form-data' }, error)
  }
}
