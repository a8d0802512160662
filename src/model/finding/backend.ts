/** The mail server behind a receive connector, as a session of the gateway meets it. */
import type { FindingTable } from './entry.ts'

export const BACKEND_FINDINGS = {
  'connector.backend-unreachable': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The mail server behind every receive connector can be reached.',
      ja: 'すべての受信コネクタの背後のメール サーバーに接続できる。',
    },
    title: {
      en: 'The mail server behind connector "{connector}" at {backend} cannot be reached: {problem}',
      ja: 'コネクタ "{connector}" の背後のメール サーバー {backend} に接続できません: {problem}',
    },
    why: {
      en: 'Trusted peers are told 421 and keep their mail until {backend} answers.',
      ja: '信頼された相手にも 421 を返すため、{backend} が応答するまでメールは送信元で待機します。',
    },
    citation: ['event 30001'],
    needs: ['backends'],
    dependsOn: [],
    explains: ['event.30001'],
    remedies: ['start-backend'],
  },
  'connector.backend-mismatch': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The mail server behind takes sessions the way they are handed over.',
      ja: '背後のメール サーバーが、構成された引き渡し方式でセッションを受け入れる。',
    },
    title: {
      en: 'The mail server behind connector "{connector}" at {backend} does not take a session handed over as {handoff}: {answer}',
      ja: 'コネクタ "{connector}" の背後のメール サーバー {backend} が、引き渡し方式 {handoff} のセッションを受け入れません: {answer}',
    },
    why: {
      en: 'Both sides must agree on PROXY protocol, XCLIENT or neither. As it is every session ends with 421 or 451, and mail waits at its senders.',
      ja: 'PROXY プロトコル、XCLIENT、なしのいずれかに両側で揃える必要があります。現状ではすべてのセッションが 421 または 451 で終わり、メールは送信元で待機します。',
    },
    citation: ['docs/guide/postfix.md', 'docs/reference/pitfalls.md, 12 and 14'],
    needs: ['backends', 'configuration'],
    dependsOn: [
      'postfix.backend-no-proxy',
      'postfix.backend-wants-proxy',
      'postfix.backend-no-xclient',
      'exim.backend-no-proxy',
    ],
    explains: ['event.30001'],
    remedies: ['fit-handoff'],
  },
  'connector.backend-silent': {
    area: 'surroundings',
    severity: 'medium',
    claim: {
      en: 'The mail server behind answers at once.',
      ja: '背後のメール サーバーがすぐに応答する。',
    },
    title: {
      en: 'The mail server behind connector "{connector}" at {backend} accepts the connection and then says nothing (handoff: {handoff}).',
      ja: 'コネクタ "{connector}" の背後のメール サーバー {backend} が、接続を受け入れた後に応答しません (handoff: {handoff})。',
    },
    why: {
      en: 'It waits for a PROXY header that does not come, for a slow look-up of the peer, or it is overloaded. The gateway gives it a minute; after that mail waits at its senders.',
      ja: '届かない PROXY ヘッダーを待っているか、接続元の名前解決が遅いか、過負荷の状態です。ゲートウェイは 1 分間待ちますが、その後メールは送信元で待機します。',
    },
    citation: ['docs/guide/postfix.md', 'event 30001'],
    needs: ['backends', 'configuration'],
    dependsOn: ['postfix.backend-wants-proxy'],
    explains: ['event.30001'],
    remedies: ['fit-handoff'],
  },
  'connector.backend-trusts-gateway': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The mail server behind takes XCLIENT and XFORWARD from nobody who comes through the gateway.',
      ja: '背後のメール サーバーが、ゲートウェイ経由の接続元に XCLIENT と XFORWARD を提供しない。',
    },
    title: {
      en: 'The mail server behind connector "{connector}" at {backend} would take {verb} from whoever comes through the gateway.',
      ja: 'コネクタ "{connector}" の背後のメール サーバー {backend} が、ゲートウェイ経由のすべての接続元から {verb} を受け入れる状態です。',
    },
    why: {
      en: 'With {verb} a peer could claim to be anybody, so the gateway defers every session with event 30003, and mail waits at its senders.',
      ja: '{verb} により接続元が任意の身元を名乗れるため、ゲートウェイはイベント 30003 を記録してすべてのセッションを保留します。メールは送信元で待機します。',
    },
    citation: ['event 30003', 'docs/reference/pitfalls.md, 13'],
    needs: ['backends', 'configuration'],
    dependsOn: ['postfix.backend-xclient'],
    explains: ['event.30003'],
    remedies: ['distrust-gateway'],
  },
  'connector.backend-relays': {
    area: 'surroundings',
    severity: 'critical',
    claim: {
      en: 'The mail server behind relays for nobody who comes through the gateway.',
      ja: '背後のメール サーバーが、ゲートウェイ経由の接続元に対して中継を行わない。',
    },
    title: {
      en: 'The mail server behind connector "{connector}" at {backend} relays for whoever comes through the gateway.',
      ja: 'コネクタ "{connector}" の背後のメール サーバー {backend} が、ゲートウェイ経由のすべての接続元に対して中継を許可しています。',
    },
    why: {
      en: 'A recipient of a foreign domain was accepted. It trusts the address of the gateway, so every peer, and on a shared connector the whole world, can send anywhere through it.',
      ja: '外部ドメインの受信者が受け入れられました。ゲートウェイのアドレスを信頼しているため、すべての相手 (共有コネクタでは誰でも) が任意の宛先に送信できます。',
    },
    citation: ['docs/reference/pitfalls.md, 12'],
    needs: ['backends'],
    dependsOn: ['postfix.backend-mynetworks', 'postfix.backend-login-relays'],
    explains: [],
    remedies: ['close-relay'],
  },
} as const satisfies FindingTable
