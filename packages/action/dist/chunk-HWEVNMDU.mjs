import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as m,b as t,g as p,h as e}from"./chunk-HDRESKZK.mjs";import{G as s,h as n,k as i}from"./chunk-G4MXUWCF.mjs";function C(o,r=null){let l=r===null?e():e([...i,...r.providers],n,r.rules,r.decode);return new p(l,new s(l.anchors),o===null?m:t(o))}export{C as a};
