import type { CodeEntry } from '../codes.ts'

export const NET_CODES = {
  NET_DEADLINE: {
    message: { en: '{host}:{port} did not answer in time.', ja: '{host}:{port} から制限時間内に応答がありません。' },
    remedy: { en: 'Check that the server runs and that no firewall drops the port: nc -vz {host} {port}', ja: 'サーバーの稼働とファイアウォールを確認してください: nc -vz {host} {port}' },
    retry: true,
  },
  NET_UNREACHABLE: {
    message: { en: '{host}:{port} cannot be reached: {reason}.', ja: '{host}:{port} に接続できません: {reason}。' },
    remedy: { en: 'Check name, port and firewall: nc -vz {host} {port}', ja: '名前、ポート、ファイアウォールを確認してください: nc -vz {host} {port}' },
    retry: true,
  },
  NET_PORT_IN_USE: {
    message: { en: 'Cannot listen on {host}:{port}: the address is already in use.', ja: '{host}:{port} で待ち受けできません: アドレスは既に使用されています。' },
    remedy: { en: 'See who holds it: ss -ltnp "sport = :{port}"; stop that program or change "listen" in the configuration.', ja: '使用中のプログラムを確認してください: ss -ltnp "sport = :{port}"。停止するか、構成の "listen" を変更してください。' },
    retry: true,
  },
  NET_LISTEN_FAILED: {
    message: { en: 'Cannot listen on {host}:{port}: {reason}.', ja: '{host}:{port} で待ち受けできません: {reason}。' },
    remedy: { en: 'Ports below 1024 need root or CAP_NET_BIND_SERVICE; the address must belong to this machine: ip addr', ja: '1024 未満のポートには root または CAP_NET_BIND_SERVICE が必要です。アドレスがこのコンピューターのものか確認してください: ip addr' },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
