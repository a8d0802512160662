/** The names of this host against the names in its certificates. */
import type { FindingTable } from './entry.ts'

/** What follows when selection finds no name of this host in the certificate. */
const PASSED_OVER = ['event.1037', 'event.2019', 'selection.none-eligible'] as const
const NEEDS = ['store', 'directory', 'names', 'configuration'] as const

export const NAMES_FINDINGS = {
  'names.lookup-failed': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'The fully qualified name of this server can be looked up where it is needed.',
      ja: '必要な場合に、このサーバーの完全修飾名を取得できる。',
    },
    title: {
      en: 'The fully qualified name of this host ({kernelName}) cannot be looked up, and the certificate {thumbprint} holds {certificateNames}.',
      ja: 'このホスト ({kernelName}) の完全修飾名を取得できず、証明書 {thumbprint} の名前は {certificateNames} です。',
    },
    why: {
      en: 'Selection has only the short name to compare with, and the certificate does not hold it: it is passed over until the resolver answers.',
      ja: '選択時に比較できるのは短い名前のみで、証明書には含まれていません。名前解決が回復するまで、この証明書は選択されません。',
    },
    citation: ['Microsoft bb510126, cause 3', 'hostname(1), -f', 'getaddrinfo(3), AI_CANONNAME'],
    needs: NEEDS,
    dependsOn: [],
    explains: [...PASSED_OVER, 'names.not-covered', 'names.server-name-differs', 'names.logical-physical-differ'],
    reach: 'server',
    remedies: ['set-host-name', 'state-host-name'],
  },
  'names.suffix': {
    area: 'own',
    severity: 'high',
    claim: {
      en: 'The host has the domain that its certificate was made for.',
      ja: 'ホストのドメインが証明書のドメインと一致している。',
    },
    title: {
      en: 'The full name of this host is {fqdn}, with the domain {domain}, but the server is known as {server}.',
      ja: 'このホストの完全修飾名は {fqdn} (ドメイン {domain}) ですが、サーバーの登録名は {server} です。',
    },
    why: {
      en: 'Selection compares certificates with {fqdn}, and {thumbprint} does not hold it: it holds {certificateNames}. A search domain that changed (here: {searchDomains}) is enough for that.',
      ja: '証明書は {fqdn} と比較されますが、{thumbprint} の名前は {certificateNames} です。検索ドメイン (現在: {searchDomains}) が変わるだけでこの状態になります。',
    },
    citation: ['Microsoft bb510126, cause 3', 'resolv.conf(5), search'],
    needs: NEEDS,
    dependsOn: [],
    explains: [
      ...PASSED_OVER,
      'names.not-covered',
      'names.short-only',
      'names.server-name-differs',
      'names.logical-physical-differ',
    ],
    reach: 'server',
    remedies: ['set-host-name', 'state-host-name', 'new-certificate'],
  },
  'names.taken-from-reverse': {
    area: 'own',
    severity: 'high',
    claim: {
      en: 'The full name of this host does not hang on a wrong reverse record.',
      ja: 'ホストの完全修飾名が誤った逆引きレコードから取得されていない。',
    },
    title: {
      en: 'This host ({kernelName}) has taken its full name from the reverse record of {address}: {fqdn}.',
      ja: 'このホスト ({kernelName}) の完全修飾名 {fqdn} は、{address} の逆引きレコードから取得されています。',
    },
    why: {
      en: 'A host name without a domain is completed by the resolver. The certificate {thumbprint} was made for {certificateNames} and is passed over as long as the record says otherwise.',
      ja: 'ドメインのないホスト名は名前解決によって補完されます。証明書 {thumbprint} の名前は {certificateNames} のため、レコードが修正されるまで選択されません。',
    },
    citation: ['Microsoft bb510126, cause 3', 'getnameinfo(3)'],
    needs: NEEDS,
    dependsOn: [],
    explains: [...PASSED_OVER, 'names.not-covered', 'names.reverse-differs', 'names.server-name-differs'],
    reach: 'server',
    remedies: ['set-host-name', 'state-host-name'],
  },
  'names.odd': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The names of this server can stand in a certificate.',
      ja: 'このサーバーの名前を証明書に記載できる。',
    },
    title: {
      en: 'The name {name} cannot stand in a certificate as it is ({odd}).',
      ja: '名前 {name} はそのままでは証明書に記載できません ({odd})。',
    },
    why: {
      en: 'A host name has letters, digits and hyphens, 63 between two dots and 253 in all. hubtrust cert new leaves others out, and selection has one name less to find the certificate by.',
      ja: 'ホスト名に使用できるのは英数字とハイフンで、ドット間は 63 文字、全体で 253 文字までです。それ以外の名前は hubtrust cert new で除外され、選択時に一致する名前が減ります。',
    },
    citation: ['RFC 952', 'RFC 1123 §2.1', 'RFC 5280 §4.2.1.6'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['names.not-covered'],
    reach: 'server',
    remedies: ['set-host-name', 'correct-host-names'],
  },
  'names.not-covered': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'The certificate holds a name of this server.',
      ja: '証明書にこのサーバーの名前が含まれている。',
    },
    title: {
      en: 'The certificate {thumbprint} holds none of the names of this server ({names}), but {certificateNames}.',
      ja: '証明書 {thumbprint} の名前は {certificateNames} で、このサーバーの名前 ({names}) を含みません。',
    },
    why: {
      en: 'Selection takes only a certificate that holds one of these names. A published one that does not stays in use, with events 1037 and 2019, and nothing can take its place.',
      ja: '選択されるのは、これらの名前のいずれかを含む証明書のみです。公開済みの証明書はイベント 1037 と 2019 を記録しながら使用され続けますが、代わりになる証明書がありません。',
    },
    citation: ['Microsoft bb510126, cause 3', 'Microsoft bb430748, "Subject or SAN contains the name"'],
    needs: NEEDS,
    dependsOn: [],
    explains: [...PASSED_OVER],
    reach: 'server',
    remedies: ['new-certificate', 'correct-host-names'],
  },
  'names.logical-physical-differ': {
    area: 'own',
    severity: 'medium',
    claim: {
      en: 'The logical and the physical name of this server are the same, or the certificate holds both.',
      ja: 'サーバーの論理名と物理名が同じ、または証明書に両方が含まれている。',
    },
    title: {
      en: 'This server goes by two names, {logical} and {physical}, and the certificate {thumbprint} does not hold both.',
      ja: 'このサーバーには論理名 {logical} と物理名 {physical} があり、証明書 {thumbprint} は両方を含んでいません。',
    },
    why: {
      en: 'Selection finds the certificate by one of the two alone. When that one goes (a cluster moves, a setting is taken out), the certificate is passed over.',
      ja: '片方の名前でのみ証明書が選択されます。その名前がなくなると (クラスターの移動や設定の削除など)、この証明書は選択されません。',
    },
    citation: ['Microsoft bb510126, causes 3 and 4', 'Microsoft bb430790'],
    needs: NEEDS,
    dependsOn: ['names.not-covered'],
    explains: [],
    remedies: ['certificate-with-names', 'correct-host-names'],
  },
  'names.server-name-differs': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The name this server has in the directory is a name of the host, or the certificate holds both.',
      ja: 'ディレクトリ上のサーバー名がホストの名前である、または証明書に両方が含まれている。',
    },
    title: {
      en: '{server}, the name of this server in the directory, is none of the names of the host ({names}).',
      ja: 'ディレクトリ上のサーバー名 {server} は、ホストの名前 ({names}) のいずれとも一致しません。',
    },
    why: {
      en: 'hubtrust publishes only a certificate that holds {server}, and selection takes only one that holds a name of the host: a new certificate easily lacks one of them.',
      ja: '公開されるのは {server} を含む証明書のみ、選択されるのはホストの名前を含む証明書のみです。新しい証明書では一方が欠けやすくなります。',
    },
    citation: ['Hubtrust configuration, server.name', 'Microsoft bb510126, cause 3'],
    needs: NEEDS,
    dependsOn: ['names.not-covered', 'names.rename-pending'],
    explains: [],
    remedies: ['state-host-name', 'new-certificate'],
  },
  'names.short-only': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The certificate holds the full name of this server.',
      ja: '証明書にこのサーバーの完全修飾名が含まれている。',
    },
    title: {
      en: 'The certificate {thumbprint} holds only the short name of this server ({certificateNames}), not {names}.',
      ja: '証明書 {thumbprint} に含まれるのは短い名前 ({certificateNames}) のみで、{names} がありません。',
    },
    why: {
      en: 'A connector with a full name finds no certificate for STARTTLS, and hubtrust cert enable does not publish a certificate without the name the server has in the directory.',
      ja: '完全修飾名のコネクタは STARTTLS 用の証明書を見つけられず、hubtrust cert enable はディレクトリ上の名前を含まない証明書を公開しません。',
    },
    citation: ['Microsoft bb430748', 'New-ExchangeCertificate, IncludeServerFQDN'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['event.12014'],
    remedies: ['new-certificate'],
  },
  'names.fqdn-only': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The certificate is found also while the resolver does not answer.',
      ja: '名前解決ができない間も証明書が選択される。',
    },
    title: {
      en: 'The certificate {thumbprint} holds {fqdn} but not {short}, and this host knows {fqdn} from DNS alone.',
      ja: '証明書 {thumbprint} は {fqdn} を含みますが {short} を含まず、このホストは {fqdn} を DNS からのみ取得しています。',
    },
    why: {
      en: 'While the resolver does not answer only {short} is left to compare with, and the certificate is passed over.',
      ja: '名前解決ができない間は {short} のみで比較されるため、この証明書は選択されません。',
    },
    citation: ['Microsoft bb510126, cause 3', 'New-ExchangeCertificate, IncludeServerNetBIOSName'],
    needs: NEEDS,
    dependsOn: [],
    explains: [],
    remedies: ['set-host-name', 'new-certificate'],
  },
  'names.common-name-only': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The name of this server is a subject alternative name of its certificate.',
      ja: 'このサーバーの名前が証明書のサブジェクトの別名に含まれている。',
    },
    title: {
      en: 'The certificate {thumbprint} holds the name of this server only as common name ({commonName}).',
      ja: '証明書 {thumbprint} では、このサーバーの名前が共通名 ({commonName}) にのみ含まれています。',
    },
    why: {
      en: 'Selection accepts that. Peers that compare names and read subject alternative names alone, as software has done since RFC 9525, do not find the name.',
      ja: '選択には影響しません。RFC 9525 以降のソフトウェアのようにサブジェクトの別名のみで名前を比較する相手では、名前が一致しません。',
    },
    citation: ['RFC 9525 §2', 'RFC 5280 §4.2.1.6'],
    needs: NEEDS,
    dependsOn: [],
    explains: [],
    remedies: ['new-certificate'],
  },
} as const satisfies FindingTable
