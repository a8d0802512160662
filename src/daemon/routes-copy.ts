/** What Postfix's questions need beside the index, kept with the last known good state, so that a restart answers without the directory. */
import * as v from 'valibot'
import { readTextIfPresent, writeAtomic } from '../disk/files.ts'
import { NO_ROUTES, type Routes } from '../postfix/routes.ts'

const BYTES_MAX = 256 * 1024 * 1024

const COPY = v.object({
  servers: v.array(v.tuple([v.string(), v.array(v.string())])),
  disabled: v.array(v.string()),
  validity: v.array(
    v.tuple([v.string(), v.object({ notBeforeMs: v.number(), notAfterMs: v.number(), thumbprint: v.string() })]),
  ),
})

/** @throws HubtrustError DISK_WRITE_FAILED */
export function writeRoutes(path: string, { servers, disabled, validity }: Routes): void {
  writeAtomic(path, JSON.stringify({ servers: [...servers], disabled: [...disabled], validity: [...validity] }), {
    mode: 0o640,
  })
}

/** None when there is no copy. @throws HubtrustError DISK_READ_FAILED, SyntaxError, ValiError when it is damaged */
export function readRoutes(path: string): Routes {
  const text = readTextIfPresent(path, { bytesMax: BYTES_MAX })
  if (text === undefined) return NO_ROUTES
  const { servers, disabled, validity } = v.parse(COPY, JSON.parse(text))
  return { servers: new Map(servers), disabled: new Set(disabled), validity: new Map(validity) }
}
