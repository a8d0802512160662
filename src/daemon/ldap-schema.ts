/** The shape of the section of config.yaml that says where a directory elsewhere is, and when a withdrawal is held. */
import * as v from 'valibot'
import { LDAP_FOLLOWS, LDAP_MAPPINGS } from '../model/configuration.ts'
import { count, duration, textLike } from './schema-parts.ts'

const LDAP_URL =
  /^(?:ldaps?:\/\/(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?|ldapi:\/\/%2[fF][A-Za-z0-9._%-]+)\/?$/
const FINGERPRINT = /^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$/

export const ldap = v.strictObject({
  urls: v.pipe(
    v.array(textLike(LDAP_URL, 'a URL such as ldaps://dir1.corp.example, ldap://[::1]:389 or ldapi://%2Frun%2Fldapi')),
    v.minLength(1, 'at least one URL'),
    v.description('The servers of the directory, in the order they are tried.'),
  ),
  base: v.pipe(
    v.string('a distinguished name'),
    v.minLength(1, 'a distinguished name'),
    v.description('Where the servers are, for example ou=servers,dc=corp,dc=example.'),
  ),
  mapping: v.optional(
    v.pipe(
      v.picklist(LDAP_MAPPINGS),
      v.description(
        'device: entries of device with pkiUser. active-directory: computer objects. exchange: the servers of an Exchange organization, only read.',
      ),
    ),
    'device',
  ),
  filter: v.optional(v.pipe(v.string(), v.description('Narrows what the mapping asks for; an LDAP filter.'))),
  startTls: v.optional(
    v.pipe(
      v.boolean(),
      v.description('With ldap:// URLs: TLS before anything else is said; on unless it is turned off for loopback.'),
    ),
    true,
  ),
  caFile: v.optional(
    v.pipe(
      v.string(),
      v.description("Authorities the directory server's certificate is checked by (PEM); the system's when left out."),
    ),
  ),
  pins: v.optional(
    v.pipe(
      v.array(textLike(FINGERPRINT, 'the SHA-256 fingerprint of a certificate')),
      v.description("SHA-256 of the directory server's certificate; then no authority is asked."),
    ),
    [],
  ),
  certificateFile: v.optional(
    v.pipe(v.string(), v.description('Shown to the directory server (PEM), for bind external.')),
  ),
  keyFile: v.optional(v.pipe(v.string(), v.description('The private key that goes with it (PEM).'))),
  bind: v.optional(
    v.pipe(
      v.picklist(['anonymous', 'external', 'simple']),
      v.description('external: by the certificate shown, or by the account on ldapi (SASL EXTERNAL).'),
    ),
    'anonymous',
  ),
  bindDn: v.optional(
    v.pipe(v.string(), v.description('Who binds; with bind simple. In Active Directory also user@domain.')),
  ),
  passwordFile: v.optional(
    v.pipe(v.string(), v.description('A file with the password as its first line; mode 0600 or 0640.')),
  ),
  passwordVariable: v.optional(v.pipe(v.string(), v.description('Or the environment variable that holds it.'))),
  follow: v.optional(
    v.pipe(
      v.picklist(LDAP_FOLLOWS),
      v.description(
        'How changes are learned. auto takes the best the server offers; sync is RFC 4533, dirsync Active Directory.',
      ),
    ),
    'auto',
  ),
  poll: v.optional(v.pipe(duration, v.description('How often it is read where the server tells no changes.')), '30s'),
})

export const guard = v.strictObject({
  share: v.optional(
    v.pipe(
      v.number('a number from 0 to 1'),
      v.minValue(0, 'a number from 0 to 1'),
      v.maxValue(1, 'a number from 0 to 1'),
      v.description('When more than this share of the servers would lose trust at once, it is held until confirmed.'),
    ),
    0.2,
  ),
  count: v.optional(v.pipe(count(0, 1_000_000), v.description('So many servers at once are never held.')), 3),
})
