import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var r=/[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,e=/^[\x20-\x7e…’]*$/;function i(t,f){let u=JSON.stringify(t,null,f);return e.test(u)?u:u.replaceAll(r,n=>String.raw`\u${n.charCodeAt(0).toString(16).padStart(4,"0")}`)}export{i as a};
