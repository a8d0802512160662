/** What a finding rests on, and what it proposes: facts that somebody can look up, and nothing made up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { remedyText } from '../../src/model/finding-text.ts'
import type { Finding } from '../../src/model/finding.ts'
import { thumbprintOf } from './facts.ts'
import { OWN_GRID } from './grid-own.ts'

const KEY = `/var/lib/hubtrust/keys/${thumbprintOf('own')}.key`

function findingOf(title: string, id: string): Finding {
  const found = OWN_GRID.find((line) => line.title === title)
  assert.ok(found !== undefined, title)
  const finding = diagnose(found.facts).findings.find((one) => one.id === id)
  assert.ok(finding !== undefined, `${title}: ${id}`)
  return finding
}

function proofsOf(title: string, id: string): readonly string[] {
  return findingOf(title, id).evidence.map(({ source, quote }) => `${source}: ${quote ?? ''}`)
}

function commandsOf(title: string, id: string, remedy: string): readonly string[] {
  const proposed = findingOf(title, id).remedies.find((one) => one.id === remedy)
  assert.ok(proposed !== undefined, `${title}: ${remedy}`)
  const { commands, undo } = remedyText(proposed, 'en')
  return [...commands, ...undo]
}

const PROOFS: readonly (readonly [title: string, id: string, ...proofs: readonly string[]])[] = [
  ['the key is for root alone', 'key.unreadable', `${KEY}: 0640 root:hubtrust`],
  ['a folder above the keys bars the way', 'key.unreadable', '/var/lib/hubtrust: folder-mode'],
  [
    'what the mode forbids is one finding, not two',
    'key.unreadable',
    `${KEY}: 0640 root:hubtrust`,
    `${KEY}: open: EACCES`,
  ],
  ['the key is gone', 'key.missing', `${KEY}: ENOENT`],
  ['the system refuses what the mode allows', 'key.open-refused', `${KEY}: open: EACCES`, `${KEY}: 0640 root:hubtrust`],
  [
    'the gateway runs as somebody else',
    'key.account-differs',
    'pid 4711: postfix',
    '/etc/hubtrust/config.yaml: account: hubtrust',
  ],
  [
    'the host has another domain than its certificate',
    'names.suffix',
    'hostname -f: hub1.lan',
    '/etc/resolv.conf: search corp.example',
    `/var/lib/hubtrust/certificates/${thumbprintOf('own')}.pem: hub1.corp.example`,
  ],
  [
    'our name leads to an address that keepalived moves',
    'balancer.name-elsewhere',
    'getent ahosts hub1.corp.example: 192.0.2.100',
    '/etc/haproxy/haproxy.cfg: ',
  ],
  [
    'two machines answer to our name',
    'balancer.members-differ',
    `hub1.corp.example:25: hub1.corp.example (${thumbprintOf('own').slice(0, 12)})`,
    `hub1.corp.example:25: hub2.corp.example (${thumbprintOf('peer').slice(0, 12)})`,
  ],
]

for (const [title, id, ...proofs] of PROOFS) {
  test(`${title}: ${id} shows where it was seen`, () => {
    assert.deepEqual(proofsOf(title, id), proofs)
  })
}

test('the line of the hosts file is named', () => {
  const [proof] = findingOf('the hosts file is out of date', 'names.hosts-file-overrides').evidence
  assert.deepEqual([proof?.source, proof?.line, proof?.quote], ['/etc/hosts', 3, '198.51.100.7 hub1.corp.example hub1'])
})

const ODD: readonly (readonly [title: string, odd: string])[] = [
  ['an underscore in the name of the host', '_'],
  ['a dot at the end of the name', 'example.'],
  ['64 characters between two dots', '64 > 63'],
  ['a name of 254 characters', '254 > 253'],
  ['a hyphen at the end of a label', 'corp-.'],
]

for (const [title, odd] of ODD) {
  test(`${title}: what is odd is ${odd}`, () => {
    assert.equal(findingOf(title, 'names.odd').args['odd'], odd)
  })
}

test('a host is never told to take an odd name', () => {
  const { remedies } = findingOf('a name of the server itself that is odd', 'names.odd')
  assert.deepEqual(
    remedies.map(({ id }) => id),
    ['correct-host-names'],
  )
})

test('an open key is named with its certificate, so that it can be repaired', () => {
  assert.deepEqual(findingOf('everybody can read the key', 'key.exposed').subject, {
    keyFile: KEY,
    certificate: thumbprintOf('own'),
  })
})

const COMMANDS: readonly (readonly [title: string, id: string, remedy: string, ...commands: readonly string[]])[] = [
  [
    'an ACL bars the way',
    'key.unreadable',
    'grant-by-acl',
    `setfacl -m u:hubtrust:r ${KEY}`,
    `setfacl -x u:hubtrust ${KEY}`,
  ],
  [
    'an ACL of a folder bars the way',
    'key.unreadable',
    'grant-by-acl',
    'setfacl -m u:hubtrust:x /var/lib',
    'setfacl -x u:hubtrust /var/lib',
  ],
  [
    'everybody can list the keys',
    'key.folder-open',
    'close-key-folder',
    'chgrp hubtrust /var/lib/hubtrust/keys',
    'chmod 0750 /var/lib/hubtrust/keys',
    'chgrp hubtrust /var/lib/hubtrust/keys',
    'chmod 0755 /var/lib/hubtrust/keys',
  ],
  [
    'a cluster name takes the place of ours',
    'balancer.unexpected-name',
    'certificate-with-names',
    'hubtrust cert new --domains hub1.corp.example,hub1,cluster.corp.example --services smtp --yes',
  ],
  [
    'a newer certificate that nobody published',
    'selection.newer-than-published',
    'publish-newer',
    `hubtrust cert enable ${thumbprintOf('next')} --services smtp --yes`,
    `hubtrust server withdraw hub1.corp.example ${thumbprintOf('next')} --yes`,
  ],
  [
    'the published certificate is not here, another one stands in',
    'store.published-missing',
    'publish-certificate',
    `hubtrust cert enable ${thumbprintOf('spare')} --services smtp --yes`,
    `hubtrust server withdraw hub1.corp.example ${thumbprintOf('spare')} --yes`,
  ],
  [
    'two machines answer to our name',
    'balancer.members-differ',
    'state-address',
    'hubtrust server add hub1.corp.example --address 192.0.2.11:2525',
  ],
  [
    'two machines answer to our name, and a connector listens everywhere',
    'balancer.members-differ',
    'state-address',
    'hubtrust server add hub1.corp.example --address 192.0.2.11:25',
  ],
]

for (const [title, id, remedy, ...commands] of COMMANDS) {
  test(`${title}: ${remedy} is one to type`, () => {
    assert.deepEqual(commandsOf(title, id, remedy), commands)
  })
}

test('whether the account opens its keys is not claimed where nobody could try', () => {
  const found = OWN_GRID.find(({ title }) => title === 'nobody could try, for want of root')
  assert.ok(found !== undefined)
  const check = diagnose(found.facts).checks.find(({ id }) => id === 'key.open-refused')
  assert.equal(check?.state, 'not-applicable')
})
