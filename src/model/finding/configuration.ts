/** The configuration: there, and valid. */
import type { FindingTable } from './entry.ts'

export const CONFIGURATION_FINDINGS = {
  'configuration.missing': {
    area: 'own',
    severity: 'high',
    claim: { en: 'This server has a configuration.', ja: 'このサーバーに構成ファイルがある。' },
    title: { en: 'There is no configuration at {path}.', ja: '構成ファイル {path} がありません。' },
    why: {
      en: 'Without it the gateway does not start, and no server can exchange mail with this one under direct trust.',
      ja: '構成ファイルがないとゲートウェイが起動せず、どのサーバーも直接信頼でこのサーバーとメールを交換できません。',
    },
    citation: ['docs/reference/config.md'],
    needs: ['configuration'],
    dependsOn: [],
    explains: [],
    remedies: ['first-run'],
  },
  'configuration.invalid': {
    area: 'own',
    severity: 'high',
    claim: { en: 'The configuration is valid.', ja: '構成ファイルが有効である。' },
    title: {
      en: 'The configuration cannot be used: {place}: {problem}',
      ja: '構成ファイルを使用できません: {place}: {problem}',
    },
    why: {
      en: 'A running gateway keeps its earlier settings; after its next start, no mail flows through it until the file is corrected.',
      ja: '動作中のゲートウェイは以前の設定のまま動作しますが、次に起動するときは、ファイルを修正するまでメールを中継できません。',
    },
    citation: ['docs/reference/config.md', 'event 30006'],
    needs: ['configuration'],
    dependsOn: [],
    explains: ['directory.unreachable'],
    remedies: ['correct-configuration'],
  },
} as const satisfies FindingTable
