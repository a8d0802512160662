/** The lab's page. */
import type { Text } from '../../../src/core/text.ts'

export const LAB_WORDS = {
  'lab.about': {
    en: 'Three servers on this machine that write to each other. Break one, see who notices, find out why on the overview, repair it.',
    ja: 'このコンピューター上の 3 台のサーバーが互いにメールを送信しています。1 台を壊して、検出の様子を確認し、概要ページで原因を調べて修復できます。',
  },
  'lab.broken': { en: 'Something is broken on purpose:', ja: '次の項目が意図的に壊されています:' },
  'lab.see': { en: 'See what is refused, and why', ja: '拒否の状況と原因を表示' },
  'lab.repair-all': { en: 'Repair everything …', ja: 'すべて修復…' },
  'lab.repair-all-title': { en: 'Repair everything that was broken', ja: '壊した項目をすべて修復' },
  'lab.flow': { en: 'The last letter each way', ja: '各方向の最後のメール' },
  'lab.from-to': { en: 'From ↓ to →', ja: '送信元 ↓ 宛先 →' },
  'lab.waiting': { en: 'None yet', ja: '未着' },
  'lab.delivered': { en: 'delivered', ja: '配信済み' },
  'lab.deferred': { en: 'waits', ja: '保留' },
  'lab.trusted-as': { en: 'trusted as {server}', ja: '{server} として信頼' },
  'lab.mail': { en: 'Mail', ja: 'メール' },
  'lab.no-mail': { en: 'The next letter appears here.', ja: '次のメールがここに表示されます。' },
  'lab.causes': { en: 'Break and repair', ja: '故障と修復' },
  'lab.what': { en: 'What is done', ja: '内容' },
  'lab.cause': { en: 'Cause', ja: '原因' },
  'lab.state': { en: 'State', ja: '状態' },
  'lab.do': { en: 'Action', ja: '操作' },
  'lab.is-broken': { en: 'Broken', ja: '故障中' },
  'lab.is-whole': { en: 'Whole', ja: '正常' },
  'lab.break': { en: 'Break …', ja: '壊す…' },
  'lab.break-now': { en: 'Break it', ja: '壊す' },
  'lab.repair': { en: 'Repair …', ja: '修復…' },
  'lab.repair-now': { en: 'Repair it', ja: '修復する' },
} as const satisfies Readonly<Record<string, Text>>
