import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{j as d,m,o as y,p as x,q as b,r as v,s as I}from"./chunk-I6ZVP5BN.mjs";import{a as g}from"./chunk-QKKNZOEN.mjs";import"./chunk-YDZ4VR53.mjs";import"./chunk-FSEEZFRN.mjs";import"./chunk-Q5XYCHNS.mjs";import"./chunk-D2FQW4XR.mjs";import{C as $}from"./chunk-YQ242ZY3.mjs";import"./chunk-2PTBHYW7.mjs";var D={write(t,e){let{findings:c,coverage:s}=t.result,r=new g(c),l=(t.elapsedMs/1e3).toFixed(3),a=Object.entries(s.skippedTotal),p=0,i=0;for(let{occurrence:n}of m(t.result))O(n,t)?i++:p++;let h=`name="keyturn" ${`tests="${p+i+a.length+1}" failures="${p}" errors="${a.length}"`} time="${l}" skipped="${i}" package="keyturn" id="0" hostname="localhost"`;e(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
`),e(`  <testsuite ${h} timestamp="${new Date().toISOString().slice(0,19)}">
    <properties>
`),e(f("version",t.tool.version)),e(f("coverage",s.complete?"complete":"incomplete"));for(let n of t.result.roots)e(f("root",r.text(n)));e(`    </properties>
`);let S=s.files+s.blobs+s.commits;e(`    <testcase classname="keyturn" name="scan of ${S} files and objects" time="${l}"/>
`);for(let n of m(t.result))e(P(n,t,r));for(let[n,j]of a){let w=`coverage: ${n}`,K=`Incomplete: ${j} ${I[n]}`,F=s.skipped.filter(u=>u.reason===n).map(({where:u})=>u);e(R("keyturn",w)),e(`      <error type="coverage" message="${o(K)}">${o(r.text(F.join(", ")))}</error>
    </testcase>
`)}e(`    <system-out/>
    <system-err/>
  </testsuite>
</testsuites>
`)}};function O(t,e){return t.suppressed!==null&&e.showSuppressed!==!0}function P(t,e,c){let{finding:s,occurrence:r}=t,l=R(c.text(d(r)),`${s.rule} at ${b(r,c)}`),a=y(s),p=`${x(s,c)}${r.excerpt===null?"":`
${r.excerpt.text}`}
${s.fingerprint}`,i=O(r,e)&&r.suppressed!==null?`<skipped message="${o(c.text(`${a}, suppressed ${v(r.suppressed)}`))}"/>`:`<failure type="${o(s.rule)}" message="${o(a)}">${o(p,!0)}</failure>`;return`${l}      ${i}
    </testcase>
`}function R(t,e){return`    <testcase classname="${o(t)}" name="${o(e)}" time="0">
`}function f(t,e){return`      <property name="${t}" value="${o(e)}"/>
`}function o(t,e=!1){return(e?t.split(`
`):[t]).map(s=>T.test(s)?s:k(s)).join(`
`)}var T=/^[ !#-%(-;=?-~…’]*$/;function k(t){return $(t).replaceAll(new RegExp(`[&<>"']|\\p{Cs}`,"gu"),e=>M[e]??" ")}var M={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&apos;"};export{D as junit};
