// Builds console/ into static files: hashed names, code split by page, and the one page of HTML that names the rest.
import { build } from 'esbuild'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** @param folder where `console/` is made, with `index.html` and `assets/` */
export async function buildConsole(folder) {
  const out = join(folder, 'console')
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['console/src/main.tsx'],
    outdir: join(out, 'assets'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfig: 'console/tsconfig.json',
    metafile: true,
    logLevel: 'warning',
  })
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === 'console/src/main.tsx')
  if (entry === undefined) throw new TypeError('the console was built without its entry')
  const name = (path) => `/assets/${path.slice(path.lastIndexOf('/') + 1)}`
  const [script, { cssBundle, imports }] = entry
  // What the entry needs at once is asked for together with it.
  const preload = imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => name(path))
  const html = readFileSync(join(ROOT, 'console', 'index.html'), 'utf8')
    .replace('{script}', name(script))
    .replace('{style}', name(cssBundle))
    .replace('{preload}', preload.map((path) => `<link rel="modulepreload" href="${path}" />`).join('\n    '))
  writeFileSync(join(out, 'index.html'), html)
}
