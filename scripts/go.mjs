// Runs a task of this checkout on any machine with Node 18 or newer: installs what is missing (and only then), puts the
// pinned Node first in PATH, and hands over. `node scripts/go.mjs TASK [ARGUMENTS]`
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE_MAJOR = 24
const LOCK_STALE_MS = 10 * 60_000

const tool = (name) => join(ROOT, 'node_modules', '.bin', name)

/** Each task: programs run one after the other, by Node unless they say otherwise. */
const TASKS = {
  start: [[script('build.mjs')], [join(ROOT, 'bin', 'hubtrust.js'), 'lab']],
  test: [[script('build.mjs')], [script('test.mjs')]],
  check: [[script('check.mjs')]],
  bench: [[script('build.mjs')], [join(ROOT, 'bench', 'run.ts')]],
  build: [[script('build.mjs')]],
  types: [[tool('tsc'), '--noEmit', '-p', ROOT]],
  lint: [[tool('eslint'), ROOT]],
  format: [[tool('prettier'), '--write', ROOT]],
  reference: [[script('reference.ts')], [script('config-schema.ts')]],
}

function script(name) {
  return join(ROOT, 'scripts', name)
}

function fail(english, japanese) {
  process.stderr.write(`${english}\n${japanese}\n`)
  process.exit(1)
}

/** Two tasks started at once must not install into the same folder. */
async function locked(work) {
  const lock = join(ROOT, '.install-lock')
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const stats = statSync(lock, { throwIfNoEntry: false })
      if (stats !== undefined && Date.now() - stats.mtimeMs > LOCK_STALE_MS) rmSync(lock, { recursive: true, force: true })
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
  try {
    await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** `npm ci` when the lock file is not the one that was installed last. */
function install(folder, what) {
  const wanted = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex')
  const stamp = join(folder, 'node_modules', '.installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  process.stderr.write(`Installing ${what} …\n`)
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    fail(
      `npm ci failed in ${folder}. Check the network and run it there by hand to see why.`,
      `${folder} での npm ci に失敗しました。ネットワークを確認し、手動で実行して原因を調べてください。`,
    )
  }
  writeFileSync(stamp, wanted)
}

/** The pinned Node, or undefined when this platform has none. */
function pinnedNode() {
  const folder = join(ROOT, 'runtime', 'node_modules')
  if (!existsSync(folder)) return undefined
  for (const name of readdirSync(folder)) {
    const node = join(folder, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (name.startsWith('node-') && existsSync(node)) return node
  }
  return undefined
}

async function prepare() {
  const isNewEnough = Number(process.versions.node.split('.')[0]) >= NODE_MAJOR
  await locked(() => {
    install(ROOT, 'packages')
    if (!isNewEnough) install(join(ROOT, 'runtime'), `Node ${NODE_MAJOR}`)
  })
  const node = isNewEnough ? process.execPath : pinnedNode()
  if (node === undefined) {
    fail(
      `Hubtrust needs Node ${NODE_MAJOR} or newer; this is ${process.version}, and there is no pinned one for ${process.platform}-${process.arch}. Install it from nodejs.org.`,
      `Node ${NODE_MAJOR} 以降が必要です (現在 ${process.version})。${process.platform}-${process.arch} 用の同梱版はないため、nodejs.org からインストールしてください。`,
    )
  }
  return node
}

/** Runs one program, passing signals on, and answers with its exit status. */
function run(node, [file, ...args]) {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') }
    const child = spawn(node, [file, ...args], { cwd: ROOT, stdio: 'inherit', env })
    // Ctrl-C reaches the whole group of a terminal; the child decides when it has ended.
    const pass = (signal) => child.kill(signal)
    process.on('SIGTERM', pass).on('SIGHUP', pass)
    process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
    child.on('close', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

const [name = '', ...args] = process.argv.slice(2)
const steps = TASKS[name]
if (steps === undefined) {
  fail(`No such task: ${name}. There are: ${Object.keys(TASKS).join(', ')}`, `タスク ${name} はありません。使用可能: ${Object.keys(TASKS).join(', ')}`)
}
const node = await prepare()
for (const [at, step] of steps.entries()) {
  const status = await run(node, at === steps.length - 1 ? [...step, ...args] : step)
  if (status !== 0) process.exit(status)
}
