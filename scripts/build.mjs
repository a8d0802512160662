// Bundles src/ into one CommonJS file: a command starts in half the time it takes Node to load a hundred ES modules.
// Nothing is done when nothing has changed; dist/ is replaced as a whole, so that a build that fails or is interrupted leaves the last one in place.
import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const DIST = join(ROOT, 'dist')
const STAMP = join(DIST, '.built')
/** Large, and needed by few commands: loaded from node_modules when they are. */
const EXTERNAL = ['pkijs', 'asn1js', 'node-forge', 'smtp-server', 'nodemailer']

function hashOfSources() {
  const sources = globSync(['src/**/*.ts', 'scripts/build.mjs', 'tsconfig.json', 'package-lock.json', 'package.json'], {
    cwd: ROOT,
  })
  const hash = createHash('sha256')
  for (const source of sources.sort()) hash.update(source).update(readFileSync(join(ROOT, source)))
  return hash.digest('hex')
}

async function bundle(folder) {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outfile: join(folder, 'cli', 'main.cjs'),
    bundle: true,
    format: 'cjs',
    // Less to read at every start; names stay, so that a stack trace can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    target: 'node24',
    external: EXTERNAL,
    // The ES module of yaml is in its browser folder; the other one is CommonJS and would need a shim for `require`.
    alias: { yaml: join(ROOT, 'node_modules', 'yaml', 'browser', 'dist', 'index.js') },
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
    await bundle(fresh)
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
