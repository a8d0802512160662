/** What host name, hosts file and DNS say of this server, and whether they say the same. */
import type { FindingTable } from './entry.ts'

export const RESOLUTION_FINDINGS = {
  'names.rename-pending': {
    area: 'own',
    severity: 'medium',
    claim: {
      en: 'The host keeps its name after the next start.',
      ja: '次回起動後もホスト名が変わらない。',
    },
    title: {
      en: 'This host is called {kernelName} now and {fileName} after the next start (/etc/hostname).',
      ja: 'このホストの現在の名前は {kernelName} ですが、次回起動後は {fileName} になります (/etc/hostname)。',
    },
    why: {
      en: 'Selection will then compare certificates with {fileName}; the certificate of this server holds {certificateNames}.',
      ja: '起動後、証明書は {fileName} と比較されます。このサーバーの証明書の名前は {certificateNames} です。',
    },
    citation: ['hostname(5)', 'gethostname(2)'],
    needs: ['store', 'directory', 'names', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['keep-host-name', 'certificate-with-names'],
  },
  'names.points-elsewhere': {
    area: 'own',
    severity: 'medium',
    claim: {
      en: 'The name by which peers find this server leads to it.',
      ja: '他のサーバーが使用する名前が、このサーバーを指している。',
    },
    title: {
      en: 'The name {name}, by which peers find this server, leads to {leadsTo}; this machine has {own}.',
      ja: '他のサーバーが使用する名前 {name} は {leadsTo} を指していますが、このコンピューターのアドレスは {own} です。',
    },
    why: {
      en: 'Mail for this server goes to another machine: peers refuse it there as the wrong server, or it waits.',
      ja: 'このサーバー宛てのメールが別のコンピューターに届きます。送信側は誤ったサーバーとして拒否するか、メールが滞留します。',
    },
    citation: ['getaddrinfo(3)', 'Microsoft ff981963 (event 2018)'],
    needs: ['names', 'directory', 'configuration'],
    dependsOn: ['balancer.name-elsewhere', 'balancer.members-differ'],
    explains: [],
    remedies: ['state-address', 'correct-dns'],
  },
  'names.not-in-dns': {
    area: 'own',
    severity: 'medium',
    claim: {
      en: 'Peers find the address of this server in DNS.',
      ja: '他のサーバーが DNS でこのサーバーのアドレスを取得できる。',
    },
    title: {
      en: 'The name {name}, by which peers find this server, has no address in DNS.',
      ja: '他のサーバーが使用する名前 {name} のアドレスが DNS にありません。',
    },
    why: {
      en: 'The directory gives no address of this server, so peers look up its name. Mail for it waits wherever no hosts file knows it.',
      ja: 'ディレクトリにこのサーバーのアドレスがないため、他のサーバーは名前を解決します。hosts ファイルに登録のないサーバーでは、メールが滞留します。',
    },
    citation: ['RFC 5321 §5.1', 'Hubtrust directory, addresses'],
    needs: ['names', 'directory', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['state-address', 'correct-dns'],
  },
  'names.hosts-file-overrides': {
    area: 'own',
    severity: 'medium',
    claim: {
      en: 'Hosts file and DNS give this server the same addresses.',
      ja: 'hosts ファイルと DNS のアドレスが一致している。',
    },
    title: {
      en: 'The hosts file gives {name} the address {hostsAddresses}, DNS gives it {dnsAddresses}.',
      ja: '{name} のアドレスが、hosts ファイルでは {hostsAddresses}、DNS では {dnsAddresses} です。',
    },
    why: {
      en: 'What is checked on this machine is not what peers reach: one of the two is out of date.',
      ja: 'このコンピューターで確認した宛先と、他のサーバーの接続先が異なります。どちらかが古い情報です。',
    },
    citation: ['hosts(5)', 'nsswitch.conf(5)'],
    needs: ['names'],
    dependsOn: ['names.points-elsewhere'],
    explains: [],
    remedies: ['correct-hosts-file', 'correct-dns'],
  },
  'names.reverse-differs': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The reverse name of the address is a name of this server.',
      ja: 'アドレスの逆引き名がこのサーバーの名前である。',
    },
    title: {
      en: 'The reverse name of {address} is {reverse}, which is no name of {server}.',
      ja: '{address} の逆引き名 {reverse} は {server} の名前ではありません。',
    },
    why: {
      en: 'Servers that compare an address with its name doubt mail from here, and a host that loses its domain takes this name for its own.',
      ja: 'アドレスと名前を照合するサーバーは、ここからのメールを疑います。また、ホスト名からドメインが失われると、この名前が自身の名前になります。',
    },
    citation: ['RFC 1912 §2.1', 'getnameinfo(3)'],
    needs: ['store', 'directory', 'names', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['correct-dns'],
  },
} as const satisfies FindingTable
