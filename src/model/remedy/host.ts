/** Remedies for the names of this host, its addresses and the load balancers around it: a person decides each of them. */
import type { RemedyTable } from './entry.ts'

export const HOST_REMEDIES = {
  'set-host-name': {
    title: {
      en: 'Give the host its full name; then no resolver is asked for it.',
      ja: 'ホストに完全修飾名を設定します (名前解決に依存しなくなります)。',
    },
    commands: ['hostnamectl set-hostname {server}', '{reload}'],
    automatic: false,
    risk: 'none',
    undo: ['hostnamectl set-hostname {kernelName}', '{reload}'],
    verify: ['names.lookup-failed', 'names.suffix', 'names.not-covered'],
  },
  'keep-host-name': {
    title: {
      en: 'Keep the present name after the next start, too.',
      ja: '次回起動後も現在の名前を使用します。',
    },
    commands: ['hostnamectl set-hostname {kernelName}'],
    automatic: false,
    risk: 'none',
    undo: ['hostnamectl set-hostname {fileName}'],
    verify: ['names.rename-pending'],
  },
  'state-host-name': {
    title: {
      en: 'State the name in the configuration.',
      ja: '構成に名前を指定します。',
    },
    commands: [],
    prose: {
      en: 'Set server.hostNames.dnsFullyQualifiedDomainName to {server} in {path}, then: {reload}.',
      ja: '{path} の server.hostNames.dnsFullyQualifiedDomainName に {server} を指定し、次を実行してください: {reload}。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['names.lookup-failed', 'names.suffix', 'names.not-covered'],
  },
  'correct-host-names': {
    title: {
      en: 'Correct the names, if these are not the ones of this server.',
      ja: 'このサーバーの名前でない場合は、名前を修正します。',
    },
    commands: [],
    prose: {
      en: 'Look at server.hostNames in {path} and at hostname -f, correct the wrong one, then: {reload}.',
      ja: '{path} の server.hostNames と hostname -f を確認し、誤りを修正してから次を実行してください: {reload}。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['names.not-covered', 'names.odd'],
  },
  'correct-hosts-file': {
    title: {
      en: 'Correct or remove the line of the hosts file.',
      ja: 'hosts ファイルの該当行を修正または削除します。',
    },
    commands: [],
    prose: {
      en: 'Line {line} of /etc/hosts; what counts afterwards: getent ahosts {name}.',
      ja: '/etc/hosts の {line} 行目です。修正後の確認: getent ahosts {name}。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['names.hosts-file-overrides'],
  },
  'correct-dns': {
    title: { en: 'Correct the record in DNS.', ja: 'DNS レコードを修正します。' },
    commands: [],
    prose: {
      en: 'In the zone of {name}: an A or AAAA record with the address of this machine ({own}), and the reverse record (PTR) with its name.',
      ja: '{name} のゾーンに、このコンピューターのアドレス ({own}) の A または AAAA レコードと、その名前の逆引き (PTR) レコードを登録してください。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['names.points-elsewhere', 'names.not-in-dns', 'names.reverse-differs'],
  },
  'state-address': {
    title: {
      en: 'Tell the directory the address of this machine itself; peers then need no look-up.',
      ja: 'このコンピューター自体のアドレスをディレクトリに登録します (他のサーバーの名前解決が不要になります)。',
    },
    commands: ['hubtrust server add {name} --address {address}'],
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['names.points-elsewhere', 'names.not-in-dns', 'balancer.members-differ', 'balancer.name-elsewhere'],
  },
  'leave-balancer': {
    title: {
      en: 'Take mail between servers off the load balancer; it is for clients.',
      ja: 'サーバー間のメールをロード バランサーの対象から外します (ロード バランサーはクライアント用です)。',
    },
    commands: [],
    prose: {
      en: 'Peers must reach the address of this machine itself: take its receive connector out of the balancer, and server.hostNames.balancerName out of {path}; then: {reload}.',
      ja: '他のサーバーがこのコンピューター自体のアドレスに接続する必要があります。受信コネクタをロード バランサーから外し、{path} から server.hostNames.balancerName を削除して、次を実行してください: {reload}。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['balancer.unexpected-name', 'balancer.members-differ', 'balancer.present'],
  },
} as const satisfies RemedyTable
