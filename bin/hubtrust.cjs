// The program's entry: everything it does is in `main`; only the exit status is set here.
//
// CommonJS, because an ES module that imports `node:fs` or `node:process` waits until every part of them is made. V8's
// cache of compiled code is kept here: Node's own holds nothing that is compiled on its first call, and that is nearly all.
'use strict'
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { Script } = require('node:vm')

const BUG = 70
const LEFT_OPEN_MS = 1_000
const DIST = `${__dirname}/../dist`
// Beside the code it belongs to, never in /tmp: a cache somebody else could write would be somebody else's code.
const CACHE = `${DIST}/.cache`
/** Modules of Node that take milliseconds to load; most commands never come to use them. */
const SLOW = new Set(
  ['child_process', 'crypto', 'dns/promises', 'net', 'sqlite', 'stream', 'tls', 'zlib'].map((name) => `node:${name}`),
)
const args = process.argv.slice(2)

/** Undefined when it is not there, or not for us: there is always something else to go on with. */
function read(path, encoding) {
  try {
    return readFileSync(path, encoding)
  } catch {
    return undefined
  }
}

/** The bundle of this command alone, where there is one, else the bundle of all; undefined where nothing is built. */
function bundleFor(word) {
  for (const name of [word, 'main']) {
    const path = `${DIST}/cli/${name}.cjs`
    const code = read(path, 'latin1')
    if (code !== undefined) return compile(path, code, word)
  }
  return undefined
}

/** Compiles a bundle, with the help of what an earlier run of the same command left behind; `keep` leaves it behind. */
function compile(path, code, word) {
  const [, hash] = /^\/\*(\w+)\*\//.exec(code) ?? []
  const cache = `${CACHE}/${word}-${hash}-${process.version}-${process.arch}`
  const cachedData = read(cache)
  const script = new Script(`(function (require, module) {${code}\n})`, { filename: path, cachedData })
  const keep = () => {
    if (cachedData !== undefined && !script.cachedDataRejected) return
    const fresh = `${cache}.${process.pid}`
    try {
      mkdirSync(CACHE, { recursive: true, mode: 0o755 })
      writeFileSync(fresh, script.createCachedData(), { mode: 0o644 })
      renameSync(fresh, cache)
    } catch {
      // The folder is not ours: the next start will take as long as this one.
    }
  }
  return { script, keep }
}

function useCacheOfNode() {
  require('node:module').enableCompileCache(CACHE)
}

/** What a bundle asks for: modules of Node, and packages that are loaded when they are needed. */
function load(name) {
  if (!name.startsWith('node:')) useCacheOfNode()
  return SLOW.has(name) ? whenUsed(name) : require(name)
}

function whenUsed(name) {
  let loaded
  return new Proxy({}, { get: (_, key) => (loaded ??= require(name))[key] })
}

async function run() {
  // A command that fails leaves nothing behind, so there are as many caches as commands and not as many as typing errors.
  const word = /^\w+$/.test(args[0] ?? '') ? args[0] : 'main'
  const bundle = process.env.HUBTRUST_SRC === '1' ? undefined : bundleFor(word)
  if (bundle === undefined) {
    useCacheOfNode()
    const { main } = await import('../src/cli/main.ts')
    return main(args)
  }
  const module = { exports: {} }
  bundle.script.runInThisContext()(load, module)
  const status = await module.exports.main(args)
  if (status === 0) bundle.keep()
  return status
}

function report(error) {
  const reason = error instanceof Error ? error.message : String(error)
  process.stderr.write(`hubtrust: internal error: ${reason.replace(/[^\P{C}]+/gu, ' ')}\n`)
  return BUG
}

if (args.length === 1 && args[0] === '--version') {
  const { version } = JSON.parse(readFileSync(`${__dirname}/../package.json`, 'utf8'))
  process.stdout.write(`${version}\n`)
} else {
  run()
    .catch(report)
    .then((status) => {
      process.exitCode = status
      // What is left open, such as a connection to a peer that never answers, must not keep a program that has ended.
      setTimeout(() => process.exit(), LEFT_OPEN_MS).unref()
    })
}
