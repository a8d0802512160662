/**
 * The built pages: what lies in one folder, known by name from the start. A path that is no name of it is no file, so there is
 * nothing to climb out of.
 */
import { brotliCompress, constants, gzip } from 'node:zlib'
import { extname, join } from 'node:path'
import { fileExists, listFolder, readBytes } from '../disk/files.ts'
import type { Lang } from '../core/text.ts'
import { say } from '../model/words.ts'
import type { HttpAnswer, HttpRequest } from '../net/http.ts'

const MEDIA: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}
const PACKED = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt'])
/** Their names change with what is in them. */
const FOREVER = 'public, max-age=31536000, immutable'

type Packing = 'br' | 'gzip'

interface Page {
  readonly bytes: Buffer
  readonly media: string
  readonly isAsset: boolean
  /** Of text; pictures and fonts are packed already. */
  readonly canPack: boolean
  readonly packed: Map<Packing, Promise<Buffer>>
}

export class Pages {
  readonly #pages: ReadonlyMap<string, Page>

  /** @param folder where `npm run build` puts them; it may not be there */
  constructor(folder: string | undefined) {
    this.#pages = folder === undefined || !fileExists(join(folder, 'index.html')) ? new Map() : pagesIn(folder)
  }

  /** Every path that is no file is a page of the one application, which knows its own paths. */
  async answer(request: HttpRequest, lang: Lang): Promise<HttpAnswer> {
    const named = this.#pages.get(request.path)
    const isFile = /^\/assets\/|\.[a-z0-9]+$/i.test(request.path)
    const page = named ?? (isFile ? undefined : this.#pages.get('/index.html'))
    if (page === undefined) return isFile ? missing() : notBuilt(lang)
    const headers = {
      'content-type': page.media,
      ...(page.isAsset ? { 'cache-control': FOREVER } : {}),
      vary: 'accept-encoding',
    }
    const packing = page.canPack ? packingFor(request) : undefined
    if (packing === undefined) return { status: 200, headers, body: page.bytes }
    return { status: 200, headers: { ...headers, 'content-encoding': packing }, body: await packedBy(page, packing) }
  }
}

function pagesIn(folder: string): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>()
  const take = (path: string, isAsset: boolean): void => {
    const ending = extname(path)
    const media = MEDIA[ending]
    if (media === undefined) return
    const bytes = readBytes(join(folder, path))
    pages.set(path, { bytes, media, isAsset, canPack: PACKED.has(ending), packed: new Map() })
  }
  for (const name of listFolder(folder)) take(`/${name}`, false)
  const assets = join(folder, 'assets')
  if (fileExists(assets)) for (const name of listFolder(assets)) take(`/assets/${name}`, true)
  return pages
}

function packingFor(request: HttpRequest): Packing | undefined {
  const taken = (request.header('accept-encoding') ?? '').split(',').map((each) => each.trim().split(';')[0])
  if (taken.includes('br')) return 'br'
  return taken.includes('gzip') ? 'gzip' : undefined
}

function packedBy(page: Page, packing: Packing): Promise<Buffer> {
  const known = page.packed.get(packing)
  if (known !== undefined) return known
  const fresh = pack(page.bytes, packing)
  page.packed.set(packing, fresh)
  return fresh
}

function pack(bytes: Buffer, packing: Packing): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, packed: Buffer): void => {
      if (error === null) resolve(packed)
      else reject(error)
    }
    if (packing === 'br') brotliCompress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }, done)
    else gzip(bytes, { level: 9 }, done)
  })
}

function missing(): HttpAnswer {
  return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Not found\n' }
}

function notBuilt(lang: Lang): HttpAnswer {
  const body = `${say(lang, 'console.not-built')}\n`
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}
