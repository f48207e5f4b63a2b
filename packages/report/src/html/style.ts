/** For who wants more contrast: of the system, or of the editor that shows the page. */
const moreContrast: string =
  '{--ink:light-dark(#000,#fff);--soft:var(--ink);--line:var(--ink);--info:var(--ink);--paper:light-dark(#fff,#000);--panel:var(--paper)}';

/** The page's looks: both themes by `light-dark()`, no font or picture from elsewhere. */
export const pageStyle: string = `
:root{color-scheme:light dark;--ink:light-dark(#1c2024,#e6e8eb);--soft:light-dark(#59636e,#a0a8b1);--line:light-dark(#d8dde3,#363c44);--paper:light-dark(#fff,#15181c);--panel:light-dark(#f5f7f9,#1d2126);--accent:light-dark(#0b5cad,#7db8ff);--critical:light-dark(#b3001b,#ff8a8a);--high:light-dark(#a84300,#ffb077);--medium:light-dark(#7a5b00,#f0cf5e);--low:light-dark(#0b5cad,#8cc3ff);--info:light-dark(#59636e,#a0a8b1);--good:light-dark(#16693a,#7fd6a2)}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
@media(prefers-contrast:more){:root${moreContrast}}:root[data-contrast=more]${moreContrast}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main,header,footer{max-width:76rem;margin:auto;padding:0 1.5rem}
header{display:flex;align-items:baseline;gap:1rem;padding-top:1.5rem}
header p{margin:0;color:var(--soft);flex:1;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2.5rem 0 .5rem}h3{font-size:1rem;margin:0 0 .5rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
button,select,input[type=search]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:.4rem;padding:.35rem .7rem}
::placeholder{color:var(--soft);opacity:1}
button{cursor:pointer}button:disabled{opacity:.5;cursor:default}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code,pre,.print{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em}
.sum{font-size:1.15rem;margin:1rem 0}
.gaps{border:2px solid var(--critical);border-radius:.5rem;padding:.8rem 1rem;margin:1rem 0}
.gaps h2{margin:0 0 .3rem;color:var(--critical)}.gaps ul{margin:0;padding-left:1.2rem}.gaps code{overflow-wrap:anywhere}
fieldset.severities{display:flex;flex-wrap:wrap;gap:.6rem;border:0;padding:0;margin:1rem 0;min-width:0}
.severities label{display:flex;flex-direction:column;min-width:7.5rem;border:1px solid var(--line);border-radius:.5rem;padding:.5rem .9rem;background:var(--panel);cursor:pointer}
.severities label:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
.severities label:has(:focus-visible){outline:2px solid var(--accent);outline-offset:2px}
.severities input{position:absolute;opacity:0}.severities strong{font-size:1.5rem;line-height:1.2}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.filters{display:flex;flex-wrap:wrap;gap:.8rem;align-items:end;margin:1rem 0}
.filters label{display:flex;flex-direction:column;font-size:.85rem;color:var(--soft)}.filters .grow{flex:1;min-width:14rem}
.filters input,.filters select{font-size:.95rem;color:var(--ink)}
#shown{color:var(--soft);padding-bottom:.35rem}
table{width:100%;border-collapse:collapse;table-layout:fixed}
caption{position:absolute;left:-99rem}
th{position:sticky;top:0;background:var(--paper);text-align:left;border-bottom:2px solid var(--line);padding:.3rem}
th:nth-child(1),th:nth-child(4),th:nth-child(5){width:8.2rem}
th button{border:0;background:none;font-weight:600;padding:.2rem .3rem}
th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
td{border-bottom:1px solid var(--line);padding:.5rem .6rem;vertical-align:top;overflow-wrap:anywhere}
.severity{font-weight:600}.hidden-key{opacity:.65}
button.open{display:block;border:0;background:none;padding:0;text-align:left;font-weight:600}
button.open::before{content:"▸ ";color:var(--soft)}button.open[aria-expanded=true]::before{content:"▾ "}
.preview,.more,.note,.print{color:var(--soft)}
.status.active{color:var(--critical);font-weight:600}.status.inactive{color:var(--good)}.status.unknown{color:var(--medium)}.status.not-checked{color:var(--soft)}
tr.details td{background:var(--panel);padding:.4rem 1.2rem .8rem}
.places{list-style:none;margin:0;padding:0}.places li{margin:.5rem 0}.note{margin-left:.8rem;font-size:.9em}.note:empty{display:none}
pre{margin:.2rem 0;padding:.4rem .6rem;background:var(--paper);border:1px solid var(--line);border-radius:.3rem;white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:light-dark(#ffe2e2,#5a1f26);color:inherit;border-radius:.2rem;padding:0 .15rem}
.none{text-align:center;color:var(--soft);padding:2rem}
.pages{display:flex;gap:.6rem;justify-content:end;margin:1rem 0}.pages[hidden]{display:none}
.steps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:1rem}
.steps article{border:1px solid var(--line);border-radius:.5rem;padding:1rem;background:var(--panel)}
.steps .warning{color:var(--high);font-weight:600;margin:.2rem 0}.steps ol{margin:.4rem 0;padding-left:1.3rem}
a{color:var(--accent)}
footer{color:var(--soft);padding-block:2rem;font-size:.9rem}
@media(max-width:50rem){th:nth-child(4),td:nth-child(4):not([colspan]){display:none}th:nth-child(1){width:6rem}th:nth-child(5){width:7rem}main,header,footer{padding-inline:.8rem}}
@media print{.filters,.pages,#theme,.severities{display:none}}
`;
