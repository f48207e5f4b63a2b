import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{q as p,r as l}from"./chunk-HPK7S3K3.mjs";import{a as m}from"./chunk-BY5RBVCY.mjs";var h={text:async()=>(await import("./chunk-2PDVZ737.mjs")).text,json:async()=>(await import("./chunk-66DQRFAV.mjs")).json,jsonl:async()=>(await import("./chunk-V42VGB2V.mjs")).jsonl,sarif:async()=>(await import("./chunk-K3XWFBNV.mjs")).sarif,csv:async()=>(await import("./chunk-ABWPFLZD.mjs")).csv,junit:async()=>(await import("./chunk-LJXUT7PF.mjs")).junit,markdown:async()=>(await import("./chunk-BFSIFT6F.mjs")).markdown,html:async()=>(await import("./chunk-2ZKM2ICZ.mjs")).html,github:async()=>(await import("./chunk-HSYA4GSL.mjs")).github};async function f(t){return h[t]()}var y=1e3,c=20;async function j(t,r){let s=await f("markdown");for(let o=y;;o=Math.floor(o/2)){let e="";if(s.write({...t.report,result:t.positions.result,mostListed:o},i=>e+=i),e=`${e}
${d(t)}${w(t)}`,Buffer.byteLength(e)<=r)return e;if(o===0)return`${Buffer.from(e).toString("utf8",0,r-100).replace(/\n[^\n]*$/,"")}

\u2026 and more: the report has all.
`}}function d({positions:{result:t,present:r}}){let o=t.findings.filter(({suppressed:n})=>n===null).filter(({occurrences:n})=>n.some(({git:a})=>a!==null));if(o.length===0)return"";let e=o.filter(n=>!n.occurrences.some(a=>r.has(a)));return`### What to do about the history

${e.length===0?"":`**${e.length===1?"One key":`${e.length} keys`}** of these ${e.length===1?"stands":"stand"} in no file any more, but in the history of these commits.

`}1. Rotate first: whoever fetched the commits has the key, whatever happens to the branch.
2. Take the key out of the commits, not only out of the files: \`git rebase -i\` onto the base, or squash, and push with \`--force-with-lease\`.
3. A merge that keeps the commits keeps the key.
`}function w({added:t,mayAdd:r,report:s}){if(t.length===0)return"";let o=new m(s.result.findings),e=r?"They count, because the workflow allows new suppressions.":"They do not count before they are in the base: whoever reviews can set `allow-new-suppressions: true`.",i=t.slice(0,c).map(({occurrence:a,suppressed:u})=>`- ${S(`${p(a,o)}, ${o.text(l(u))}`)}`),n=t.length>c?`- and ${t.length-c} more
`:"";return`
### New suppressions

These are added by the change itself. ${e}

${i.join(`
`)}
${n}`}function S(t){return`<code>${t.replaceAll(/[^\p{L}\p{N} ./…:,-]/gu,s=>`&#${s.codePointAt(0)??65533};`)}</code>`}var T="0.0.0";export{f as a,j as b,T as c};
