/** What `directory schema` prints is fed to the tools it names, on a directory as Debian sets one up (cn=config). */
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { DIRECTORY_KINDS, setupText } from '../../src/directory/ldap/setup.ts'
import { until } from '../daemon/served.ts'

const SUFFIX = 'dc=corp,dc=example'
const BASE = `ou=hubtrust,${SUFFIX}`
const ACCOUNT = `cn=hubtrust,${SUFFIX}`
const ADMIN = ['-x', '-D', `cn=admin,${SUFFIX}`, '-w', 'admin']
const AS_ROOT = 'gidNumber=0+uidNumber=0,cn=peercred,cn=external,cn=auth'

const asked = promisify(execFile)

const config = (folder: string): string => `dn: cn=config
objectClass: olcGlobal
cn: config
olcPidFile: ${folder}/slapd.pid

dn: cn=module{0},cn=config
objectClass: olcModuleList
cn: module{0}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif
include: file:///etc/ldap/schema/cosine.ldif

dn: olcDatabase={0}config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {0}config
olcAccess: to * by dn.exact=${AS_ROOT} manage by * break

dn: olcDatabase={1}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {1}mdb
olcSuffix: ${SUFFIX}
olcRootDN: cn=admin,${SUFFIX}
olcRootPW: admin
olcDbDirectory: ${folder}/db
olcDbIndex: objectClass eq
olcAccess: to * by * read
`

/** Its ldapi URL. */
async function startDirectory(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-setup-'))
  for (const name of ['db', 'config']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'config.ldif'), config(folder))
  execFileSync('/usr/sbin/slapadd', ['-n', '0', '-F', join(folder, 'config'), '-l', join(folder, 'config.ldif')])
  const url = `ldapi://${encodeURIComponent(join(folder, 'ldapi'))}`
  const child = spawn('/usr/sbin/slapd', ['-F', join(folder, 'config'), '-h', url, '-d', '0'], { stdio: 'ignore' })
  t.after(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  await until('it answers', () => succeeds('ldapwhoami', '-x', '-H', url))
  const root = `dn: ${SUFFIX}\nobjectClass: organization\nobjectClass: dcObject\ndc: corp\no: corp\n`
  await feed('ldapadd', [...ADMIN, '-H', url], root)
  return url
}

async function succeeds(program: string, ...words: readonly string[]): Promise<boolean> {
  return asked(program, words).then(
    () => true,
    () => false,
  )
}

async function feed(program: string, words: readonly string[], text: string): Promise<void> {
  const running = asked(program, words)
  running.child.stdin?.end(text)
  await running
}

test('the text for OpenLDAP, part by part, makes a place, an account with its rights, and tells changes', async (t) => {
  const url = await startDirectory(t)
  const text = setupText('openldap', { base: BASE, account: ACCOUNT, lang: 'ja' })
  const [place = '', rights = ''] = text.split(/^(?=# 2\. )/m)
  await feed('ldapadd', [...ADMIN, '-H', url], place)
  await asked('ldappasswd', [...ADMIN, '-H', url, '-s', 'secret', ACCOUNT])
  await feed('ldapmodify', ['-Y', 'EXTERNAL', '-Q', '-H', url], rights)
  const account = ['-x', '-D', ACCOUNT, '-w', 'secret', '-H', url]
  const server = (base: string) => `dn: cn=mx.corp.example,${base}\nobjectClass: device\ncn: mx.corp.example\n`
  await feed('ldapadd', account, server(BASE))
  await assert.rejects(feed('ldapadd', account, server(SUFFIX)), /Insufficient access/)
  const { stdout } = await asked('ldapsearch', [...account, '-LLL', '-s', 'base', '-b', SUFFIX, 'contextCSN'])
  assert.match(stdout, /^contextCSN: \d{14}/m)
  const passwords = await asked('ldapsearch', ['-x', '-LLL', '-H', url, '-b', SUFFIX, 'userPassword'])
  assert.doesNotMatch(passwords.stdout, /userPassword/)
})

test('each text says what it says in the language that was asked for, around the same commands', () => {
  for (const kind of DIRECTORY_KINDS) {
    const [en, ja] = (['en', 'ja'] as const).map((lang) => setupText(kind, { base: BASE, account: ACCOUNT, lang }))
    const commands = (text = '') => text.split('\n').filter((line) => !/^#( [12]\.| {3})? \S/.test(line) && line !== '')
    assert.deepEqual(commands(ja), commands(en))
    assert.ok(commands(en).length > 1)
    assert.match(ja ?? '', /[\u3041-\u30ff]/)
    assert.doesNotMatch(en ?? '', /[\u3041-\u30ff]/)
  }
})
