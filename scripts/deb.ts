/**
 * Builds a Debian package with everything that runs: the program, its libraries, the pinned Node, units, manual and
 * completion. `npm run deb [-- --out FOLDER] [--quick]`; needs dpkg-deb. `--quick` compresses less, for tests.
 *
 * What it holds depends only on the checkout and what is installed in it: the date is that of the last commit, or
 * SOURCE_DATE_EPOCH.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { completionScript } from '../src/cli/commands/completion.ts'
import { VERSION } from '../src/core/version.ts'
import { manualPages } from './manual.ts'

const CHECKOUT = dirname(import.meta.dirname)
const PACKAGING = join(CHECKOUT, 'packaging')
const LIBRARY = 'usr/lib/hubtrust'
const DOCUMENTS = 'usr/share/doc/hubtrust'
/** Debian's names of what Node calls process.arch. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }
/** Of the package: the first of this version. */
const PACKAGE_VERSION = `${VERSION}-1`
/** Whoever builds it says who answers for it, as Debian's tools are told. */
const { DEBFULLNAME = 'Hubtrust', DEBEMAIL = 'hubtrust@localhost' } = process.env
const MAINTAINER = `${DEBFULLNAME} <${DEBEMAIL}>`
const CONFFILES = ['etc/default/hubtrust']

class Problem extends Error {}

interface Stage {
  readonly root: string
  put(path: string, data: string | Uint8Array, mode?: number): void
  copy(from: string, path: string, mode?: number): void
}

function openStage(root: string): Stage {
  const room = (path: string): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o755 })
    return join(root, path)
  }
  return {
    root,
    put: (path, data, mode = 0o644) => {
      const whole = room(path)
      writeFileSync(whole, data)
      chmodSync(whole, mode)
    },
    copy: (from, path, mode = 0o644) => {
      const whole = room(path)
      cpSync(join(CHECKOUT, from), whole, { recursive: true, dereference: true })
      if (lstatSync(whole).isFile()) chmodSync(whole, mode)
    },
  }
}

function succeed(program: string, words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, [...words], { encoding: 'utf8', cwd: CHECKOUT })
  if (status !== 0) throw new Problem(`${program} ${words.join(' ')}: ${error?.message ?? stderr}`)
  return stdout
}

/** Seconds since 1970. */
function dateOfContent(): number {
  const { SOURCE_DATE_EPOCH } = process.env
  if (SOURCE_DATE_EPOCH !== undefined) return Number(SOURCE_DATE_EPOCH)
  return Number(succeed('git', ['log', '-1', '--format=%ct']).trim())
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Folders of the packages that the lock file wants at run time, as it names them: `node_modules/yaml`. */
function librariesAtRunTime(): readonly string[] {
  const lock: unknown = JSON.parse(readFileSync(join(CHECKOUT, 'package-lock.json'), 'utf8'))
  const packages = isObject(lock) ? lock['packages'] : undefined
  return Object.entries(isObject(packages) ? packages : {}).flatMap(([path, entry]) =>
    path === '' ||
    (isObject(entry) && (entry['dev'] === true || entry['devOptional'] === true)) ||
    !existsSync(join(CHECKOUT, path))
      ? []
      : [path],
  )
}

/** Not needed to run: what a library was made of, its tests and pages, programs of its own. */
const IS_BALLAST =
  /(?<!licen[cs]e)\.(md|markdown|map|d\.[cm]?ts|ts|flow)$|\/(tests?|docs?|examples?|\.github)(\/|$)|^\/bin[./]/i

function putProgram(stage: Stage): void {
  for (const name of ['hubtrust', 'hubtrust.cjs', 'openssl.cnf'])
    stage.copy(`bin/${name}`, `${LIBRARY}/bin/${name}`, name === 'hubtrust' ? 0o755 : 0o644)
  for (const name of globSync('dist/**', { cwd: CHECKOUT, exclude: (name) => name === 'types' })) {
    // Files whose name begins with a dot, the cache among them, are not found this way, and are not wanted.
    if (lstatSync(join(CHECKOUT, name)).isFile()) stage.copy(name, `${LIBRARY}/${name}`)
  }
  stage.copy('package.json', `${LIBRARY}/package.json`)
  for (const folder of librariesAtRunTime()) {
    const whole = join(CHECKOUT, folder)
    for (const file of globSync('**', { cwd: whole, exclude: (name) => name === 'node_modules' })) {
      const isWanted = !IS_BALLAST.test(`/${file}`) && lstatSync(join(whole, file)).isFile()
      const mode = (lstatSync(join(whole, file)).mode & 0o100) === 0 ? 0o644 : 0o755
      if (isWanted) stage.copy(`${folder}/${file}`, `${LIBRARY}/${folder}/${file}`, mode)
    }
  }
  mkdirSync(join(stage.root, 'usr/bin'), { recursive: true })
  symlinkSync('../lib/hubtrust/bin/hubtrust', join(stage.root, 'usr/bin/hubtrust'))
  // Where the program keeps what V8 has compiled; only root can write there, and under /usr nobody should.
  mkdirSync(join(stage.root, 'var/cache/hubtrust'), { recursive: true })
  symlinkSync('/var/cache/hubtrust', join(stage.root, LIBRARY, 'dist/.cache'))
}

function putRuntime(stage: Stage): void {
  const pinned = `runtime/node_modules/node-${process.platform}-${process.arch}`
  if (!existsSync(join(CHECKOUT, pinned, 'bin/node')))
    throw new Problem(`The pinned Node is not there. Run: npm ci --prefix "${join(CHECKOUT, 'runtime')}"`)
  stage.copy(`${pinned}/bin/node`, `${LIBRARY}/${pinned}/bin/node`, 0o755)
  stage.copy(`${pinned}/LICENSE`, `${DOCUMENTS}/LICENSE.node`)
}

function putService(stage: Stage): void {
  for (const name of globSync('*.{service,socket,path}', { cwd: join(PACKAGING, 'systemd') }))
    stage.copy(`packaging/systemd/${name}`, `usr/lib/systemd/system/${name}`)
  for (const kind of ['sysusers.d', 'tmpfiles.d'])
    stage.copy(`packaging/${kind}/hubtrust.conf`, `usr/lib/${kind}/hubtrust.conf`)
  stage.copy('packaging/debian/default', 'etc/default/hubtrust')
  mkdirSync(join(stage.root, 'etc/hubtrust'), { recursive: true })
}

function putPages(stage: Stage, seconds: number): void {
  const zip = (text: string | Uint8Array) => gzipSync(text, { level: 9 })
  const date = new Date(seconds * 1_000).toISOString().slice(0, 10)
  for (const [path, text] of manualPages(date)) stage.put(`usr/share/man/${path}.gz`, zip(text))
  for (const [shell, path] of [
    ['bash', 'bash-completion/completions/hubtrust'],
    ['zsh', 'zsh/vendor-completions/_hubtrust'],
    ['fish', 'fish/vendor_completions.d/hubtrust.fish'],
  ] as const)
    stage.put(`usr/share/${path}`, `${completionScript(shell)}\n`)
  for (const name of ['README.md', 'README.ja.md', 'docs/guide', 'docs/reference'])
    stage.copy(name, `${DOCUMENTS}/${basename(name)}`)
  for (const name of ['grafana/hubtrust.json', 'prometheus/hubtrust.rules.yaml', 'systemd/postfix.conf'])
    stage.copy(`packaging/${name}`, `${DOCUMENTS}/examples/${name}`)
  stage.put(`${DOCUMENTS}/changelog.gz`, zip(readFileSync(join(CHECKOUT, 'CHANGELOG.md'))))
  stage.put(`${DOCUMENTS}/changelog.Debian.gz`, zip(packageChanges(seconds)))
  stage.put(`${DOCUMENTS}/copyright`, copyright())
  stage.copy('packaging/debian/lintian-overrides', 'usr/share/lintian/overrides/hubtrust')
}

/** deb-changelog(5) */
function packageChanges(seconds: number): string {
  const date = new Date(seconds * 1_000).toUTCString().replace('GMT', '+0000')
  return `hubtrust (${PACKAGE_VERSION}) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- ${MAINTAINER}  ${date}\n`
}

/** https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/ */
function copyright(): string {
  const licence = readFileSync(join(CHECKOUT, 'LICENSE'), 'utf8').trim()
  const holder = /^Copyright .*$/m.exec(licence)?.[0] ?? 'Copyright: the authors of Hubtrust'
  const indented = licence.split('\n').map((line) => (line.trim() === '' ? ' .' : ` ${line}`))
  const bundled = librariesAtRunTime().map((folder) => {
    const manifest: unknown = JSON.parse(readFileSync(join(CHECKOUT, folder, 'package.json'), 'utf8'))
    const terms = isObject(manifest) ? String(manifest['license']) : 'unknown'
    return ` ${LIBRARY}/${folder}: ${terms}`
  })
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: hubtrust',
    'Comment: Libraries beside the program, with their licences beside them:',
    ...bundled,
    ` Node.js: see /${DOCUMENTS}/LICENSE.node`,
    '',
    'Files: *',
    `Copyright: ${holder.replace(/^Copyright (\(c\) )?/i, '')}`,
    'License: Expat',
    ...indented,
    '',
  ].join('\n')
}

function putControl(stage: Stage, architecture: string): void {
  const files = globSync('**', { cwd: stage.root })
    .filter((path) => lstatSync(join(stage.root, path)).isFile())
    .sort()
  const bytes = files.reduce((sum, path) => sum + lstatSync(join(stage.root, path)).size, 0)
  const sums = files.map(
    (path) =>
      `${createHash('md5')
        .update(readFileSync(join(stage.root, path)))
        .digest('hex')}  ${path}`,
  )
  const control = [
    'Package: hubtrust',
    `Version: ${PACKAGE_VERSION}`,
    `Architecture: ${architecture}`,
    'Section: mail',
    'Priority: optional',
    `Maintainer: ${MAINTAINER}`,
    `Installed-Size: ${String(Math.ceil(bytes / 1024))}`,
    'Depends: libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 5), init-system-helpers (>= 1.54~), systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles',
    'Recommends: acl',
    'Suggests: postfix | exim4, prometheus-node-exporter',
    'Description: direct trust between mail servers',
    ' Mutual TLS in which a server is trusted because its certificate is in the',
    " organization's directory, self-signed or not. When that trust fails, Hubtrust",
    ' says why, proves it, repairs it and checks the repair.',
    ' .',
    ' The package brings the Node it runs with.',
    '',
  ]
  stage.put('DEBIAN/control', control.join('\n'))
  stage.put('DEBIAN/conffiles', CONFFILES.map((path) => `/${path}\n`).join(''))
  stage.put('DEBIAN/md5sums', sums.map((line) => `${line}\n`).join(''))
  for (const name of ['postinst', 'prerm', 'postrm']) stage.copy(`packaging/debian/${name}`, `DEBIAN/${name}`, 0o755)
}

/** @returns path of the package */
function build(outFolder: string, isQuick: boolean): string {
  const architecture = ARCHITECTURES[process.arch]
  if (process.platform !== 'linux' || architecture === undefined)
    throw new Problem(`There is no pinned Node for ${process.platform}-${process.arch}.`)
  const seconds = dateOfContent()
  const root = mkdtempSync(join(tmpdir(), 'hubtrust-deb-'))
  try {
    chmodSync(root, 0o755)
    const stage = openStage(root)
    putProgram(stage)
    putRuntime(stage)
    putService(stage)
    putPages(stage, seconds)
    putControl(stage, architecture)
    mkdirSync(outFolder, { recursive: true })
    const path = join(outFolder, `hubtrust_${PACKAGE_VERSION}_${architecture}.deb`)
    process.env['SOURCE_DATE_EPOCH'] = String(seconds)
    const press = isQuick ? ['-Zgzip', '-z1'] : ['-Zxz', '-z1']
    succeed('dpkg-deb', ['--root-owner-group', ...press, '--build', root, path])
    return path
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'build' }, quick: { type: 'boolean', default: false } },
})
try {
  process.umask(0o022)
  process.stdout.write(`${build(values.out, values.quick)}\n`)
} catch (error) {
  if (!(error instanceof Problem)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
