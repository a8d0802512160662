/** Load balancers and clusters: names put in the place of this server's, and machines that answer in its place. */
import type { FindingTable } from './entry.ts'

export const BALANCER_FINDINGS = {
  'balancer.unexpected-name': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'No name of a load balancer stands in the place of this server, or the certificate holds it.',
      ja: 'ロード バランサーの名前がこのサーバーの名前に置き換わっていない、または証明書に含まれている。',
    },
    title: {
      en: '{balancerName}, the name of a load balancer or cluster, stands in the place of the name of this server, and the certificate {thumbprint} does not hold it.',
      ja: 'ロード バランサーまたはクラスターの名前 {balancerName} がこのサーバーの名前に置き換わっており、証明書 {thumbprint} に含まれていません。',
    },
    why: {
      en: 'Selection expects {balancerName} in the certificate and finds {certificateNames}: events 1037 and 2019.',
      ja: '証明書に {balancerName} が必要ですが、含まれる名前は {certificateNames} です。イベント 1037 と 2019 が記録されます。',
    },
    citation: ['Microsoft bb510126, cause 4', 'Hubtrust configuration, server.hostNames.balancerName'],
    needs: ['store', 'directory', 'names', 'configuration'],
    dependsOn: [],
    explains: [
      'event.1037',
      'event.2019',
      'names.logical-physical-differ',
      'names.server-name-differs',
      'selection.none-eligible',
      'balancer.present',
    ],
    reach: 'server',
    remedies: ['certificate-with-names', 'leave-balancer'],
  },
  'balancer.members-differ': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'Whoever asks for this server reaches one certificate.',
      ja: 'このサーバーに接続すると常に同じ証明書が提示される。',
    },
    title: {
      en: 'The name {name} is answered by {count} different certificates: {answers}.',
      ja: '名前 {name} に対して {count} 個の異なる証明書が提示されます: {answers}。',
    },
    why: {
      en: 'A load balancer, or a name with several addresses, leads peers to one member or another. Each has a certificate of its own, and a part of the connections ends as the wrong server.',
      ja: 'ロード バランサーまたは複数アドレスを持つ名前により、接続先が変わります。証明書はメンバーごとに異なるため、一部の接続は誤ったサーバーとして拒否されます。',
    },
    citation: ['Microsoft bb510126, cause 4', 'Microsoft ff981963 (event 2018)'],
    needs: ['balancer', 'names', 'configuration'],
    dependsOn: [],
    explains: ['balancer.present', 'balancer.name-elsewhere', 'selection.served-differs'],
    remedies: ['state-address', 'leave-balancer'],
  },
  'balancer.name-elsewhere': {
    area: 'surroundings',
    severity: 'high',
    claim: {
      en: 'The name of this server leads to this machine itself.',
      ja: 'このサーバーの名前がこのコンピューター自体を指している。',
    },
    title: {
      en: 'The name {name} leads to {addresses}: not to this machine itself but to a load balancer or another host (answers: {answers}).',
      ja: '名前 {name} は {addresses} を指しています。このコンピューターではなく、ロード バランサーまたは別のホストです (応答: {answers})。',
    },
    why: {
      en: 'Peers that mean this server meet whoever holds that address at the moment, and refuse a certificate that is not the one published for {name}.',
      ja: '他のサーバーはそのアドレスを保持しているホストに接続し、{name} に公開された証明書でなければ拒否します。',
    },
    citation: ['Microsoft bb510126, cause 4'],
    needs: ['balancer', 'names', 'directory', 'configuration'],
    dependsOn: [],
    explains: ['balancer.present'],
    remedies: ['state-address', 'correct-dns'],
  },
  'balancer.present': {
    area: 'surroundings',
    severity: 'low',
    claim: {
      en: 'No load balancer stands in front of the receive connectors.',
      ja: '受信コネクタの前にロード バランサーがない。',
    },
    title: {
      en: '{software} stands in front of connector "{connector}" ({endpoint}).',
      ja: 'コネクタ "{connector}" の前に {software} があります ({endpoint})。',
    },
    why: {
      en: 'Each server is trusted by its own certificate, so mail between servers must reach one certain machine. A balancer is for clients: with a second member behind it, connections fail by turns.',
      ja: 'サーバーは固有の証明書で信頼されるため、サーバー間のメールは特定のコンピューターに届く必要があります。ロード バランサーはクライアント用です。メンバーが複数になると、接続が交互に失敗します。',
    },
    citation: ['Microsoft bb510126, cause 4'],
    needs: ['balancer', 'names', 'configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['leave-balancer'],
  },
} as const satisfies FindingTable
