/** `server list`, `server show` and `server export`. */
import { properties, table } from '../../core/layout.ts'
import { writeAtomic } from '../../disk/files.ts'
import type { Server } from '../../model/server.ts'
import { writePem } from '../../x509/pem.ts'
import { propertyPairs } from '../../model/certificate-view.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'
import { knownServer } from '../server-name.ts'

export const run: Run = async (context) => {
  const servers = (await context.directory()).servers()
  if (context.isJson) context.outJson(servers)
  else if (servers.length > 0) context.out(serverTable(context, servers))
  if (servers.length === 0) context.note(context.word('server.empty'))
  return 0
}

function serverTable(context: Context, servers: readonly Server[]): string {
  const self = context.configuration().server.name
  const header = [
    context.word('server.name'),
    context.word('server.roles'),
    context.word('server.state'),
    context.word('server.certificates'),
    context.word('server.addresses'),
  ]
  const rows = servers.map(({ name, roles, enabled, certificates, addresses }) => [
    name === self ? `${name} ${context.word('server.this')}` : name,
    roles.join(', '),
    enabled ? context.word('server.enabled') : context.terminal.paint('yellow', context.word('server.disabled')),
    certificates.length === 0
      ? context.word('general.none')
      : certificates.map(({ thumbprint }) => thumbprint.slice(0, 10)).join(', '),
    addresses.length === 0 ? context.word('server.default-address', { name }) : addresses.join(', '),
  ])
  return table(header, rows)
}

export const show: Run = async (context, input) => {
  const server = await knownServer(context, input.argument(0))
  if (context.isJson) {
    context.outJson(server)
    return 0
  }
  const { certificates, name, roles, addresses, enabled, version } = server
  context.out(
    properties(propertyPairs({ Name: name, Roles: roles, Addresses: addresses, Enabled: enabled, Version: version })),
  )
  for (const { thumbprint, fingerprint, notBefore, notAfter, publishedAt } of certificates) {
    context.out('')
    context.out(
      properties(
        propertyPairs({
          Thumbprint: thumbprint,
          Fingerprint: fingerprint,
          NotBefore: notBefore,
          NotAfter: notAfter,
          PublishedAt: publishedAt,
        }),
      ),
    )
  }
  if (certificates.length === 0) context.note(context.word('server.no-certificate'))
  return 0
}

export const exportCertificates: Run = async (context, input) => {
  const server = await knownServer(context, input.argument(0))
  const directory = await context.directory()
  const ders = server.certificates.map(({ fingerprint }) => directory.certificateDer(fingerprint))
  const pem = ders.map((der) => (der === undefined ? '' : writePem('CERTIFICATE', der))).join('')
  const file = input.text('out')
  if (file === undefined) context.out(pem.trimEnd())
  else {
    writeAtomic(file, pem, { mode: 0o644 })
    context.note(context.word('certificate.written', { path: file }))
  }
  if (ders.length === 0) context.note(context.word('server.no-certificate'))
  return 0
}
