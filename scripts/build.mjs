// Bundles src/ into CommonJS files: a command starts in half the time it takes Node to load a hundred ES modules; and console/
// into static files for the browser.
// Nothing is done when nothing has changed; dist/ is replaced as a whole, so that a build that fails or is interrupted leaves the last one in place.
import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildConsole } from './console.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const DIST = join(ROOT, 'dist')
const STAMP = join(DIST, '.built')
/** Large, and needed by few commands: loaded from node_modules when they are. */
const EXTERNAL = ['pkijs', 'asn1js', 'node-forge', 'smtp-server', 'nodemailer']
/**
 * Commands with a file of their own, so that they read nothing else and stay quick whatever is added to others: those that
 * speak only of tables (`isLight` in the command table), and those that people and scripts ask for often.
 */
const LIGHT = ['help', 'explain', 'completion']
const OFTEN = ['cert', 'server', 'status', 'events']

function hashOfSources() {
  const settings = ['scripts/build.mjs', 'scripts/console.mjs', 'tsconfig.json', 'package-lock.json', 'package.json']
  const sources = globSync(['src/**/*.ts', 'console/**/*.{ts,tsx,css,html,svg,json}', ...settings], { cwd: ROOT })
  const hash = createHash('sha256')
  for (const source of sources.sort()) hash.update(source).update(readFileSync(join(ROOT, source)))
  return hash.digest('hex')
}

/** Leaves out what only other commands need. All of it stands behind an `import()`. */
const only = (name) => ({
  name: 'only',
  setup({ onResolve, onLoad }) {
    // `commands/cert-list.ts` is for `cert`. The context opens configuration, store and directory; candidates are for `__complete`.
    const own = new RegExp(LIGHT.includes(name) ? `/commands/${name}\\.` : `/(commands/${name}[.-]|context\\.)`)
    onResolve({ filter: /\/(commands\/.*|context|candidates)\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' && !own.test(path) ? { path, namespace: 'left-out' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new TypeError('${path} is not part of "${name}"')`,
    }))
  },
})

/**
 * Code as the launcher wants it: with its hash in front, by which V8's cache of it is found; and in ASCII, because one
 * letter beyond it doubles what V8 has to read and to keep. esbuild escapes texts, but not regular expressions.
 */
function finish(code) {
  const ascii = code.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `/*${createHash('sha256').update(ascii).digest('hex')}*/${ascii}`
}

async function bundle(folder, name, plugins) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outfile: join(folder, 'cli', `${name}.cjs`),
    write: false,
    bundle: true,
    format: 'cjs',
    // Less to read at every start; names stay, so that a stack trace can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    target: 'node24',
    // `import()` becomes `require`: Node's loader of ES modules would have to start first.
    supported: { 'dynamic-import': false },
    external: EXTERNAL,
    // The ES module of yaml is in its browser folder; the other one is CommonJS and would need a shim for `require`.
    alias: { yaml: join(ROOT, 'node_modules', 'yaml', 'browser', 'dist', 'index.js') },
    plugins,
    logLevel: 'warning',
  })
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, finish(text))
  }
}

/** The library: an ES module, as whoever imports it expects. Its types are made by `declarations.mjs`, when they are needed. */
async function library(folder) {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/index.ts'],
    outfile: join(folder, 'index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: [...EXTERNAL, 'valibot', 'yaml', 'yauzl'],
    logLevel: 'warning',
  })
}

/** Puts a folder in the place of dist/. Whoever builds the same at the same time may win: both built the same sources. */
function swapIn(fresh) {
  const old = `${fresh}.old`
  try {
    if (existsSync(DIST)) renameSync(DIST, old)
    renameSync(fresh, DIST)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code) || !existsSync(DIST)) throw error
  }
  rmSync(old, { recursive: true, force: true, maxRetries: 3 })
}

const wanted = hashOfSources()
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
  const fresh = join(ROOT, `dist.${String(process.pid)}`)
  try {
    await bundle(fresh, 'main', [])
    for (const name of [...LIGHT, ...OFTEN]) await bundle(fresh, name, [only(name)])
    await library(fresh)
    await buildConsole(fresh)
    writeFileSync(join(fresh, '.built'), wanted)
    swapIn(fresh)
  } catch (error) {
    // esbuild has already said where; anything else has not.
    if (!Array.isArray(error.errors)) process.stderr.write(`${error.stack ?? error}\n`)
    process.exitCode = 1
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}
