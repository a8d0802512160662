/** What `hubtrust doctor` says beside its report: help, the plan of repairs, what became of them. */
import type { Text } from '../../core/text.ts'

export const DOCTOR_WORDS = {
  'summary.doctor': {
    en: 'Find why direct trust fails or will fail, prove it, repair it, and check the repair',
    ja: '直接信頼が失敗する (またはまもなく失敗する) 原因を特定し、証拠を示し、修復して結果を確認します',
  },
  'about.doctor': {
    en: 'Looks at this host without changing anything: certificates, keys and who can read them, host names and DNS, load balancers, the directory, and real handshakes with every peer. Ends with 0 when all is well, 1 for a finding at or above --fail-on, 2 for findings below it, 3 when something needed could not be looked at, 4 when a repair did not help. --fix shows a plan, asks once, repairs, and checks by the same findings and real handshakes. --suppress names a YAML list of entries with id, subject, reason and until.',
    ja: 'このホストを変更せずに調べます: 証明書、秘密キーとその読み取り権限、ホスト名と DNS、ロード バランサー、ディレクトリ、すべての接続先との実際のハンドシェイク。終了コード: 0 は正常、1 は --fail-on 以上の検出、2 はそれ未満の検出のみ、3 は必要な情報を調べられなかった場合、4 は修復しても解決しなかった場合です。--fix は計画を表示し、一度だけ確認して修復し、同じ検査と実際のハンドシェイクで結果を確認します。--suppress には id、subject、reason、until を持つ項目の YAML リストを指定します。',
  },
  'option.facts': {
    en: 'Judge facts collected elsewhere by "hubtrust facts" instead of this host (- for standard input)',
    ja: 'このホストの代わりに、"hubtrust facts" で収集した事実を診断します (- は標準入力)',
  },
  'option.evidence': {
    en: "Judge an Exchange server's collected output: files, folders, zips",
    ja: 'Exchange サーバーで収集した出力を診断します (ファイル、フォルダー、zip)',
  },
  'option.evidence-help': {
    en: 'Print the commands to run on the Exchange server, to be pasted there',
    ja: 'Exchange サーバーで実行するコマンドを表示します (そのまま貼り付けできます)',
  },
  'option.evidence-server': {
    en: 'With --evidence: only this server of several',
    ja: '--evidence と共に使用: 複数のうち指定したサーバーだけを診断します',
  },
  'doctor.reading': { en: 'Reading {name} …', ja: '{name} を読み取っています …' },
  'doctor.read': {
    en: 'Read {known} of {count} files ({observations} facts); not recognised: {ignored}',
    ja: '{count} 個のうち {known} 個のファイルを読み取りました (事実 {observations} 件)。未対応: {ignored}',
  },
  'doctor.inferred': {
    en: 'No file says which certificate is published; it was taken to be the one Exchange publishes by itself.',
    ja: '公開された証明書を示すファイルがないため、Exchange が既定で公開する証明書と推定しました。',
  },
  'option.fix': { en: 'Repair what can be repaired safely', ja: '安全に修復できるものを修復します' },
  'option.dry-run': { en: 'Show the plan of repairs and change nothing', ja: '修復計画を表示し、変更しません' },
  'option.undo': { en: 'Take the last repair back', ja: '直前の修復を元に戻します' },
  'option.only': { en: 'Run only these checks', ja: '指定した検査だけを実行します' },
  'option.fail-on': {
    en: 'The least severity that ends with status 1 (default: high)',
    ja: '終了コード 1 とする最小の重大度 (既定: high)',
  },
  'option.no-peers': { en: 'No handshakes with peers', ja: '接続先とのハンドシェイクを行いません' },
  'option.all': { en: 'Also list the checks that passed', ja: '合格した検査も一覧表示します' },
  'option.suppress': { en: 'Findings that are known and accepted', ja: '既知で許容する検出の一覧ファイル' },
  'option.baseline': {
    en: 'An earlier report (JSON): shows what is fixed, new and still there',
    ja: '以前のレポート (JSON)。解消、新規、継続を表示します',
  },
  'doctor.looking': { en: 'Looking at this host …', ja: 'このホストを調べています …' },
  'doctor.plan': { en: 'Plan of repairs:', ja: '修復計画:' },
  'doctor.plan-entry': { en: '{number}. {title} [{finding}]', ja: '{number}. {title} [{finding}]' },
  'doctor.plan-change': { en: '{what}: {now} → {after}', ja: '{what}: {now} → {after}' },
  'doctor.plan-risk': {
    en: 'Risk: {risk}. Taken back by: hubtrust doctor --undo',
    ja: 'リスク: {risk}。元に戻す方法: hubtrust doctor --undo',
  },
  'doctor.risk-none': { en: 'none', ja: 'なし' },
  'doctor.risk-mail-pause': { en: 'mail pauses for a moment', ja: 'メールが一時的に停止' },
  'doctor.risk-key-change': { en: 'another key comes into use', ja: '使用するキーの変更' },
  'doctor.nothing-to-fix': {
    en: 'Nothing here can be repaired without your judgement; the commands above are yours to run.',
    ja: '自動で修復できるものはありません。上記のコマンドを確認し、必要に応じて実行してください。',
  },
  'doctor.change-fix': { en: 'apply {count} repair(s).', ja: '{count} 件の修復を適用します。' },
  'doctor.applied': { en: 'Done: {title}', ja: '完了: {title}' },
  'doctor.checking': { en: 'Checking the repair …', ja: '修復結果を確認しています …' },
  'doctor.verified': { en: '✓ {finding} is gone.', ja: '✓ {finding} は解消しました。' },
  'doctor.not-verified': {
    en: '✗ {finding} is still there. Take the repair back: hubtrust doctor --undo',
    ja: '✗ {finding} は解消していません。修復を元に戻す: hubtrust doctor --undo',
  },
  'doctor.handshakes': {
    en: 'Handshakes: {trusted} of {count} peers and connectors prove trust both ways.',
    ja: 'ハンドシェイク: {count} 件中 {trusted} 件の接続先とコネクタで双方向の信頼を確認しました。',
  },
  'doctor.change-undo': {
    en: 'take back the repair of {at}: {changes}.',
    ja: '{at} の修復を元に戻します: {changes}。',
  },
  'doctor.undone': { en: 'Taken back: {changes}', ja: '元に戻しました: {changes}' },
  'doctor.written': { en: 'Wrote the report to {path}.', ja: 'レポートを {path} に書き込みました。' },
} as const satisfies Readonly<Record<string, Text>>
