import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{j as C,n as L,o as D,p as I,r as S,s as w}from"./chunk-HPK7S3K3.mjs";import{a as l}from"./chunk-NOY6PBSI.mjs";import{a as O}from"./chunk-BY5RBVCY.mjs";import"./chunk-JQPVVVCO.mjs";import"./chunk-6ZUFS6IH.mjs";import"./chunk-Q5XYCHNS.mjs";import"./chunk-D2FQW4XR.mjs";import{i as $,k as R,u as b}from"./chunk-ZC6KOGH4.mjs";import"./chunk-2PTBHYW7.mjs";import{pathToFileURL as U}from"node:url";function M(e){return e===0?"SRCROOT":`SRCROOT${e}`}function j(e,n){return Object.fromEntries(e.map((r,t)=>[M(t),{uri:`${U(n.text(r)).href.replace(/\/$/,"")}/`}]))}function k(e,n){let{startLine:r,startColumn:t,endLine:o,endColumn:i,excerpt:a}=e;return{physicalLocation:{artifactLocation:E(e,n),region:{startLine:r,startColumn:t,endLine:o,endColumn:i,...a!==null&&{snippet:{text:b(a.text)}}}}}}function F(e,n,r){let t=e.suppressed===null?"":`, suppressed ${S(e.suppressed)}`,o=e.git===null||e.git.commit===null?"":` in commit ${e.git.commit}`,i=b(r.text(`The same key${o}${t}`));return{id:n,message:{text:m(i)},...k(e,r)}}function m(e){return e.replaceAll(/[\\[\]]/g,String.raw`\$&`).replaceAll("{","{{").replaceAll("}","}}")}function E(e,n){return e.path===null?{uri:A(`git-objects/${n.text(C(e))}`)}:{uri:A(n.text(e.path)),uriBaseId:M(e.root)}}function A(e){return e.replaceAll(new RegExp("\\p{Cs}","gu"),"\uFFFD").split("/").map(n=>encodeURIComponent(n)).join("/")}var N={severity:"9.5",precision:"very-high"},P={severity:"8.0",precision:"high"};function T(e){let n=new Set($.map(({id:t})=>t)),r=[...new Set(e.map(({rule:t})=>t))].filter(t=>!n.has(t)).toSorted();return[...$,...r.map(t=>({id:t,name:t,description:"A key found by a rule of the configuration."}))].map(B)}function B({id:e,name:n,description:r}){let t=R.find(({shapes:g,contextual:p})=>[...g,...p?.slots??[]].some(({rule:u})=>u===e)),{severity:o,precision:i}=t===void 0?P:N,a=t===void 0?z:G(t),c=r.replaceAll("`","");return{id:e,name:H(e),shortDescription:{text:`${n} in the code`},fullDescription:{text:c},help:{text:`${c}

${a.join(`
`)}${t===void 0?"":`

${t.rotation.settings.url}`}`,markdown:`${r}

${a.join(`
`)}${t===void 0?"":`

[${t.rotation.settings.label}](${t.rotation.settings.url})`}`},...t!==void 0&&{helpUri:t.rotation.settings.url},defaultConfiguration:{level:"error"},properties:{tags:["security","secret","external/cwe/cwe-798"],precision:i,"security-severity":o}}}var z=["1. Find out who issued the key: its vendor\u2019s dashboard lists its keys.","2. Revoke it there, and create a new one."];function G({rotation:e}){return[e.whenExposed,"",...e.steps.map((n,r)=>`${r+1}. ${n}`)]}function H(e){return e.split(/[^A-Za-z0-9]+/).map(n=>n.slice(0,1).toUpperCase()+n.slice(1)).join("")}var V=200,W="https://github.com/keyturn/keyturn",Z="keyturnFingerprint/v1",pe={write(e,n){let{result:r,tool:t}=e,o=new O(r.findings),i=T(r.findings),a=Object.keys(r.coverage.skippedTotal),c={name:"Keyturn",version:t.version,semanticVersion:t.version,informationUri:W,rules:i,...a.length>0&&{notifications:a.map(J)}},g=new Map(i.map(({id:d},K)=>[d,K]));n(`{
"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
"version": "2.1.0",
"runs": [{
`),n(`"tool": ${l({driver:c})},
`),n(`"invocations": ${l([q(e,o)])},
`),n(`"automationDetails": ${l({id:"keyturn/"})},
`),n(`"originalUriBaseIds": ${l(j(r.roots,o))},
`),n(`"columnKind": "utf16CodeUnits",
"redactionTokens": ["\u2026"],
"results": [`);let p=`
`;for(let d of r.findings)n(p+l(_(d,g.get(d.rule)??-1,o))),p=`,
`;n(`
],
`);let{complete:u,files:f,bytes:y,blobs:h,commits:v,skippedTotal:x}=r.coverage;n(`"properties": ${l({coverage:{complete:u,files:f,bytes:y,blobs:h,commits:v,skippedTotal:x},narrowed:e.narrowed??[]})}
}]
}
`)}};function _(e,n,r){let t=e.occurrences.find(s=>s.suppressed===null)??e.occurrences[0],o=e.occurrences.filter(s=>s!==t),{suppressed:i,provider:a,candidates:c,environment:g,confidence:p,severity:u,preview:f,validity:y,hygiene:h,evidence:v}=e,x=`${D(e)}. ${I(e,r)}`;return{ruleId:e.rule,...n>=0&&{ruleIndex:n},level:L(u),message:{text:m(x)},locations:t===void 0?[]:[k(t,r)],...o.length>0&&{relatedLocations:o.slice(0,V).map((s,d)=>F(s,d+1,r))},partialFingerprints:{[Z]:e.fingerprint},suppressions:i===null?[]:[{kind:i.by==="inline"?"inSource":"external",status:"accepted",justification:r.text(i.reason??"It stands in the baseline."),properties:{by:i.by,owner:i.owner,expires:i.expires}}],properties:{provider:a,candidates:c,environment:g,confidence:p,severity:u,preview:f,evidence:v.map(s=>r.text(s)),validity:y,hygiene:h.map(s=>({...s,message:r.text(s.message),evidence:r.text(s.evidence)})),occurrences:e.occurrences.length,...t?.git&&{commit:t.git.commit,blob:t.git.blob,date:t.git.date},...t!==void 0&&t.encoding.length>0&&{encoding:t.encoding.map(s=>r.text(s))}}}}function q(e,n){let{coverage:r}=e.result;return{executionSuccessful:!0,toolExecutionNotifications:Object.entries(r.skippedTotal).map(([o,i])=>{let a=r.skipped.filter(c=>c.reason===o).map(({where:c})=>n.text(c));return{descriptor:{id:`coverage/${o}`},level:"warning",message:{text:m(`Incomplete: ${i} not searched, ${w[o]}.`)},properties:{total:i,listed:a}}}),toolConfigurationNotifications:(e.notices??[]).map(o=>({level:"note",message:{text:m(n.text(o))}}))}}function J(e){let n=`Something that was asked for was not searched: ${w[e]}.`;return{id:`coverage/${e}`,name:`Coverage${Q(e)}`,shortDescription:{text:"A gap in the coverage."},fullDescription:{text:n},help:{text:`${n} The result says nothing about that part: a key may stand in it.`},defaultConfiguration:{level:"warning"}}}function Q(e){return e.replaceAll(/(?:^|-)([a-z])/g,(n,r)=>r.toUpperCase())}export{pe as sarif};
