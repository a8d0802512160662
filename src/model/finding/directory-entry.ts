/** What is published in the directory, for this server and for others. */
import type { FindingTable } from './entry.ts'

export const DIRECTORY_ENTRY_FINDINGS = {
  'directory.duplicate': {
    area: 'directory',
    severity: 'high',
    claim: {
      en: 'Every published certificate stands for one server.',
      ja: '公開された証明書がそれぞれ 1 台のサーバーだけを表している。',
    },
    title: {
      en: 'The certificate {thumbprint} is published for several servers: {servers}.',
      ja: '証明書 {thumbprint} が複数のサーバーに公開されています: {servers}。',
    },
    why: {
      en: 'A certificate that several servers share proves none of them, so it is trusted for nobody: mail with {servers} is refused. Cloned machines look like this.',
      ja: '複数のサーバーが共有する証明書は、どのサーバーの証明にもならないため信頼されません。{servers} とのメールは拒否されます。複製されたコンピューターでよく発生します。',
    },
    citation: ['hubtrust explain DIRECTORY_DUPLICATE'],
    needs: ['directory', 'configuration'],
    dependsOn: [],
    explains: ['event.1036', 'event.2018', 'peer.refused-recently', 'peer.one-way'],
    remedies: ['separate-certificates'],
  },
  'directory.ca-published': {
    area: 'directory',
    severity: 'high',
    claim: {
      en: 'No certification authority is published as a server.',
      ja: '証明機関の証明書がサーバーの証明書として公開されていない。',
    },
    title: {
      en: 'The certificate {thumbprint} published for {servers} is a certification authority (CA:TRUE).',
      ja: '{servers} に公開された証明書 {thumbprint} は証明機関 (CA:TRUE) のものです。',
    },
    why: {
      en: 'In a folder of trusted certificates it would vouch for every name it signs, so it is trusted for nobody: mail with {servers} is refused.',
      ja: '信頼された証明書のフォルダーに置くと、署名したすべての名前を保証することになるため信頼されません。{servers} とのメールは拒否されます。',
    },
    citation: ['RFC 5280 §4.2.1.9', 'hubtrust explain DIRECTORY_CA_CERTIFICATE'],
    needs: ['directory'],
    dependsOn: [],
    explains: ['event.1036', 'event.2018', 'peer.refused-recently', 'peer.one-way'],
    remedies: ['replace-published'],
  },
  'directory.entry-unusable': {
    area: 'directory',
    severity: 'high',
    claim: { en: 'Every entry of the directory can be used.', ja: 'ディレクトリのすべての項目が使用できる。' },
    title: {
      en: 'The entry {fingerprint} of {servers} in the directory cannot be used: {reason}.',
      ja: 'ディレクトリの {servers} の項目 {fingerprint} を使用できません: {reason}。',
    },
    why: {
      en: 'What cannot be used is left out when trust is decided: mail with {servers} under this certificate is refused.',
      ja: '使用できない項目は信頼の判断から除外されます。この証明書による {servers} とのメールは拒否されます。',
    },
    citation: ['hubtrust server show'],
    needs: ['directory'],
    dependsOn: [],
    explains: ['event.1036', 'event.2018', 'peer.refused-recently', 'peer.one-way'],
    remedies: ['replace-published'],
  },
  'directory.peer-unpublished': {
    area: 'peer',
    severity: 'high',
    claim: {
      en: 'Every server that a send connector leads to has a published certificate.',
      ja: '送信コネクタの接続先のサーバーすべてに、公開された証明書がある。',
    },
    title: {
      en: 'No certificate is published for {peer}, which connector "{connector}" sends to.',
      ja: 'コネクタ "{connector}" の送信先 {peer} の証明書がディレクトリに公開されていません。',
    },
    why: {
      en: 'The connector accepts only certificates of {peer}, and the directory holds none: mail to it waits at the local mail server.',
      ja: 'コネクタは {peer} の証明書だけを受け入れますが、ディレクトリに 1 つもありません。{peer} へのメールはローカルのメール サーバーで待機します。',
    },
    citation: ['Microsoft ff981963 (event 2018)'],
    needs: ['directory', 'configuration'],
    dependsOn: [],
    explains: ['event.2018', 'event.1036', 'peer.not-in-directory', 'peer.refused-recently', 'peer.one-way'],
    remedies: ['publish-peer'],
  },
  'directory.expired-leftover': {
    area: 'directory',
    severity: 'info',
    claim: {
      en: 'No certificate stays published long after it expired and was replaced.',
      ja: '期限切れ後に置き換えられた証明書が長期間公開されたままになっていない。',
    },
    title: {
      en: 'The certificate {thumbprint} of {server} expired on {notAfter} and is still published beside a valid one.',
      ja: '{server} の証明書 {thumbprint} は {notAfter} に期限が切れましたが、有効な証明書と共に公開されたままです。',
    },
    why: {
      en: 'While trust.expired is "warn" whoever holds its key is still let in as {server}, although a newer certificate has taken its place.',
      ja: 'trust.expired が "warn" の間は、新しい証明書に置き換えられた後も、その秘密キーを持つ者が {server} として受け入れられます。',
    },
    citation: ['docs/reference/config.md, trust.expired'],
    needs: ['directory', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['withdraw-leftover'],
  },
} as const satisfies FindingTable
