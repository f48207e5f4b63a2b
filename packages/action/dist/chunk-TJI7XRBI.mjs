import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{q as m,r as u}from"./chunk-I6ZVP5BN.mjs";import{a as f}from"./chunk-QKKNZOEN.mjs";var S={text:async()=>(await import("./chunk-U2RUXLCB.mjs")).text,json:async()=>(await import("./chunk-O5Y3GBSK.mjs")).json,jsonl:async()=>(await import("./chunk-325DOJ2N.mjs")).jsonl,sarif:async()=>(await import("./chunk-Z2KMJQA6.mjs")).sarif,csv:async()=>(await import("./chunk-2QBUDLLS.mjs")).csv,junit:async()=>(await import("./chunk-TIP4CVUX.mjs")).junit,markdown:async()=>(await import("./chunk-VGIBGJF7.mjs")).markdown,html:async()=>(await import("./chunk-4UUHFGN2.mjs")).html,github:async()=>(await import("./chunk-FIL3QJ37.mjs")).github};async function h(t){return S[t]()}var w=1e3,y=20;async function Y(t,n){let o=await h("markdown");for(let r=w;;r=Math.floor(r/2)){let e="";if(o.write({...t.report,result:t.positions.result,mostListed:r},i=>e+=i),e=`${e}
${_(t)}${R(t)}`,Buffer.byteLength(e)<=n)return e;if(r===0)return`${Buffer.from(e).toString("utf8",0,n-100).replace(/\n[^\n]*$/,"")}

\u2026 and more: the report has all.
`}}function _({positions:{result:t,present:n}}){let r=t.findings.filter(({suppressed:s})=>s===null).filter(({occurrences:s})=>s.some(({git:a})=>a!==null));if(r.length===0)return"";let e=r.filter(s=>!s.occurrences.some(a=>n.has(a)));return`### What to do about the history

${e.length===0?"":`**${e.length===1?"One key":`${e.length} keys`}** of these ${e.length===1?"stands":"stand"} in no file any more, but in the history of these commits.

`}1. Rotate first: whoever fetched the commits has the key, whatever happens to the branch.
2. Take the key out of the commits, not only out of the files: \`git rebase -i\` onto the base, or squash, and push with \`--force-with-lease\`.
3. A merge that keeps the commits keeps the key.
`}function R({added:t,mayAdd:n,report:o}){if(t.length===0)return"";let r=new f(o.result.findings),e=n?"They count, because the workflow allows new suppressions.":"They do not count before they are in the base: whoever reviews can set `allow-new-suppressions: true`.",i=t.slice(0,y).map(({occurrence:a,suppressed:l})=>`- ${x(`${m(a,r)}, ${r.text(u(l))}`)}`),s=t.length>y?`- and ${t.length-y} more
`:"";return`
### New suppressions

These are added by the change itself. ${e}

${i.join(`
`)}
${s}`}function x(t){return`<code>${t.replaceAll(/[^\p{L}\p{N} ./…:,-]/gu,o=>`&#${o.codePointAt(0)??65533};`)}</code>`}import{gzipSync as k}from"node:zlib";var c=5e3,$=20,F=c*$,b=1e7,I=2**27,O=5;function T(t,n=1){let o=t.replaceAll("\\","/").replaceAll(/^(?:\.?\/)+|\/+$/g,"");return`keyturn${o===""||o==="."?"":`/${o}`}${n===1?"":`#${n}`}`}function N(t,n,o=1){let r=Math.max(1,Math.ceil(t.length/c));return Array.from({length:r},(e,i)=>({category:T(n,o+i),findings:t.slice(i*c,(i+1)*c)}))}function W(t,n,o){let{findings:r}=n.result,e=[],i=[],s=0,a=l=>{if(e.length===O)return;let g=N(l,o,i.length+1),d=E(t,{...n,sarifRuns:g});if(d!==null)e.push(d),i.push(...g.map(({category:p})=>p)),s+=l.length;else if(l.length>1){let p=Math.ceil(l.length/2);a(l.slice(0,p)),a(l.slice(p))}};return a(r.slice(0,F)),{files:e,categories:i,left:r.length-s}}function E(t,n){let o=new Error("too large"),r=[],e=0;try{t.write(n,s=>{if(e+=s.length,e>I)throw o;r.push(s)})}catch(s){if(s!==o)throw s;return null}let i=k(r.join(""));return i.length>b?null:i}var z="0.0.0";export{h as a,F as b,T as c,N as d,W as e,E as f,Y as g,z as h};
