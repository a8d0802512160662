/** The lab: what it does, what it sees, what to try next. */
import type { Text } from '../../core/text.ts'

export const LAB_WORDS = {
  'about.lab': {
    en: 'Starts three servers with their own certificates, gateways and mail servers, and one directory; sends mail in every direction and shows each delivery until Ctrl-C. With --once it plays the whole story without a terminal: deliver, break each cause, see events 1037 and 2019 name it, repair, deliver again.',
    ja: '証明書、ゲートウェイ、メール サーバーをそれぞれ持つ 3 台のサーバーと 1 つのディレクトリを起動し、すべての方向にメールを送信して、Ctrl-C まで配信を表示します。--once を指定すると、配信、各原因の再現、イベント 1037 と 2019 による原因の確認、修復、再配信を端末なしで通して実行します。',
  },
  'summary.lab-break': { en: 'Break something in the running lab', ja: '実行中のラボに障害を起こします' },
  'about.lab-break': {
    en: 'smtp, key, names and balancer are the four causes of events 1037 and 2019; unpublished, expired, disabled and wrong-server lead to other events. Ids such as key.unreadable are understood too.',
    ja: 'smtp、key、names、balancer はイベント 1037 と 2019 の 4 つの原因です。unpublished、expired、disabled、wrong-server は他のイベントにつながります。key.unreadable などの ID も指定できます。',
  },
  'summary.lab-repair': { en: 'Undo what was broken in the running lab', ja: '実行中のラボの障害を元に戻します' },
  'about.lab-repair': {
    en: 'Without a cause: everything that is broken.',
    ja: '原因を省略すると、すべての障害を元に戻します。',
  },
  'option.lab-root': {
    en: 'The folder of the lab (default: a temporary one)',
    ja: 'ラボのフォルダー (既定: 一時フォルダー)',
  },
  'option.lab-running': {
    en: 'The folder of the running lab (default: the one started last)',
    ja: '実行中のラボのフォルダー (既定: 最後に起動したラボ)',
  },
  'option.message-count': {
    en: 'End after so many messages; with --once: messages in each direction',
    ja: '指定した数のメッセージを配信したら終了します。--once では各方向のメッセージ数です',
  },
  'option.verbose': { en: 'Say every step on stderr', ja: 'すべての手順を標準エラー出力に表示します' },
  'lab.starting': { en: 'Starting three servers under {root} …', ja: '{root} に 3 台のサーバーを起動しています …' },
  'lab.delivered': {
    en: '{from} → {to}  delivered, trusted as {trustedAs}  {ms} ms',
    ja: '{from} → {to}  配信済み、{trustedAs} として信頼  {ms} ms',
  },
  'lab.delivered-again': {
    en: '{from} → {to}  delivered after waiting, trusted as {trustedAs}  {ms} ms',
    ja: '{from} → {to}  待機後に配信済み、{trustedAs} として信頼  {ms} ms',
  },
  'lab.deferred': { en: '{from} → {to}  deferred: {reason}', ja: '{from} → {to}  保留: {reason}' },
  'lab.refused': { en: '{from} → {to}  refused: {reason}', ja: '{from} → {to}  拒否: {reason}' },
  'lab.received': {
    en: '{server}  received {messageId} ({bytes} bytes), sender trusted as {trustedAs}',
    ja: '{server}  {messageId} を受信 ({bytes} バイト)、送信元を {trustedAs} として信頼',
  },
  'lab.flows': {
    en: 'Mail flows in all directions under direct trust. No certification authority was asked: each certificate is in the directory.',
    ja: 'すべての方向で直接信頼によるメールが流れています。証明機関は使用していません。各証明書はディレクトリに登録されています。',
  },
  'lab.next': { en: 'Try in another terminal:', ja: '別の端末で試してください:' },
  'lab.next-console': {
    en: 'Open the console in a browser; this link signs in once, within ten minutes:',
    ja: 'ブラウザーでコンソールを開く (このリンクは 10 分以内に一度だけ有効):',
  },
  'lab.next-break': {
    en: 'make the private key of hub1 unreadable, then repair it',
    ja: 'hub1 の秘密キーを読み取り不可にし、その後修復する',
  },
  'lab.next-events': {
    en: 'see events 1037 and 2019 with their cause',
    ja: 'イベント 1037 と 2019 を原因と共に表示する',
  },
  'lab.next-look': {
    en: 'look at hub1, and why its certificate is selected',
    ja: 'hub1 の状態と、証明書が選択される理由を表示する',
  },
  'lab.next-verify': { en: 'make a real handshake with hub2', ja: 'hub2 と実際にハンドシェイクを行う' },
  'lab.next-send': { en: 'hand in a message of your own', ja: '自分のメッセージを送信する' },
  'lab.next-explain': { en: 'read about event 1037', ja: 'イベント 1037 の説明を読む' },
  'lab.causes': { en: 'Other causes: {causes}', ja: 'その他の原因: {causes}' },
  'lab.stop': { en: 'Ctrl-C ends everything.', ja: 'Ctrl-C ですべて終了します。' },
  'lab.stopping': { en: 'Ending the three servers …', ja: '3 台のサーバーを終了しています …' },
  'lab.stopped': { en: 'All ended.', ja: 'すべて終了しました。' },
  'lab.kept': { en: 'Files stay under {root}.', ja: 'ファイルは {root} に残っています。' },
  'lab.broke': { en: 'Broken: {what} [{cause}]', ja: '障害を発生: {what} [{cause}]' },
  'lab.diagnosed': { en: 'doctor of {server}: {title} [{id}]', ja: '{server} の診断: {title} [{id}]' },
  'lab.next-doctor': { en: 'Let the doctor find the cause and repair it:', ja: '原因を診断して修復する:' },
  'lab.broke-doctor': { en: 'Diagnose: {command}', ja: '診断: {command}' },
  'lab.broke-next': { en: 'Watch: {events}', ja: '確認: {events}' },
  'lab.repair-next': { en: 'Repair: {command}', ja: '修復: {command}' },
  'lab.repaired': { en: 'Repaired: {cause}', ja: '修復済み: {cause}' },
  'lab.nothing-broken': { en: 'Nothing was broken.', ja: '障害はありません。' },
  'lab.event': {
    en: 'Event {id} of {server} names the cause: {cause}',
    ja: '{server} のイベント {id} が原因を示しました: {cause}',
  },
  'lab.story-done': {
    en: 'All of it held: delivered, broken, named, repaired, delivered again.',
    ja: 'すべて確認できました: 配信、障害、原因の特定、修復、再配信。',
  },
  'lab.broke-smtp': {
    en: 'the certificate of hub1 is no longer enabled for SMTP',
    ja: 'hub1 の証明書の SMTP を無効にしました',
  },
  'lab.broke-key': {
    en: 'the service account of hub1 can no longer read the private key',
    ja: 'hub1 のサービス アカウントは秘密キーを読み取れなくなりました',
  },
  'lab.broke-names': {
    en: 'hub1 now calls itself renamed.lab.example, which its certificate does not hold',
    ja: 'hub1 のホスト名を、証明書に含まれない renamed.lab.example に変更しました',
  },
  'lab.broke-balancer': {
    en: 'a load balancer put cluster.lab.example in place of the name of hub1',
    ja: 'ロード バランサーにより hub1 の名前が cluster.lab.example に置き換わりました',
  },
  'lab.broke-unpublished': {
    en: 'the certificate of hub1 was withdrawn from the directory',
    ja: 'hub1 の証明書をディレクトリから取り消しました',
  },
  'lab.broke-expired': {
    en: 'an expired certificate of hub1 was published in place of the good one',
    ja: 'hub1 の有効な証明書の代わりに、期限切れの証明書を公開しました',
  },
  'lab.broke-missing-key': {
    en: 'the private key of hub1 is gone from its folder',
    ja: 'hub1 の秘密キーがフォルダーからなくなりました',
  },
  'lab.broke-published-missing': {
    en: 'the directory names a certificate of hub1 that hub1 does not have',
    ja: 'hub1 のストアにない証明書がディレクトリに公開されています',
  },
  'lab.broke-newer': {
    en: 'hub1 has a newer certificate that was not published',
    ja: 'hub1 のストアに、公開されていない新しい証明書があります',
  },
  'lab.broke-expiring': {
    en: 'the published certificate of hub1 ends in three days',
    ja: 'hub1 の公開済み証明書は 3 日後に期限が切れます',
  },
  'lab.broke-gate-name': {
    en: 'the connector of edge1 for strangers calls itself other.lab.example, which no certificate holds',
    ja: 'edge1 の外部向けコネクタの名前を、どの証明書にも含まれない other.lab.example に変更しました',
  },
  'lab.broke-gate-expired': {
    en: 'the certificate that edge1 shows to strangers has expired',
    ja: 'edge1 が外部に提示する証明書の有効期限が切れました',
  },
  'lab.broke-gate-expiring': {
    en: 'the certificate that edge1 shows to strangers ends in three days',
    ja: 'edge1 が外部に提示する証明書は 3 日後に期限が切れます',
  },
  'lab.broke-members': {
    en: 'a load balancer (haproxy) took the address of hub1; one of its two members shows the certificate of edge1',
    ja: 'ロード バランサー (haproxy) が hub1 のアドレスを引き継ぎ、2 台のメンバーの一方は edge1 の証明書を提示します',
  },
  'lab.broke-disabled': { en: 'hub1 was disabled in the directory', ja: 'ディレクトリで hub1 を無効にしました' },
  'lab.broke-wrong-server': {
    en: 'the directory now gives the address of edge1 for hub2',
    ja: 'ディレクトリの hub2 のアドレスを edge1 のアドレスに変更しました',
  },
  'lab.status-root': { en: 'Folder', ja: 'フォルダー' },
  'lab.status-console': { en: 'Console', ja: 'コンソール' },
  'lab.status-broken': { en: 'Broken', ja: '破損中' },
  'lab.status-cause': { en: 'Cause', ja: '原因' },
  'lab.status-what': { en: 'What is broken', ja: '壊す内容' },
} as const satisfies Readonly<Record<string, Text>>
