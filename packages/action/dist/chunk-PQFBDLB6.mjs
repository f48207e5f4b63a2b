import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as c}from"./chunk-7WE55VDW.mjs";import{d as e}from"./chunk-2PTBHYW7.mjs";var t=e(c(),1);function i(){let n=new t.EnvHttpProxyAgent;return async(r,o)=>(0,t.fetch)(r,{...o,dispatcher:n})}export{i as proxyFetch};
