import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a,b}from"./chunk-BUKPIGKN.mjs";import"./chunk-Q5XYCHNS.mjs";import"./chunk-2PTBHYW7.mjs";export{a as LinearPattern,b as compileRule};
