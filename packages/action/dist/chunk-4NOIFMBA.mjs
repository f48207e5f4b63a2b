import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as i,c as a,d as f,e as l}from"./chunk-CRLJ4WDZ.mjs";import{a as s}from"./chunk-NOY6PBSI.mjs";import{a as n}from"./chunk-6JNKEM2L.mjs";import"./chunk-3LWXXDYQ.mjs";import"./chunk-7SP4RH2G.mjs";var c=class{#e;#t;#r;constructor(r,e,t=new n([])){this.#e=r,this.#t={roots:e},this.#r=t}place(r,e){let t={...a(r,this.#r),occurrence:l(e,this.#t,this.#r),...f(r,this.#r)};this.#e(`${s(t)}
`)}end(r){this.#e(`${s(i(r,this.#r))}
`)}},h={write(o,r){let e=new c(r,o.result.roots,new n(o.result.findings));for(let t of o.result.findings)for(let m of t.occurrences)e.place(t,m);e.end(o)}};export{c as JsonlStream,h as jsonl};
