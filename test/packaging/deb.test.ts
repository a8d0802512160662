/** The Debian package, built from this checkout and installed into a system of its own: from nothing to a gateway that runs. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { VERSION } from '../../src/core/version.ts'
import { at } from '../cli/program.ts'
import { IS_ROOT } from '../daemon/ground.ts'
import { until } from '../daemon/served.ts'
import { openSystem, type System } from './system.ts'

const CHECKOUT = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'hubtrust-deb-'))
function build(name: string): string {
  const words = [join(CHECKOUT, 'scripts', 'deb.ts'), '--quick', '--out', join(folder, name)]
  return execFileSync(process.execPath, words, { encoding: 'utf8' }).trim()
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

describe('the Debian package', { skip: !IS_ROOT && 'needs root' }, () => {
  let deb = ''
  let system: System | undefined
  const inSystem = (): System => {
    if (system === undefined) throw new Error('no system')
    return system
  }
  const must = (line: string) => inSystem().must(line)
  const json = (line: string): unknown => JSON.parse(must(`${line} --format json`))

  before(async () => {
    deb = build('first')
    system = await openSystem()
    // The index of all pages of this machine is not made anew each time.
    must('rm -f /var/lib/man-db/auto-update')
    must(`dpkg -i ${system.bring(deb)}`)
  })
  after(async () => {
    system?.run('test ! -e /tmp/pids || kill $(cat /tmp/pids)')
    await system?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the same checkout gives the same bytes', () => {
    assert.equal(hashOf(build('second')), hashOf(deb))
  })

  test('everything arrived, belongs to root, and can be changed by nobody else', () => {
    assert.equal(must('dpkg --verify hubtrust'), '')
    const odd = must(
      "dpkg -L hubtrust | xargs -d '\\n' stat -c '%U:%G %A %n' | grep -Ev '^root:root (l|.....-..-)' || true",
    )
    assert.equal(odd, '')
    assert.match(must('getent passwd hubtrust'), /:\/var\/lib\/hubtrust:\/usr\/sbin\/nologin$/m)
    assert.match(
      must('deb-systemd-helper is-enabled hubtrust.service; ls -l /etc/systemd/system/multi-user.target.wants'),
      /hubtrust\.service/,
    )
  })

  test('it runs with the Node it brings', () => {
    assert.equal(must('hubtrust --version'), `${VERSION}\n`)
    assert.match(
      must('HUBTRUST_NODE= sh -x /usr/bin/hubtrust help 2>&1 >/dev/null | grep exec'),
      /exec \S*\/runtime\/node_modules\/node-/,
    )
    assert.match(must('hubtrust explain 1037'), /^Event id 1037:/)
  })

  test('a page of the manual for each command, in both languages, and completion where shells look', () => {
    assert.equal(must('man -w hubtrust-doctor'), '/usr/share/man/man1/hubtrust-doctor.1.gz\n')
    assert.equal(must('man -L ja -w hubtrust-status'), '/usr/share/man/ja/man1/hubtrust-status.1.gz\n')
    const completed = must(`bash -c '. /usr/share/bash-completion/completions/hubtrust
      COMP_WORDS=(hubtrust sta) COMP_CWORD=1; _hubtrust; printf "%s\\n" "\${COMPREPLY[@]}"'`)
    assert.equal(completed, 'status\n')
    must('test -e /usr/share/zsh/vendor-completions/_hubtrust -a -e /usr/share/fish/vendor_completions.d/hubtrust.fish')
  })

  test('init --root and the doctor work below one folder', () => {
    must('hubtrust init --root /srv/try --name hub1.corp.example')
    const report = json('hubtrust doctor --config /srv/try/config.yaml --only key.unreadable')
    assert.equal(at(report, 'verdict'), 'trusted')
  })

  test('from init to a gateway that runs as its account and of which the doctor says that all is well', async () => {
    inSystem().bring(join(CHECKOUT, 'packaging', 'docker', 'entry'))
    // A port that only root could have.
    must(
      '/tmp/entry init --name hub1.corp.example --listen 127.0.0.1:25 && sed -i s/proxy-v2/plain/ /etc/hubtrust/config.yaml',
    )
    const keys = () => must('stat -c %U:%G /var/lib/hubtrust/keys/*').trim()
    assert.equal(keys(), 'root:hubtrust')
    // Something to hand mail to.
    must('smtp-sink -CF -f RCPT -u nobody 127.0.0.1:10025 100 >/dev/null 2>&1 & echo $! >/tmp/pids')
    must(`/tmp/entry serve >/tmp/served 2>&1 & echo $! | tee /tmp/pid >>/tmp/pids`)
    await until(
      inSystem().run('cat /tmp/served').stdout,
      () => inSystem().run('grep -q "^Ready: " /tmp/served').status === 0,
    )
    const status = json('hubtrust status')
    assert.equal(at(status, 'running'), true)
    assert.equal(at(status, 'gateway.listening.0.port'), 25)
    assert.match(must('grep CapEff /proc/$(cat /tmp/pid)/status'), /^CapEff:\s+0+400$/m)
    assert.equal(must('stat -c %U /proc/$(cat /tmp/pid)').trim(), 'hubtrust')
    assert.equal(keys(), 'root:hubtrust', 'the account reads it, and owns it not')
    const { stdout, stderr, status: exit } = inSystem().run('hubtrust doctor --no-peers')
    assert.equal(exit, 0, `${stdout}${stderr}${must('cat /tmp/served')}`)
    // Trust that an administrator changes reaches the gateway, whoever owns the file of the directory.
    must('hubtrust server add hub2.corp.example')
    await until('the gateway knows it', () => at(json('hubtrust status'), 'gateway.directory.servers') === 2)
    must('kill $(cat /tmp/pid)')
    await until('it ends', () => inSystem().run('grep -q "^Ended" /tmp/served').status === 0)
    must('kill $(cat /tmp/pids | head -1); rm /tmp/pids')
  })

  test('what an administrator wrote into the settings stays when it is installed again', () => {
    must("echo 'LANG=ja_JP.UTF-8' >>/etc/default/hubtrust")
    must(`dpkg -i /tmp/${deb.slice(deb.lastIndexOf('/') + 1)}`)
    assert.match(must('cat /etc/default/hubtrust'), /^LANG=ja_JP\.UTF-8$/m)
    assert.match(must('dpkg-query -W -f "\\${Conffiles}" hubtrust'), /\/etc\/default\/hubtrust/)
  })

  test('removed, it leaves settings and state; purged, it leaves the keys, and says where', () => {
    must('dpkg -r hubtrust')
    assert.equal(must("find /usr /var/cache -xdev -path '*hubtrust*' -not -path '/usr/src/*'"), '')
    must('test -e /etc/default/hubtrust -a -e /etc/hubtrust/config.yaml -a -e /var/lib/hubtrust/directory.sqlite')
    const { status, stderr } = inSystem().run('dpkg --purge hubtrust')
    assert.equal(status, 0, stderr)
    assert.match(stderr, /rm -r \/var\/lib\/hubtrust/)
    must('test ! -e /etc/default/hubtrust -a ! -e /etc/hubtrust -a -n "$(ls /var/lib/hubtrust/keys)"')
  })
})

test('every page of the manual is sound roff', async (t) => {
  const { manualPages } = await import('../../scripts/manual.ts')
  const pages = manualPages('2026-06-01')
  t.diagnostic(`${String(pages.size)} pages`)
  const lint = (text: string) =>
    spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: text, encoding: 'utf8' }).stdout
  for (const [path, text] of pages) assert.equal(lint(text), '', path)
  const wrong = (pages.get('man1/hubtrust.1') ?? '').replace('.SH NAME', '.SHH NAME')
  assert.match(lint(wrong), /unknown macro/)
  const shown = spawnSync('mandoc', ['-T', 'ascii'], {
    input: pages.get('man1/hubtrust-cert-enable.1') ?? '',
    encoding: 'utf8',
  })
  // Emphasis is a letter, a backspace and the letter again.
  const letters = shown.stdout
    .split('\b')
    .map((text, index, { length }) => (index === length - 1 ? text : text.slice(0, -1)))
  assert.match(letters.join(''), /hubtrust cert enable THUMBPRINT \[OPTIONS\]/)
})
