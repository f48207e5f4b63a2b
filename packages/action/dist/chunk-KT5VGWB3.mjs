import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{q as p,r as f}from"./chunk-T4IQQODY.mjs";import{a as m}from"./chunk-6JNKEM2L.mjs";var h={text:async()=>(await import("./chunk-M46OLX2X.mjs")).text,json:async()=>(await import("./chunk-AF33E6WL.mjs")).json,jsonl:async()=>(await import("./chunk-4NOIFMBA.mjs")).jsonl,sarif:async()=>(await import("./chunk-7FWZYXHG.mjs")).sarif,csv:async()=>(await import("./chunk-AEVNB65E.mjs")).csv,junit:async()=>(await import("./chunk-5UXE6HZ7.mjs")).junit,markdown:async()=>(await import("./chunk-5DDT3B6I.mjs")).markdown,html:async()=>(await import("./chunk-IVPWDV2G.mjs")).html,github:async()=>(await import("./chunk-XXFGM5VV.mjs")).github};async function c(t){return h[t]()}var y=1e3,l=20;async function O(t,r){let s=await c("markdown");for(let o=y;;o=Math.floor(o/2)){let e="";if(s.write({...t.report,result:t.positions.result,mostListed:o},a=>e+=a),e=`${e}
${w(t)}${d(t)}`,Buffer.byteLength(e)<=r)return e;if(o===0)return`${Buffer.from(e).toString("utf8",0,r-100).replace(/\n[^\n]*$/,"")}

\u2026 and more: the report has all.
`}}function w({positions:{result:t,present:r}}){let o=t.findings.filter(({suppressed:n})=>n===null).filter(({occurrences:n})=>n.some(({git:i})=>i!==null));if(o.length===0)return"";let e=o.filter(n=>!n.occurrences.some(i=>r.has(i)));return`### What to do about the history

${e.length===0?"":`**${e.length===1?"One key":`${e.length} keys`}** of these ${e.length===1?"stands":"stand"} in no file any more, but in the history of these commits.

`}1. Rotate first: whoever fetched the commits has the key, whatever happens to the branch.
2. Take the key out of the commits, not only out of the files: \`git rebase -i\` onto the base, or squash, and push with \`--force-with-lease\`.
3. A merge that keeps the commits keeps the key.
`}function d({added:t,mayAdd:r,report:s}){if(t.length===0)return"";let o=new m(s.result.findings),e=r?"They count, because the workflow allows new suppressions.":"They do not count before they are in the base: whoever reviews can set `allow-new-suppressions: true`.",a=t.slice(0,l).map(({occurrence:i,suppressed:u})=>`- ${g(`${p(i,o)}, ${o.text(f(u))}`)}`),n=t.length>l?`- and ${t.length-l} more
`:"";return`
### New suppressions

These are added by the change itself. ${e}

${a.join(`
`)}
${n}`}function g(t){return`<code>${t.replaceAll(/[^\p{L}\p{N} ./…:,-]/gu,s=>`&#${s.codePointAt(0)??65533};`)}</code>`}var T="0.0.0";export{c as a,O as b,T as c};
