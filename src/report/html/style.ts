/** The style of the page: one column, light and dark as the system is set, for a phone, a desk and a printer. */
import { DARK, LIGHT, variables } from './palette.ts'

const LAYOUT = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans JP","Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif}
html[lang=en] .t[lang=ja],html[lang=ja] .t[lang=en]{display:none}
html[lang=ja] h1,html[lang=ja] h3{word-break:auto-phrase}
[hidden]{display:none!important}
.vh,.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:absolute;z-index:1;padding:.5rem 1rem;background:var(--surface)}
.bar,main,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
.bar{display:flex;align-items:center;justify-content:space-between;gap:1rem;padding-top:1rem;padding-bottom:1rem}
.brand{margin:0;font-weight:650;letter-spacing:.01em}
.brand span{color:var(--muted);font-weight:400}
section{margin:2.25rem 0 0}
h1,h2,h3,h4,p,dl,ul,ol{margin:0}
h2{font-size:1.2rem;line-height:1.3;margin-bottom:.75rem;display:flex;align-items:baseline;gap:.5rem}
h4{font-size:.8rem;line-height:1.4;color:var(--muted);font-weight:600;margin:1.25rem 0 .4rem}
ul,ol{padding:0;list-style:none}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono","DejaVu Sans Mono",monospace;font-size:.875em;overflow-wrap:anywhere}
.count{color:var(--muted);font-size:.9rem;font-weight:400}
.muted{color:var(--muted)}
.icon{width:1em;height:1em;flex:none;fill:currentColor;vertical-align:-.125em}
.icon .cut{fill:none;stroke:var(--surface);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
button{font:inherit;font-size:.85rem;line-height:1.2;color:var(--ink);background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:.4rem .7rem;cursor:pointer;min-height:2.25rem}
button:hover{border-color:var(--accent)}
.languages{display:flex}
.languages button{border-radius:0}
.languages button:first-of-type{border-radius:6px 0 0 6px}
.languages button:last-of-type{border-radius:0 6px 6px 0;border-left:0}
.languages button[aria-pressed=true]{background:var(--ink);border-color:var(--ink);color:var(--surface)}
footer{color:var(--muted);font-size:.85rem;padding-top:2.5rem;padding-bottom:3rem}
`

const VERDICT = `
.panel,.card{overflow-wrap:anywhere;background:var(--surface);border:1px solid var(--line);border-radius:10px}
.verdict{margin-top:.5rem;padding:1.5rem;border-top:5px solid var(--tone)}
.verdict .word{display:flex;align-items:center;gap:.6rem;color:var(--tone);font-weight:700;font-size:1.1rem}
.verdict .word .icon{width:1.5em;height:1.5em}
h1{font-size:1.55rem;line-height:1.35;font-weight:650;margin:.5rem 0 0;overflow-wrap:anywhere;text-wrap:pretty}
.tally{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:1rem}
.tally li{border:1px solid var(--line);border-radius:99px;padding:.15rem .75rem;font-size:.9rem}
.about{display:flex;flex-wrap:wrap;gap:.4rem 2rem;margin-top:1.25rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.9rem}
.about dt{color:var(--muted);font-size:.8rem}
.about dd{margin:0;overflow-wrap:anywhere}
.contents{margin-top:1rem;padding-top:1rem;border-top:1px solid var(--line)}
.contents li{display:flex;gap:.6rem;margin:.3rem 0;overflow-wrap:anywhere}
.contents .tone{padding-top:.05rem}
.contents a{min-width:0}
.not-trusted,.critical,.fail,.error{--tone:var(--critical)}
.trusted,.pass,.yes{--tone:var(--good)}
.unknown,.medium,.not-run{--tone:var(--medium)}
.high{--tone:var(--high)}
.low,.not-applicable,.suppressed{--tone:var(--low)}
.info{--tone:var(--info)}
.no{--tone:var(--critical)}
.tone{color:var(--tone);font-weight:600;white-space:nowrap}
`

const CARDS = `
.card{border-left:5px solid var(--tone);margin-bottom:1rem}
summary{cursor:pointer;list-style:none;padding:1rem 3rem 1rem 1.25rem;position:relative;border-radius:8px}
summary::-webkit-details-marker{display:none}
summary::after{content:"";position:absolute;right:1.4rem;top:1.6rem;width:.55rem;height:.55rem;border:solid var(--muted);border-width:0 2px 2px 0;transform:rotate(45deg)}
details[open]>summary::after{transform:rotate(225deg);top:1.8rem}
summary h2,summary h3{margin:0}
summary h3{font-size:1.08rem;line-height:1.45;font-weight:600;margin:.15rem 0;overflow-wrap:anywhere}
.meta{display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.9rem;align-items:baseline}
.body{padding:0 1.25rem 1.25rem;border-top:1px solid var(--line)}
.body>.why{margin-top:1rem;max-width:70ch;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.25rem;margin-top:1rem;font-size:.95rem}
.facts dt{color:var(--muted)}
.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
.proof li{background:var(--code);border-radius:6px;padding:.5rem .75rem;margin-bottom:.4rem;display:flex;flex-wrap:wrap;gap:.1rem 1.25rem;justify-content:space-between}
.proof .quote{flex-basis:100%;white-space:pre-wrap}
.proof .place{color:var(--muted)}
.command{display:flex;align-items:center;gap:.75rem;background:var(--code);border-radius:6px;padding:.4rem .5rem .4rem .75rem;margin:.4rem 0}
.command code{flex:1;min-width:0}
.command code::before{content:"$ ";color:var(--muted)}
.copy .done,.copy .failed,.copy[data-state] .ask{display:none}
.copy[data-state=done] .done,.copy[data-state=failed] .failed{display:inline}
.or{margin-top:1rem;padding-top:.75rem;border-top:1px dashed var(--line)}
.note{font-size:.9rem;color:var(--muted)}
.explained li{margin:.25rem 0}
.explained .card{margin:.5rem 0}
.plain{border-left:1px solid var(--line)}
.sources{margin-top:1rem}
.plain>summary{padding-top:.85rem;padding-bottom:.85rem}
.plain>summary::after{top:1.25rem}
.plain[open]>summary::after{top:1.45rem}
`

const LISTS = `
.rows>li{padding:.75rem 1.25rem;border-bottom:1px solid var(--line)}
.rows>li:last-child{border-bottom:0}
.rows .note{overflow-wrap:anywhere}
.checks li{display:grid;grid-template-columns:8.5rem 17rem 1fr;gap:0 1rem;align-items:baseline;padding:.45rem 0;border-bottom:1px solid var(--line);font-size:.95rem}
.checks li:last-child{border-bottom:0}
.checks code{min-width:0}
table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:.92rem}
caption{text-align:left;color:var(--muted);padding:.75rem 1rem 0}
th,td{text-align:left;vertical-align:top;padding:.6rem .5rem;border-bottom:1px solid var(--line)}
tr:last-child td,tr:last-child th{border-bottom:0}
thead th{color:var(--muted);font-weight:600;font-size:.8rem;line-height:1.35;border-bottom:1px solid var(--line)}
th:first-child{width:24%}
tbody th{font-weight:400}
td small{display:block;color:var(--muted);line-height:1.45}
th:first-child{padding-left:1.25rem}
.cell{display:none;color:var(--muted)}
.matrix th:first-child{width:34%;overflow-wrap:anywhere}
.matrix small{display:block;color:var(--muted);line-height:1.45}
.matrix thead th{padding-right:.15rem}
.matrix .said:not(.fail){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.matrix tbody th{font-size:.9rem}
.matrix .note{padding:.75rem 1.25rem}
.matrix .said{font-weight:400}
.chip{display:inline-block;border:1px solid currentColor;color:var(--muted);border-radius:99px;font-size:.8rem;line-height:1.4;padding:0 .6rem;margin:.2rem .3rem 0 0}
`

const PHONE = `
@media (max-width:46rem){
.bar,main,footer{padding-left:.75rem;padding-right:.75rem}
.verdict{padding:1.1rem}
h1{font-size:1.25rem}
summary{padding:.9rem 2.5rem .9rem 1rem}
summary::after{right:1.1rem}
.body{padding:0 1rem 1rem}
.rows>li{padding:.75rem 1rem}
.facts{grid-template-columns:1fr;gap:0}
.facts dd{margin-bottom:.5rem}
.command{flex-wrap:wrap;padding:.6rem .75rem}
.command code{flex-basis:100%}
.checks li{grid-template-columns:auto 1fr}
.checks .claim{grid-column:1/-1}
table,tbody,tr,th,td,th:first-child{display:block;width:auto}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:.6rem 0;border-bottom:1px solid var(--line)}
tr:last-child{border-bottom:0}
th,td,th:first-child,.matrix th:first-child{border:0;padding:.2rem 1rem;width:auto}
.matrix .said:not(.fail){position:static;width:auto;height:auto;clip-path:none}
td{display:grid;grid-template-columns:9.5rem 1fr;gap:0 .75rem}
td small{grid-column:2}
.cell{display:inline}
}
`

const PRINT = `
@media print{
:root{${variables(LIGHT)}--ground:#fff;color-scheme:light}
body{font-size:10.5pt}
button,.languages,.skip,.contents{display:none!important}
.card,.rows>li,.proof li,tr{break-inside:avoid}
details:not([open])::details-content{content-visibility:visible;block-size:auto}
summary::after{display:none}
a{color:inherit;text-decoration:none}
section{margin-top:1.25rem}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media (forced-colors:active){.icon .cut{stroke:Canvas}}
`

export const STYLE = [
  `:root{color-scheme:light dark;${variables(LIGHT)}}`,
  `@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}`,
  LAYOUT,
  VERDICT,
  CARDS,
  LISTS,
  PHONE,
  PRINT,
].join('\n')
