import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringsOfText } from '../../src/evidence/event-strings.ts'
import { THUMBPRINT } from './samples-events.ts'

const TRANSPORT = 'MSExchangeTransport'

const GRID: readonly (readonly [says: string, source: string, id: number, text: string, strings: readonly string[]])[] =
  [
    [
      'English: every parameter of 12014, a connector with blanks, too',
      TRANSPORT,
      12014,
      "Microsoft Exchange could not find a certificate that contains the domain name mail.corp.example in the personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP verb for the connector Default HUB1 with a FQDN parameter of hub1.corp.example. If the connector's FQDN is not specified, the computer's FQDN is used.",
      ['mail.corp.example', 'Default HUB1', 'hub1.corp.example'],
    ],
    [
      'a certificate by issuer and subject',
      'MSExchangeFrontEndTransport',
      12014,
      'Es wurde kein Zertifikat mit dem Namen "<I>CN=Corp CA, DC=corp<S>CN=mail.corp.example" gefunden, FQDN hub1.corp.example.',
      ['<I>CN=Corp CA, DC=corp<S>CN=mail.corp.example', '', 'hub1.corp.example'],
    ],
    [
      'Japanese: subject and address by their shape',
      TRANSPORT,
      1036,
      '証明書 CN=edge1.corp.example, O=例 の受信の直接信頼認証に失敗しました。送信元の IP アドレスは [2001:db8::40] です。',
      ['CN=edge1.corp.example, O=例', '2001:db8::40'],
    ],
    [
      'a phantom: placeholders that were never filled',
      TRANSPORT,
      1036,
      "Échec de l'authentification pour le certificat %1. L'adresse IP source est [%2].",
      ['%1', '%2'],
    ],
    [
      'French: thumbprint and hours',
      TRANSPORT,
      12017,
      `Empreinte : ${THUMBPRINT.toLowerCase()}, heures restantes : 96`,
      [THUMBPRINT, '96'],
    ],
    ['two thumbprints', TRANSPORT, 12024, `${THUMBPRINT} ... ${'AB'.repeat(20)}`, [THUMBPRINT, 'AB'.repeat(20)]],
    [
      'English: error, connector, mechanism and address of 1035',
      TRANSPORT,
      1035,
      'Inbound authentication failed with error LogonDenied for Receive connector Default HUB1. The authentication mechanism is ExchangeAuth. The source IP address of the client who tried to authenticate to Microsoft Exchange is [192.0.2.9].',
      ['LogonDenied', 'Default HUB1', 'ExchangeAuth', '192.0.2.9'],
    ],
    [
      'German: only the address of 1035',
      TRANSPORT,
      1035,
      'Fehler bei der Anmeldung von [192.0.2.9].',
      ['', '', '', '192.0.2.9'],
    ],
    ['EdgeSync has ids of its own', 'MSExchange EdgeSync', 1035, `Zertifikat ${THUMBPRINT}`, [THUMBPRINT]],
    ['a code of Schannel', 'Schannel', 36870, 'エラー コードは 0x8009030D です。', ['0x8009030D']],
    ['1037 says nothing that can be relied on', TRANSPORT, 1037, `anything ${THUMBPRINT}`, []],
    [
      'a web page of Microsoft is no name',
      TRANSPORT,
      12016,
      'Siehe go.microsoft.com und setup.exe. FQDN: mail.corp.example.',
      ['mail.corp.example'],
    ],
    ['nothing there', TRANSPORT, 12015, 'Ein Zertifikat ist abgelaufen.', []],
  ]

for (const [says, source, id, text, strings] of GRID) {
  test(says, () => {
    assert.deepEqual(stringsOfText(source, id, text), strings)
  })
}

test('any text is read in no time', () => {
  const pieces = fc.constantFrom(
    'CN=',
    'O=',
    ', ',
    '. ',
    '[',
    ']',
    '<I>',
    '<S>',
    '%1',
    'a.b',
    '0x',
    '1',
    'の',
    '"',
    'for certificate ',
  )
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 4_000 }),
      fc.constantFrom(1035, 1036, 2015, 2017, 12014, 12018),
      (words, id) => {
        assert.ok(stringsOfText(TRANSPORT, id, words.join('')).length <= 4)
      },
    ),
    { numRuns: 60 },
  )
})
