import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a,b}from"./chunk-A3EH3SL4.mjs";import"./chunk-7SP4RH2G.mjs";export{a as LinearPattern,b as compileRule};
