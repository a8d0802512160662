/** An OpenLDAP server with as many mail servers as one likes, each with a certificate of its own. */
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { issueSelfSigned } from '../src/x509/issue.ts'
import { serverName } from './sample.ts'
import { freePort, type Stage } from './stage.ts'

export const FLEET_BASE = 'ou=hubs,dc=lab,dc=test'
export const FLEET_ADMIN = 'cn=admin,dc=lab,dc=test'
export const FLEET_PASSWORD = 'admin'

/** One certificate with another serial number each time: what counts here is that they parse and that no two are the same. */
function certificates(): (at: number) => Buffer {
  const template = Buffer.from(
    issueSelfSigned({
      ...{ keyType: 'ec-p256', commonName: 'mx.corp.example', dnsNames: ['mx.corp.example'], days: 365 },
      notBeforeMs: Date.parse('2026-01-01T00:00:00Z'),
    }).certificateDer,
  )
  // Version, then the serial number.
  const from = template.indexOf(Buffer.from([0xa0, 0x03, 0x02, 0x01, 0x02])) + 5
  const length = template[from + 1] ?? 0
  return (at) => {
    const der = Buffer.from(template)
    der.writeUInt32BE(at, from + 2 + length - 4)
    return der
  }
}

/** The file slapadd reads. */
export async function writeFleet(path: string, count: number): Promise<void> {
  const file = createWriteStream(path)
  const certificateOf = certificates()
  file.write(
    'dn: dc=lab,dc=test\nobjectClass: organization\nobjectClass: dcObject\ndc: lab\no: lab\n\n' +
      `dn: ${FLEET_BASE}\nobjectClass: organizationalUnit\nou: hubs\n\n`,
  )
  for (let at = 0; at < count; at += 1) {
    const name = serverName(at)
    const entry = `dn: cn=${name},${FLEET_BASE}\nobjectClass: device\nobjectClass: pkiUser\ncn: ${name}\n`
    if (!file.write(`${entry}userCertificate;binary:: ${certificateOf(at).toString('base64')}\n\n`))
      await once(file, 'drain')
  }
  file.end()
  await finished(file)
}

export interface Fleet {
  readonly url: string
  readonly pid: number
}

/** Once it answers. */
export async function startFleet(stage: Stage, count: number): Promise<Fleet> {
  const folder = stage.path(`fleet-${String(count)}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(`${folder}/db`, { recursive: true })
  writeFileSync(
    `${folder}/slapd.conf`,
    `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload syncprov
database mdb
suffix dc=lab,dc=test
rootdn ${FLEET_ADMIN}
rootpw ${FLEET_PASSWORD}
directory ${folder}/db
maxsize 8589934592
index objectClass,entryUUID,entryCSN,cn eq
overlay syncprov
syncprov-sessionlog 10000
access to * by * read
`,
  )
  await writeFleet(`${folder}/fleet.ldif`, count)
  const words = ['-q', '-f', `${folder}/slapd.conf`, '-b', 'dc=lab,dc=test', '-l', `${folder}/fleet.ldif`]
  await stage.run({ command: '/usr/sbin/slapadd', args: words, place: 'anywhere' })
  const port = await freePort()
  const url = `ldap://127.0.0.1:${String(port)}`
  const args = ['-f', `${folder}/slapd.conf`, '-h', url, '-d', '0']
  const program = stage.start({ command: '/usr/sbin/slapd', args, place: 'proxy' })
  await program.listening(port)
  return { url, pid: program.pid }
}
