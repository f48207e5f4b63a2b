/** What an audit's page has besides a scan's. */
export const auditStyle = `
:root{--active:light-dark(#c2182f,#ff7d7d);--unknown:light-dark(#c98a00,#f0cf5e);--unasked:light-dark(#8a94a0,#8d97a3);--closed:light-dark(#2c8a52,#6fcf97);--hidden:light-dark(#b9c0c8,#4b535c)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:1.2rem;margin:1.2rem 0}
.charts.wide{grid-template-columns:1fr}
figure{margin:0;border:1px solid var(--line);border-radius:.5rem;padding:.8rem 1rem;background:var(--panel)}
figcaption{font-size:.9rem;margin-bottom:.4rem}figcaption small,.key-of{color:var(--soft)}
svg{width:100%;height:auto;display:block}svg text{fill:var(--soft);font:11px system-ui,sans-serif}
svg .grid{stroke:var(--line);stroke-width:1}svg .line{fill:none;stroke-width:2}
svg .active,svg .exposed,svg circle.open{fill:var(--active)}svg .line.open{stroke:var(--active)}
svg .unknown{fill:var(--unknown)}svg .not-checked{fill:var(--unasked)}svg .suppressed{fill:var(--hidden)}
svg .closed{fill:var(--closed)}svg .line.closed{fill:none;stroke:var(--closed)}
.key-of{margin-right:.7rem;font-size:.8rem;white-space:nowrap}.key-of::before{content:"";print-color-adjust:exact;-webkit-print-color-adjust:exact;display:inline-block;width:.7rem;height:.7rem;border-radius:.15rem;margin-right:.3rem;background:var(--unasked)}
.key-of.active::before,.key-of.open::before{background:var(--active)}.key-of.unknown::before{background:var(--unknown)}.key-of.closed::before{background:var(--closed)}.key-of.suppressed::before{background:var(--hidden)}
.lists{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.2rem,1fr))}.lists label{min-width:0;font-size:.9rem}
#keys th:nth-child(1){width:7.6rem}#keys th:nth-child(2){width:7.6rem}#keys th:nth-child(4){width:auto}#keys th:nth-child(5){width:9rem}#keys th:nth-child(6){width:7.4rem}#keys th:nth-child(7){width:5rem}
.change{display:block;font-weight:600}.change.reopened,.change.new{color:var(--critical)}.change.closed{color:var(--good)}
.status.closed{color:var(--good)}#keys .preview,#keys .more{display:block}.where .more{display:inline}
.late{color:var(--critical);font-weight:600}.good{color:var(--good)}
table.plain{table-layout:auto;margin:.4rem 0 1rem}table.plain th{position:static;font-size:.85rem;width:auto!important}table.plain td{padding:.35rem .5rem}
.tasks td:first-child,.coverage td:not(:first-child):not(:last-child),#keys td:nth-child(6){white-space:nowrap}.tasks summary{cursor:pointer;margin:.3rem 0}
.details h4{margin:.6rem 0 .1rem;font-size:.9rem}.details ul{margin:0;padding-left:1.2rem;font-size:.9rem}
svg.timeline{max-width:600px;height:44px}
@media(max-width:50rem){#keys th:nth-child(5),#keys td:nth-child(5):not([colspan]),#keys th:nth-child(7),#keys td:nth-child(7):not([colspan]){display:none}#keys th:nth-child(4),#keys td:nth-child(4),table.plain th:nth-child(4),table.plain td:nth-child(4){display:table-cell}}
@media print{:root{color-scheme:light}#keys{table-layout:auto;font-size:8.5pt}#keys th:nth-child(n){display:table-cell;width:auto}#keys td:not([colspan]):nth-child(n){display:table-cell}tr.details{break-inside:auto!important}tr:has(+tr.details){break-after:avoid}tr.details td{font-size:8.5pt}fieldset{break-inside:avoid}.charts:not(.wide){grid-template-columns:repeat(3,1fr);gap:.5rem}figure{padding:.4rem .5rem}body{font-size:10pt}main,header,footer{max-width:none;padding:0}figure,tr,article{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}th{position:static}.lists{display:grid!important}.lists label{padding:.2rem .4rem}button.open::before{content:""}details.tasks>*{display:block}a{color:inherit}@page{margin:14mm}}
`;
