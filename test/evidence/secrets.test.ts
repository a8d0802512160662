import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SecretScanner } from '../../src/evidence/secrets.ts'

function screen(text: string): { told: string[]; text: string } {
  const scanner = new SecretScanner()
  const told: string[] = []
  const lines = text.split('\n').map((line, at) => {
    const screened = scanner.push(line)
    if (screened.secret !== undefined) told.push(`${String(at + 1)} ${screened.secret}`)
    return screened.text
  })
  return { told, text: lines.join('\n') }
}

const SECRETS: readonly (readonly [text: string, told: string])[] = [
  ['Password : S3cr3t!', '1 password'],
  ['Password=S3cr3t!', '1 password'],
  ['"AdminPassword": "S3cr3t!",', '1 password'],
  ['smtp_sasl_password = S3cr3t!', '1 password'],
  ['Kennwort : S3cr3t!', '1 password'],
  ['パスワード：S3cr3t!', '1 password'],
  ['Mot de passe : S3cr3t!', '1 password'],
  ['Server=a;Uid=b;Pwd=S3cr3t!;', '1 password'],
  ['net use x: -Password:S3cr3t!', '1 password'],
  ["Import-ExchangeCertificate -Password 'S3cr3t! with blanks'", '1 password'],
  ['ConvertTo-SecureString "S3cr3t! with blanks" -AsPlainText -Force', '1 password'],
  ['ConvertTo-SecureString -AsPlainText -String S3cr3t! -Force', '1 password'],
  ['<S N="Password">S3cr3t!</S>', '1 password'],
  ['<SS N="Key">S3cr3t!</SS>', '1 password'],
  ['<ESRAPassword>S3cr3t!</ESRAPassword>', '1 edge-credentials'],
  ['<ESRAPassword>\n  S3cr3t!\n</ESRAPassword>', '1 edge-credentials'],
  ['ESRAPassword : S3cr3t!', '1 edge-credentials'],
  ['msExchEdgeSyncCredential:: S3cr3t!', '1 edge-credentials'],
  ['Password : a very long one\n           S3cr3t!', '1 password'],
  ['-----BEGIN RSA PRIVATE KEY-----\nS3cr3t!\n-----END RSA PRIVATE KEY-----', '1 private-key'],
  ['a\n-----BEGIN ENCRYPTED PRIVATE KEY----- S3cr3t! -----END ENCRYPTED PRIVATE KEY-----', '2 private-key'],
  ['-----BEGIN PRIVATE KEY-----\nS3cr3t!', '1 private-key'],
]

for (const [text, told] of SECRETS) {
  test(`${text.replaceAll('\n', ' ⏎ ')} is told by place and not by value`, () => {
    const screened = screen(text)
    assert.deepEqual(screened.told, [told])
    assert.doesNotMatch(screened.text, /S3cr3t/)
  })
}

const INNOCENT = [
  'Password expires : 17/12/2026',
  'PasswordLastSet : 12/17/2026 9:00:00 AM',
  'Password : ',
  'Password : {}',
  'Password : System.Security.SecureString',
  'Import-ExchangeCertificate -Password $pwd',
  'Import-ExchangeCertificate -Password (Get-Credential).password',
  'sudo: a : TTY=pts/0 ; PWD=/home/a ; USER=b',
  'Unknown user name or bad password.',
  'The password of the account was changed.',
  '-----BEGIN CERTIFICATE-----',
  '-----BEGIN PUBLIC KEY-----',
  'PrivateKey : System.Security.Cryptography.RSACryptoServiceProvider',
  'ESRAUsername : CN=ESRA.edge1',
  'AuthMechanism : Tls, Integrated, BasicAuth',
  'HasPrivateKey : True',
]

test('what only speaks of passwords and keys is left as it is', () => {
  for (const text of INNOCENT) assert.deepEqual(screen(text), { told: [], text })
})

test('after the end of a secret lines are read as before', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nS3cr3t!\n-----END PRIVATE KEY-----\nThumbprint : AB'
  assert.equal(screen(key).text.split('\n').at(-1), 'Thumbprint : AB')
  assert.equal(screen('Password : S3cr3t!\nServices : SMTP').text.split('\n').at(-1), 'Services : SMTP')
  assert.equal(screen('<Password>\nS3cr3t!\n</Password>\n<a>b</a>').text.split('\n').at(-1), '<a>b</a>')
  const cut = `-----BEGIN PRIVATE KEY-----\n${'x\n'.repeat(500)}Thumbprint : AB`
  assert.equal(screen(cut).text.split('\n').at(-1), 'Thumbprint : AB')
})
