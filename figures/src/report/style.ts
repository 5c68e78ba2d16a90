import { pageColours } from "../colours.js";

const BASE = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 system-ui,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;font-variant-numeric:tabular-nums}
[lang=zh-CN]{line-height:1.65}
.report{max-width:1240px;margin:0 auto;padding:24px 24px 64px;display:grid;grid-template-columns:minmax(0,1fr);gap:0 40px}
header{padding:8px 0 4px}
h1{font-size:27px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:21px;line-height:1.3;margin:44px 0 10px;padding-top:18px;border-top:1px solid var(--line)}
h3{font-size:17px;line-height:1.35;margin:28px 0 6px}
p{margin:8px 0;max-width:78ch}
ul{padding-left:22px;margin:8px 0}
li{margin:5px 0;max-width:78ch;overflow-wrap:anywhere}
a{color:var(--link)}
code,pre{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,"Noto Sans Mono CJK SC",monospace;font-size:13px}
pre{background:var(--page);border:1px solid var(--line);border-radius:6px;padding:10px 12px;margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}
bdi{overflow-wrap:anywhere}
.subtitle,.note,.hint,.label,figcaption,caption{color:var(--ink2);font-size:13.5px}
.label{margin:14px 0 0}
.caption{font-weight:600}
.warn{border-left:4px solid var(--warn);background:var(--mark);padding:8px 12px}
.skip{position:absolute;left:-9999px}
.skip:focus{position:static}
nav ol{list-style:none;padding:0;margin:6px 0;display:flex;flex-wrap:wrap;gap:2px 14px}
nav li{margin:0}
nav a{text-decoration:none;display:inline-block;padding:4px 0;line-height:1.35}
nav a:hover{text-decoration:underline}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 22px;margin:14px 0}
.verdict{font-size:17px;line-height:1.5;margin:0 0 14px;padding-left:14px;border-left:5px solid var(--ink2);max-width:80ch}
.verdict-good{border-color:var(--ok)}
.verdict-bad{border-color:var(--bad)}
.verdict-open{border-color:var(--warn)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin:14px 0 6px}
.tile{border:1px solid var(--line);border-radius:8px;padding:10px 14px}
.tile-name{font-size:13.5px;color:var(--ink2)}
.tile-value{font-size:30px;line-height:1.2;font-weight:600}
.tile-more{font-size:13px;color:var(--ink2)}
.pairs{margin:14px 0 0;display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));gap:8px 24px}
.pairs dt{font-size:13px;color:var(--ink2)}
.pairs dd{margin:0;overflow-wrap:anywhere}
figure{margin:16px 0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px 12px}
figure>svg{display:block;overflow:visible;max-width:100%;height:auto;margin:0 auto}
figcaption{margin-top:8px;max-width:90ch}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:16px;margin:16px 0;align-items:start}
.grid figure,.grid .scroll{margin:0}
.trio{grid-template-columns:repeat(auto-fit,minmax(min(100%,270px),1fr))}
.scroll{overflow-x:auto;margin:12px 0}
.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
sub,sup{line-height:0}
table{border-collapse:collapse;width:max-content;font-size:13.5px;line-height:1.4}
caption{text-align:left;padding:0 0 6px;caption-side:top}
th,td{padding:4px 10px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th:first-child{padding-left:0}
thead th{font-weight:600;border-bottom:1.5px solid var(--ink2);vertical-align:bottom}
tbody th{font-weight:400}
.n{text-align:right;white-space:nowrap}
th.n{white-space:normal}
thead th{max-width:11em}
tbody th,td{max-width:30em}
.dense table{font-size:12.5px}
.dense th,.dense td{padding:3px 6px}
.marked th,.marked td{background:var(--mark)}
.changed{font-weight:600;color:var(--warn)}
abbr{text-decoration:underline dotted;text-underline-offset:3px}
.bars{display:block}
.bars path{fill:var(--positive)}
.share{display:inline-grid;grid-template-columns:60px 44px;gap:6px;align-items:center}
.track{width:60px;text-align:left;line-height:0}
.bar{height:9px;background:var(--positive);border-radius:2px;display:inline-block}
.formula{margin:8px 0;overflow-x:auto;padding:2px 0}
.formula:focus-visible{outline:2px solid var(--link)}
math{font-size:1.06em}
.answer{font-size:17px}
.answer output{font-weight:600;font-size:20px}
details{margin:12px 0}
summary{cursor:pointer;color:var(--link)}
.paper{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 18px;max-width:none}
.glossary dt{font-weight:600;margin-top:8px}
.glossary dd{margin:0;max-width:78ch}
.switch{position:absolute;opacity:0;pointer-events:none}
.languages{max-width:1240px;margin:0 auto;padding:16px 24px 0;display:flex;gap:8px}
.languages label{border:1px solid var(--line);border-radius:999px;padding:4px 14px;cursor:pointer;background:var(--card)}
@media (min-width:1120px){
.report{grid-template-columns:190px minmax(0,1fr)}
.report>header{grid-column:1/-1}
nav{position:sticky;top:16px;align-self:start;padding-top:30px}
nav ol{flex-direction:column}
}
@media (max-width:600px){.report{padding:12px 14px 40px}.card{padding:14px}h1{font-size:23px}}
`;

const PRINT = `
@page{size:A4;margin:16mm 15mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);font:9pt system-ui,sans-serif;color:#4b5866}}
@media print{
:root{LIGHT}
html{color-scheme:light}
body{background:#fff;font-size:9.8pt;line-height:1.45;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.report{display:block;max-width:none;padding:0}
nav,.languages,.skip,details{display:none}
h1{font-size:19pt}h2{font-size:14.5pt;margin-top:22pt;padding-top:8pt}h3{font-size:11.5pt;margin-top:14pt}
h2,h3,caption,h3+p{break-after:avoid}
figure,.card,.tile,tr,pre,.formula,.answer,.short{break-inside:avoid}
p,li,figcaption{max-width:none}
thead{display:table-header-group}
figure,.card{border-radius:4px;padding:8pt 10pt}
figure>svg{max-height:98mm}
.grid{grid-template-columns:1fr 1fr;gap:8pt}
.trio{grid-template-columns:1fr 1fr 1fr}
.scroll{overflow:visible}
.trio figcaption{font-size:8pt}
table{font-size:8.4pt;width:auto}
th,td{padding:2pt 5pt}
.dense table{font-size:6.6pt}
.dense th,.dense td{padding:1.5pt 2.5pt}
.verdict{font-size:11.5pt}
.tile-value{font-size:19pt}
p,li{orphans:3;widows:3}
.formula{overflow:visible}
a{color:inherit;text-decoration:none}
}
`;

/** The report's style: light and dark as the reader's system says, A4 in print. */
export function styleSheet(): string {
  const own = {
    light: `${pageColours("light")};--page:#f6f7f9;--link:#0b5fa5;--ok:#1b7a5a;--warn:#8a5a00;--bad:#b3261e`,
    dark: `${pageColours("dark")};--page:#11161d;--link:#6cb2f2;--ok:#5fd3a6;--warn:#f0c05a;--bad:#ff8a80`,
  };
  return `:root{${own.light}}
@media (prefers-color-scheme:dark){:root{${own.dark}}}
${BASE}${PRINT.replace("LIGHT", own.light)}`;
}

/** What shows one language of several: the one whose input is checked. */
export function switchStyle(languages: readonly string[]): string {
  return languages
    .map(
      (one) => `body:has(#show-${one}) .report-${one}{display:none}
body:has(#show-${one}:checked) .report-${one}{display:grid}
#show-${one}:checked+label{background:var(--link);color:var(--card);border-color:var(--link)}
#show-${one}:focus-visible+label{outline:2px solid var(--ink);outline-offset:2px}
@media print{body:has(#show-${one}:checked) .report-${one}{display:block}}`,
    )
    .join("\n");
}
