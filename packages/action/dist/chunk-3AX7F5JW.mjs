import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{j as d,m as u,o as y,p as x,q as b,r as v,s as O}from"./chunk-MF6VWND2.mjs";import{a as g}from"./chunk-HTY5O2HY.mjs";import"./chunk-4NIMVXX6.mjs";import"./chunk-NRMWGA2Q.mjs";import"./chunk-Q5XYCHNS.mjs";import"./chunk-D2FQW4XR.mjs";import{C as $}from"./chunk-KOKJUEYH.mjs";import"./chunk-2PTBHYW7.mjs";var q={write(t,e){let{findings:a,coverage:s}=t.result,r=new g(a),l=(t.elapsedMs/1e3).toFixed(3),c=Object.entries(s.skippedTotal),p=0,i=0;for(let{occurrence:n}of u(t.result))R(n,t)?i++:p++;let I=`name="keyturn" ${`tests="${p+i+c.length+1}" failures="${p}" errors="${c.length}"`} time="${l}" skipped="${i}" package="keyturn" id="0" hostname="localhost"`;e(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
`),e(`  <testsuite ${I} timestamp="${new Date().toISOString().slice(0,19)}">
    <properties>
`),e(f("version",t.tool.version)),e(f("coverage",s.complete?"complete":"incomplete"));for(let n of t.result.roots)e(f("root",r.text(n)));e(`    </properties>
`);let S=s.files+s.blobs+s.commits;e(`    <testcase classname="keyturn" name="scan of ${S} files and objects" time="${l}"/>
`);for(let n of u(t.result))e(T(n,t,r));for(let[n,j]of c){let w=`coverage: ${n}`,K=`Incomplete: ${j} ${O[n]}`,F=s.skipped.filter(m=>m.reason===n).map(({where:m})=>m);e(h("keyturn",w)),e(`      <error type="coverage" message="${o(K)}">${o(r.text(F.join(", ")))}</error>
    </testcase>
`)}e(`    <system-out/>
    <system-err/>
  </testsuite>
</testsuites>
`)}};function R(t,e){return t.suppressed!==null&&e.showSuppressed!==!0}function T(t,e,a){let{finding:s,occurrence:r}=t,l=h(a.text(d(r)),`${s.rule} at ${b(r,a)}`),c=y(s),p=`${x(s,a)}${r.excerpt===null?"":`
${r.excerpt.text}`}
${s.fingerprint}`,i=R(r,e)&&r.suppressed!==null?`<skipped message="${o(a.text(`${c}, suppressed ${v(r.suppressed)}`))}"/>`:`<failure type="${o(s.rule)}" message="${o(c)}">${o(p,!0)}</failure>`;return`${l}      ${i}
    </testcase>
`}function h(t,e){return`    <testcase classname="${o(t)}" name="${o(e)}" time="0">
`}function f(t,e){return`      <property name="${t}" value="${o(e)}"/>
`}function o(t,e=!1){return(e?t.split(`
`):[t]).map(s=>$(s).replaceAll(new RegExp(`[&<>"']|\\p{Cs}`,"gu"),r=>k[r]??" ")).join(`
`)}var k={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&apos;"};export{q as junit};
