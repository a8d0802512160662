// Runs a task of this checkout on any machine with Node 18 or newer: installs what is missing (and only then), puts
// Node 24 first in PATH, and hands over. `node scripts/go.mjs TASK [ARGUMENTS]`
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const RUNTIME = join(ROOT, 'runtime')
const NODE_MAJOR = 24
const LOCK = join(ROOT, '.install-lock')
const LOCK_STALE_MS = 10 * 60_000
const LOCK_POLL_MS = 300
const BREAKER = `${LOCK}.breaker`
const BREAKER_STALE_MS = 10_000

const script = (name) => join(ROOT, 'scripts', name)
const packaged = (path) => join(ROOT, 'node_modules', path)

/** Each task: files that Node runs one after the other; the last one gets the arguments. */
const TASKS = {
  start: [[script('build.mjs')], [join(ROOT, 'bin', 'hubtrust.cjs'), 'lab']],
  test: [[script('test.mjs')]],
  check: [[script('check.mjs')]],
  bench: [[script('build.mjs')], [join(ROOT, 'bench', 'run.ts')]],
  fuzz: [[script('fuzz.ts')]],
  build: [[script('build.mjs')]],
  types: [ROOT, join(ROOT, 'console')].map((project) => [packaged('typescript/bin/tsc'), '--noEmit', '-p', project]),
  lint: [[packaged('eslint/bin/eslint.js'), '--max-warnings=0', '.']],
  format: [[packaged('prettier/bin/prettier.cjs'), '--write', '--log-level=warn', '.']],
  screenshots: [[script('build.mjs')], [script('screenshots.ts')]],
  reference: [[script('reference.ts')]],
  deb: [[script('build.mjs')], [script('deb.ts')]],
  declarations: [[script('build.mjs')], [script('declarations.mjs')]],
}

/** Bad news for the person at the keyboard, in both languages. */
class Problem extends Error {
  constructor(english, japanese) {
    super(`${english}\n${japanese}`)
  }
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** True when whoever made the lock is gone. */
function isLeftBehind() {
  const stats = statSync(LOCK, { throwIfNoEntry: false })
  if (stats === undefined) return false
  if (Date.now() - stats.mtimeMs > LOCK_STALE_MS) return true
  try {
    process.kill(Number(readFileSync(join(LOCK, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** Removes a lock that was left behind. One task at a time, or the second would remove the lock that the first has just made. */
function breakLock() {
  try {
    mkdirSync(BREAKER)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    const stats = statSync(BREAKER, { throwIfNoEntry: false })
    if (stats !== undefined && Date.now() - stats.mtimeMs > BREAKER_STALE_MS)
      rmSync(BREAKER, { recursive: true, force: true })
    return
  }
  if (isLeftBehind()) rmSync(LOCK, { recursive: true, force: true })
  rmSync(BREAKER, { recursive: true, force: true })
}

/** Two tasks started at once must not install into the same folder. */
async function locked(work) {
  for (;;) {
    try {
      mkdirSync(LOCK)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (isLeftBehind()) breakLock()
      await pause(LOCK_POLL_MS)
    }
  }
  const unlock = () => rmSync(LOCK, { recursive: true, force: true })
  process.once('exit', unlock)
  try {
    writeFileSync(join(LOCK, 'pid'), String(process.pid))
    return await work()
  } finally {
    unlock()
    process.off('exit', unlock)
  }
}

const lockHash = (folder) =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
const stampOf = (folder) => join(folder, 'node_modules', '.installed')

/** True when the packages of a folder are the ones its lock file names. */
function isInstalled(folder) {
  return existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === lockHash(folder)
}

/** Programs that start with `env node` find this one. */
function withNode(node) {
  return { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') }
}

/** Packages that fit one Node only are left out by npm when another one runs it. */
async function install(folder, what, node = process.execPath) {
  if (isInstalled(folder)) return
  process.stderr.write(`Installing ${what} …\n`)
  const npm = process.env.npm_execpath ?? ''
  const isNpm = npm.endsWith('npm-cli.js')
  const words = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const status = await run(isNpm ? node : 'npm', isNpm ? [npm, ...words] : words, {
    cwd: folder,
    env: withNode(node),
    // npm's own words belong to standard error: standard output is the task's.
    stdio: ['ignore', 2, 2],
    shell: !isNpm && process.platform === 'win32',
  })
  if (status !== 0) {
    throw new Problem(
      `npm ci failed in ${folder} (status ${status}). Check the network, then run: npm ci --prefix "${folder}"`,
      `${folder} での npm ci に失敗しました (状態 ${status})。ネットワークを確認してから、次を実行してください: npm ci --prefix "${folder}"`,
    )
  }
  writeFileSync(stampOf(folder), lockHash(folder))
}

/** Where the pinned Node of this platform is, whether or not it is there. */
function pinnedNode() {
  const isWindows = process.platform === 'win32'
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`
  return join(RUNTIME, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node')
}

/** Installs what is missing and answers with the Node to use. */
async function prepare() {
  const isNewEnough = Number(process.versions.node.split('.')[0]) >= NODE_MAJOR
  const needsRuntime = () => !isNewEnough && !(isInstalled(RUNTIME) && existsSync(pinnedNode()))
  if (!isInstalled(ROOT) || needsRuntime()) {
    await locked(async () => {
      if (needsRuntime()) await install(RUNTIME, `Node ${NODE_MAJOR}`)
      await install(ROOT, 'packages', isNewEnough || !existsSync(pinnedNode()) ? process.execPath : pinnedNode())
    })
  }
  if (isNewEnough) return process.execPath
  if (existsSync(pinnedNode())) return pinnedNode()
  const platform = `${process.platform}-${process.arch}`
  throw new Problem(
    `Hubtrust needs Node ${NODE_MAJOR} or newer; this is ${process.version}, and none is pinned for ${platform}. Install it from nodejs.org and run this again.`,
    `Node ${NODE_MAJOR} 以降が必要です (現在 ${process.version})。${platform} 用の固定版はありません。nodejs.org からインストールして、もう一度実行してください。`,
  )
}

/** Runs one program, passing signals on, and answers with its exit status. */
function run(program, words, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, options)
    const pass = (signal) => {
      // Ctrl-C reaches the whole group of a terminal by itself: sent twice it would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    const done = (settle) => (value, signal) => {
      for (const each of signals) process.off(each, pass)
      settle(value ?? 128 + (constants.signals[signal] ?? 1))
    }
    child.on('error', done(reject))
    child.on('close', done(resolve))
  })
}

async function go([name = '', ...args]) {
  const steps = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined
  if (steps === undefined) {
    const names = Object.keys(TASKS).join(', ')
    throw new Problem(
      `No such task: "${name}". There are: ${names}`,
      `タスク "${name}" はありません。使用可能: ${names}`,
    )
  }
  const node = await prepare()
  const env = withNode(node)
  for (const [at, step] of steps.entries()) {
    const isLast = at === steps.length - 1
    const status = await run(node, isLast ? [...step, ...args] : step, {
      cwd: ROOT,
      env,
      stdio: ['inherit', isLast ? 1 : 2, 2],
    })
    if (status !== 0) return status
  }
  return 0
}

try {
  process.exitCode = await go(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Problem ? error.message : (error.stack ?? error)}\n`)
  process.exitCode = 1
}
