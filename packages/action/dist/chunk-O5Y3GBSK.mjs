import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as m,b as i}from"./chunk-XHLBGJGQ.mjs";import{a as t}from"./chunk-3255DJ2V.mjs";import{a as s}from"./chunk-QKKNZOEN.mjs";import"./chunk-YDZ4VR53.mjs";import"./chunk-FSEEZFRN.mjs";import"./chunk-Q5XYCHNS.mjs";import"./chunk-D2FQW4XR.mjs";import"./chunk-YQ242ZY3.mjs";import"./chunk-2PTBHYW7.mjs";var c={write(r,n){let e=new s(r.result.findings);n(`{
`);for(let[o,a]of Object.entries(m(r,e)))n(`  ${t(o)}: ${t(a)},
`);n('  "findings": [');let f=`
    `;for(let o of r.result.findings)n(f+t(i(o,r.result,e))),f=`,
    `;n(r.result.findings.length>0?`
  ]
}
`:`]
}
`)}};export{c as json};
