/** Certificates of other servers, as they show them and as the directory has them. */
import type { FindingTable } from './entry.ts'

export const PEER_FINDINGS = {
  'peer.not-in-directory': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server shows a certificate that is published for it.',
      ja: 'すべてのサーバーが、公開された証明書を提示する。',
    },
    title: {
      en: '{peer} shows a certificate that is published for no enabled server: SHA-256 {presented}.',
      ja: '{peer} が提示した証明書は、有効なサーバーのいずれにも公開されていません: SHA-256 {presented}。',
    },
    why: {
      en: 'A server is trusted by its published certificate alone: mail to {peer} is deferred with event 2018, and what it sends is refused here with event 1036.',
      ja: 'サーバーは公開された証明書によってのみ信頼されます。{peer} へのメールはイベント 2018 で保留され、{peer} からのメールはイベント 1036 で拒否されます。',
    },
    citation: ['Microsoft ff980980 (event 1036)', 'Microsoft ff981963 (event 2018)'],
    needs: ['peers', 'directory', 'configuration'],
    dependsOn: [],
    explains: ['event.1036', 'event.2018', 'peer.one-way', 'peer.refused-recently'],
    remedies: ['publish-peer'],
  },
  'peer.wrong-server': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server answers at its own addresses.',
      ja: 'すべてのサーバーが自身のアドレスで応答する。',
    },
    title: {
      en: '{addresses}, where {peer} should be, shows the certificate of {owner}.',
      ja: '{peer} のアドレス {addresses} で、{owner} の証明書が提示されました。',
    },
    why: {
      en: 'A send connector hands mail to the server that was meant and to nobody else: mail to {peer} is deferred. The address leads to the wrong machine, or the certificate was published under the wrong name.',
      ja: '送信コネクタは想定したサーバー以外にメールを渡しません。{peer} へのメールは保留されます。アドレスが別のコンピューターを指しているか、証明書が別の名前で公開されています。',
    },
    citation: ['Microsoft ff981963 (event 2018)'],
    needs: ['peers', 'directory', 'configuration'],
    dependsOn: [],
    explains: ['event.2018', 'peer.one-way'],
    remedies: ['correct-address', 'publish-peer'],
  },
  'peer.own-certificate': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'No address of another server leads back to this one.',
      ja: '他のサーバーのアドレスがこのサーバー自身を指していない。',
    },
    title: {
      en: '{addresses}, where {peer} should be, answers with the certificate of this server.',
      ja: '{peer} のアドレス {addresses} で、このサーバー自身の証明書が提示されました。',
    },
    why: {
      en: 'The address leads back here, or {peer} is a clone of this machine. Mail would go round in circles, so the gateway refuses it.',
      ja: 'アドレスがこのサーバーを指しているか、{peer} がこのコンピューターの複製です。メールがループするため、ゲートウェイは接続を拒否します。',
    },
    citation: ['docs/reference/pitfalls.md, 27'],
    needs: ['peers', 'directory', 'configuration'],
    dependsOn: [],
    explains: ['event.2018', 'event.1036', 'peer.rejects-us'],
    remedies: ['correct-address'],
  },
  'peer.no-certificate': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Servers of the directory show a certificate when they connect.',
      ja: 'ディレクトリのサーバーが、接続時に証明書を提示する。',
    },
    title: {
      en: '{peer} [{address}] connects without a certificate, last at {lastAt}.',
      ja: '{peer} [{address}] が証明書なしで接続しています (最終: {lastAt})。',
    },
    why: {
      en: 'Direct trust needs a certificate from both sides: mail of {peer} is refused on connector "{connector}" with event 1036 and waits there.',
      ja: '直接信頼には双方の証明書が必要です。{peer} からのメールはコネクタ "{connector}" でイベント 1036 により拒否され、送信元で待機します。',
    },
    citation: ['RFC 8446 §4.4.2.4', 'Microsoft ff980980 (event 1036)'],
    needs: ['events', 'directory', 'configuration'],
    dependsOn: [],
    explains: ['event.1036'],
    remedies: ['peer-shows-certificate'],
  },
  'peer.expired': {
    area: 'peer',
    severity: 'medium',
    claim: {
      en: 'The certificates of the other servers have not expired.',
      ja: '他のサーバーの証明書の有効期限が切れていない。',
    },
    title: {
      en: 'The certificate {thumbprint} of {peer} expired on {notAfter}.',
      ja: '{peer} の証明書 {thumbprint} は {notAfter} に期限が切れました。',
    },
    why: {
      en: 'Under trust.expired: {policy} a published certificate that has expired is met so: "warn" lets mail through with event 12019, "refuse" stops it in both directions.',
      ja: '期限切れの公開済み証明書は trust.expired (現在: {policy}) に従って扱われます。"warn" ではイベント 12019 を記録して受け入れ、"refuse" では両方向とも拒否します。',
    },
    citation: ['Microsoft ff980723 (event 12019)', 'Microsoft KB953354'],
    needs: ['directory', 'configuration'],
    dependsOn: [],
    explains: ['event.12019', 'event.1036', 'event.2018', 'peer.one-way'],
    remedies: ['peer-renews'],
  },
  'peer.not-yet-valid': {
    area: 'peer',
    severity: 'medium',
    claim: {
      en: 'The certificates of the other servers are valid already.',
      ja: '他のサーバーの証明書の有効期間が始まっている。',
    },
    title: {
      en: 'The certificate {thumbprint} of {peer} is valid only from {notBefore}.',
      ja: '{peer} の証明書 {thumbprint} は {notBefore} からのみ有効です。',
    },
    why: {
      en: 'One of the two clocks is wrong, or it was made for later. With trust.expired: {policy}, "warn" lets mail through and "refuse" stops it in both directions.',
      ja: 'どちらかの時計が誤っているか、将来のために作成された証明書です。trust.expired (現在: {policy}) が "warn" の場合は受け入れ、"refuse" の場合は両方向とも拒否します。',
    },
    citation: ['RFC 5280 §4.1.2.5'],
    needs: ['directory', 'configuration'],
    dependsOn: ['validity.clock'],
    explains: ['event.1036', 'event.2018', 'peer.one-way'],
    remedies: ['check-clocks', 'peer-renews'],
  },
  'peer.disabled': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server that a send connector leads to is enabled.',
      ja: '送信コネクタの接続先のサーバーがすべて有効である。',
    },
    title: {
      en: '{peer}, which connector "{connector}" sends to, is disabled in the directory.',
      ja: 'コネクタ "{connector}" の送信先 {peer} が、ディレクトリで無効になっています。',
    },
    why: {
      en: 'A disabled server is trusted by nobody: mail to {peer} is deferred, and what it sends is refused.',
      ja: '無効なサーバーは信頼されません。{peer} へのメールは保留され、{peer} からのメールは拒否されます。',
    },
    citation: ['hubtrust server disable'],
    needs: ['directory', 'configuration'],
    dependsOn: [],
    explains: ['event.1036', 'event.2018', 'peer.not-in-directory', 'peer.one-way'],
    remedies: ['enable-peer'],
  },
} as const satisfies FindingTable
