/** Remedies in Postfix and Exim. Others may use the same service, so a person decides. */
import type { RemedyTable } from './entry.ts'

export const POSTFIX_REMEDIES = {
  'empty-mynetworks': {
    title: { en: 'Let the service trust no network.', ja: 'サービスの mynetworks を空にします。' },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/mynetworks=',
      'postconf -c {folder} -P {master}/smtpd_relay_restrictions=reject_unauth_destination',
      'postfix -c {folder} reload',
    ],
    prose: {
      en: 'If other programs hand in mail on this port, give the gateway one of its own; docs/guide/postfix.md has the entry.',
      ja: '他のプログラムもこのポートを使用する場合は、ゲートウェイ専用のポートを用意してください。docs/guide/postfix.md に例があります。',
    },
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.backend-mynetworks', 'connector.backend-relays'],
  },
  'no-login-behind': {
    title: { en: 'Let peers be peers, not users.', ja: '信頼された相手をユーザーとして扱わないようにします。' },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/smtpd_sasl_auth_enable=no',
      'postconf -c {folder} -P {master}/smtpd_relay_restrictions=reject_unauth_destination',
      'postfix -c {folder} reload',
    ],
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.backend-login-relays', 'connector.backend-relays'],
  },
  'expect-proxy': {
    title: { en: 'Let the service expect the PROXY header.', ja: 'サービスを PROXY ヘッダーに対応させます。' },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/smtpd_upstream_proxy_protocol=haproxy',
      'postfix -c {folder} reload',
    ],
    prose: {
      en: 'Whoever else uses this port needs the header, too: better give the gateway one of its own.',
      ja: 'このポートを使用する他のプログラムもヘッダーが必要になります。ゲートウェイ専用のポートを推奨します。',
    },
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.backend-no-proxy', 'connector.backend-mismatch'],
  },
  'expect-no-proxy': {
    title: { en: 'Let the service wait for no PROXY header.', ja: 'サービスが PROXY ヘッダーを待たないようにします。' },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/smtpd_upstream_proxy_protocol=',
      'postfix -c {folder} reload',
    ],
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.backend-wants-proxy', 'connector.backend-silent', 'connector.backend-mismatch'],
  },
  'allow-xclient': {
    title: {
      en: 'Let the service take XCLIENT from the gateway.',
      ja: 'サービスがゲートウェイからの XCLIENT を受け入れるようにします。',
    },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/smtpd_authorized_xclient_hosts={gateway}',
      'postfix -c {folder} reload',
    ],
    prose: {
      en: 'Every program on {gateway} may then claim to be anybody on this port; proxy-v2 asks for less trust.',
      ja: '{gateway} のすべてのプログラムが、このポートで任意の身元を名乗れるようになります。proxy-v2 の方が安全です。',
    },
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.backend-no-xclient', 'connector.backend-mismatch'],
  },
  'forbid-xclient': {
    title: {
      en: 'Let the service take XCLIENT and XFORWARD from nobody.',
      ja: 'サービスが XCLIENT と XFORWARD を受け入れないようにします。',
    },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/smtpd_authorized_xclient_hosts=',
      'postconf -c {folder} -P {master}/smtpd_authorized_xforward_hosts=',
      'postfix -c {folder} reload',
    ],
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.backend-xclient', 'connector.backend-trusts-gateway'],
  },
  'forbid-bare-newline': {
    title: { en: 'Let the service refuse bare line feeds.', ja: 'サービスが単独の改行文字を拒否するようにします。' },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/smtpd_forbid_bare_newline=normalize',
      'postfix -c {folder} reload',
    ],
    prose: {
      en: 'Versions before 3.8.5, 3.7.10, 3.6.14 and 3.5.24 know only "yes".',
      ja: '3.8.5、3.7.10、3.6.14、3.5.24 より前のバージョンでは "yes" のみ使用できます。',
    },
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.smuggling'],
  },
  'leave-tls-to-gateway': {
    title: { en: 'Leave TLS to the gateway.', ja: 'TLS をゲートウェイに任せます。' },
    commands: [
      'cp -p {file} {file}.before',
      'postconf -c {folder} -P {master}/smtp_tls_security_level=none',
      'postconf -c {folder} -P {master}/smtp_tls_policy_maps=',
      'postfix -c {folder} reload',
    ],
    prose: {
      en: 'If other destinations use this transport, make one for the gateway alone, as README.md shows (5. Postfix).',
      ja: '他の宛先もこのトランスポートを使用する場合は、README.md (5. Postfix) の例のようにゲートウェイ専用のトランスポートを作成してください。',
    },
    automatic: false,
    risk: 'none',
    undo: ['cp -p {file}.before {file}', 'postfix -c {folder} reload'],
    verify: ['postfix.sender-encrypts'],
  },
  'exim-expects-proxy': {
    title: { en: 'Let Exim expect the PROXY header.', ja: 'Exim を PROXY ヘッダーに対応させます。' },
    commands: ['exim -bP hosts_proxy'],
    prose: {
      en: 'In the main section under {path}: hosts_proxy = 127.0.0.1; then restart Exim. Everybody at that address needs the header then.',
      ja: '{path} のメイン セクションに hosts_proxy = 127.0.0.1 を設定し、Exim を再起動してください。そのアドレスからのすべての接続にヘッダーが必要になります。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['exim.backend-no-proxy', 'connector.backend-mismatch'],
  },
} as const satisfies RemedyTable
