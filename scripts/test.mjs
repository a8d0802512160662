// Builds, then runs every test (or the files named), real servers included, and ends with one line that says how it went.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { ensure, unpack } from './debian.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const PROGRAMS = {
  '/usr/share/samba/setup/provision.ldif': 'samba-ad-provision',
  // swaks does TLS with it, and only recommends it.
  'Net::SSLeay': 'libnet-ssleay-perl',
  '/usr/lib/postfix/postfix-cdb.so': 'postfix-cdb',
  '/usr/lib/postfix/postfix-lmdb.so': 'postfix-lmdb',
  bash: 'bash',
  chromium: 'chromium',
  'dpkg-deb': 'dpkg',
  fish: 'fish',
  getent: 'libc-bin',
  haproxy: 'haproxy',
  hostname: 'hostname',
  ip: 'iproute2',
  ldapsearch: 'ldap-utils',
  man: 'man-db',
  mandoc: 'mandoc',
  // Exim needs these; the others come with Debian itself.
  'libgnutls-dane.so.0': 'libgnutls-dane0',
  'libidn.so.12': 'libidn12',
  'libnsl.so.2': 'libnsl2',
  mount: 'mount',
  openssl: 'openssl',
  postconf: 'postfix',
  promtool: 'prometheus',
  python3: 'python3-minimal',
  samba: 'samba-ad-dc',
  'samba-tool': 'samba-common-bin',
  script: 'bsdutils',
  setfacl: 'acl',
  setpriv: 'util-linux',
  slapd: 'slapd',
  strace: 'strace',
  stunnel4: 'stunnel4',
  swaks: 'swaks',
  'systemd-analyze': 'systemd',
  'systemd-socket-activate': 'systemd',
  zsh: 'zsh',
  // Japanese pages without it would be rows of boxes.
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc': 'fonts-noto-cjk',
}

/** Exim cannot be installed beside Postfix. */
const EXIM = {
  folder: join(ROOT, 'node_modules', '.cache', 'hubtrust-exim'),
  packages: ['exim4-base', 'exim4-config', 'exim4-daemon-light'],
}

/** Where everything can run, a test that did not run is a test that failed. */
const isStrict = process.env.CI === '1' || process.getuid?.() === 0

/** Whoever stops the run stops the files it has started, too. */
const stop = new AbortController()
let stoppedBy
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy = signal
    stop.abort()
  })
}

async function runFiles(files) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const skipped = []
  const count = (kind) => (data) => {
    // A suite is not a test: it counts only when it was skipped, or broke by itself.
    const isOnlyItsTests = kind === 'passed' || data.details.error?.failureType === 'subtestsFailed'
    if (data.details.type === 'suite' && data.skip === undefined && isOnlyItsTests) return
    if (data.skip === undefined && data.todo === undefined) {
      counts[kind] += 1
      return
    }
    counts.skipped += 1
    skipped.push(`${data.name} (${String(data.skip ?? data.todo)})`)
  }
  const stream = run({ files, cwd: ROOT, concurrency: 2, timeout: 300_000, isolation: 'process', signal: stop.signal })
  stream.on('test:pass', count('passed')).on('test:fail', count('failed'))
  const words = stream.compose(spec)
  words.pipe(process.stdout, { end: false })
  await once(words, 'end')
  return { counts, skipped }
}

function summarize({ counts, skipped }) {
  const { passed, failed } = counts
  if (isStrict) for (const name of skipped) process.stdout.write(`skipped: ${name}\n`)
  const tests = passed + failed + counts.skipped
  process.stdout.write(`tests ${tests}, passed ${passed}, failed ${failed}, skipped ${counts.skipped}\n`)
  return failed === 0 && passed > 0 && !(isStrict && skipped.length > 0)
}

/** The folder at or above this checkout that other accounts may not enter, such as root's own. */
function closedFolder() {
  for (let folder = ROOT; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return folder
    if (folder === dirname(folder)) return undefined
  }
}

if (process.getuid?.() === 0 && closedFolder() !== undefined)
  process.stderr.write(
    `Other accounts may not enter ${closedFolder()}: tests that run as the service account will fail. Move the checkout, for example to /srv.\n` +
      `${closedFolder()} には他のアカウントが入れないため、サービス アカウントで実行するテストは失敗します。/srv などに移動してください。\n`,
  )

const named = process.argv.slice(2)
const files = named.length > 0 ? named : globSync('test/**/*.test.ts', { cwd: ROOT }).sort()
const isBuilt =
  spawnSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { stdio: ['ignore', 2, 2] }).status === 0
if (!isBuilt) process.stderr.write('The build failed; no test was run.\n')
const isReady = (ensure(PROGRAMS) && unpack(EXIM.folder, EXIM.packages)) || !isStrict
const isGood = isBuilt && isReady && summarize(await runFiles(files))
process.exitCode = stoppedBy === undefined ? (isGood ? 0 : 1) : 128 + constants.signals[stoppedBy]
