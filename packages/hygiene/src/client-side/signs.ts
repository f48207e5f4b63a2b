/** What tells code that users get from code that stays on a server, as data. Paths are matched with a slash before them. */

interface PublicName {
  readonly prefix: string;
  /** The tool that does it. */
  readonly by: string;
}

interface FileSign {
  readonly path: RegExp;
  /** What has to stand in the text besides. */
  readonly text?: RegExp;
  readonly certainty: 'certain' | 'likely';
  readonly says: string;
}

interface TextSign {
  readonly text: RegExp;
  readonly says: string;
}

/** Prefixes by which build tools decide what goes into the browser's bundle; each is in its tool's documentation. */
export const PUBLIC_NAMES: readonly PublicName[] = [
  { prefix: 'NEXT_PUBLIC_', by: 'Next.js' },
  { prefix: 'VITE_', by: 'Vite' },
  { prefix: 'REACT_APP_', by: 'Create React App' },
  { prefix: 'NUXT_PUBLIC_', by: 'Nuxt' },
  { prefix: 'EXPO_PUBLIC_', by: 'Expo' },
  { prefix: 'VUE_APP_', by: 'Vue CLI' },
  { prefix: 'GATSBY_', by: 'Gatsby' },
  { prefix: 'NG_APP_', by: 'Angular’s environment plugin' },
  { prefix: 'STORYBOOK_', by: 'Storybook' },
  { prefix: 'PLASMO_PUBLIC_', by: 'Plasmo' },
  { prefix: 'BUN_PUBLIC_', by: 'Bun' },
  { prefix: 'PUBLIC_', by: 'Astro, SvelteKit or Rsbuild' },
];

/** Files that no browser gets, whatever else they look like. */
export const SERVER_FILES: readonly RegExp[] = [
  /\.server\.[cm]?[jt]sx?$/,
  /\/\.server\//,
  /\/\+server\.[jt]s$/,
  /\/\+(?:page|layout)\.server\.[jt]s$/,
  /\/(?:pages|src\/pages)\/api\//,
  /\/app\/(?:.*\/)?route\.[jt]sx?$/,
  /\/(?:middleware|instrumentation|proxy)\.[jt]s$/,
  /\/(?:server|backend|functions|netlify|lambda|workers|supabase\/functions)\/(?:.*\.)?[^/]*\.[cm]?[jt]sx?$/,
  /\/(?:server|backend)\//,
  /\/lib\/server\//,
  /\/entry[.-]server\.[jt]sx?$/,
  /\/gatsby-(?:node|config|ssr)\.[cm]?[jt]sx?$/,
  /\/\.next\/(?:server|cache)\//,
  /\/\.output\/server\//,
  /\/\.svelte-kit\/output\/server\//,
  /\/(?:vite|vitest|webpack|rollup|rspack|rsbuild|tailwind|postcss|jest|playwright|cypress|svelte|astro|babel|eslint)\.config\.[^/]+$/,
  /\/emails?\/.*\.[jt]sx$/,
  // Tests and stories are not delivered.
  /\.(?:test|spec|stories|e2e|cy)\.[^/]+$/,
  /\/(?:__tests__|__mocks__|tests?|e2e|cypress|fixtures)\//,
  /\/node_modules\//,
];

/** What only a server's code says. */
export const SERVER_TEXT: readonly RegExp[] = [
  /^\s{0,16}["']use server["']/m,
  /^\s{0,16}import\s{1,4}["']server-only["']/m,
  /^#!.{0,80}\b(?:node|deno|bun|tsx)\b/,
  /\bfrom\s{0,4}["'](?:node:|(?:express|fastify|koa|@nestjs\/core|@hapi\/hapi|next\/server|hono)["'])/,
  /\brequire\(\s{0,4}["'](?:node:|(?:express|fastify|koa|http|fs|dotenv)["'])/,
];

/** Folders whose files a server hands out as they are; a PHP file or a folder's settings are run or read there instead. */
const SERVED = String.raw`\.(?:html?|[cm]?js|css|json|map|txt|xml|svg|wasm|webmanifest)$`;

/** The first that fits counts. */
export const CLIENT_FILES: readonly FileSign[] = [
  { path: /\.(?:html?|xhtml)$/i, certainty: 'certain', says: 'it stands in an HTML page' },
  {
    path: /[.-](?:bundle|chunk)\.js(?:\.map)?$|\.min\.js(?:\.map)?$/,
    certainty: 'certain',
    says: 'it stands in a bundle for browsers',
  },
  { path: /\/(?:\.next|_next)\/static\//, certainty: 'certain', says: 'it stands in what Next.js delivers' },
  {
    path: /\/\.output\/public\/|\/\.nuxt\/dist\/client\//,
    certainty: 'certain',
    says: 'it stands in what Nuxt delivers',
  },
  { path: /\/\.svelte-kit\/output\/client\//, certainty: 'certain', says: 'it stands in what SvelteKit delivers' },
  { path: /\/build\/static\/js\//, certainty: 'certain', says: 'it stands in a bundle for browsers' },
  {
    path: /\/(?:dist|build|out)\/(?:client|browser|assets)\/[^/]+\.[cm]?js(?:\.map)?$/,
    certainty: 'certain',
    says: 'it stands in a bundle for browsers',
  },
  {
    path: /\/(?:AndroidManifest\.xml|google-services\.json)$|\/res\/(?:values|xml|raw)[^/]*\/[^/]+$|\.apk$/,
    certainty: 'certain',
    says: 'it is packed into an Android app',
  },
  {
    path: /\/(?:[^/]+-)?Info\.plist$|\/GoogleService-Info\.plist$|\.xcconfig$|\.ipa$/,
    certainty: 'certain',
    says: 'it is packed into an app for Apple’s systems',
  },
  {
    path: /\.swift$|\.mm?$/,
    text: /^\s{0,8}(?:@?import\s{1,4}|#import\s{1,4}<)(?:UIKit|SwiftUI|AppKit|WatchKit)\b/m,
    certainty: 'certain',
    says: 'it is compiled into an app for Apple’s systems',
  },
  {
    path: /\/(?:ios|iOS|iphone)\/.*\.(?:swift|mm?|h|plist|strings)$|(?:ViewController|AppDelegate|SceneDelegate)\.(?:swift|mm?)$/,
    certainty: 'certain',
    says: 'it is compiled into an app for Apple’s systems',
  },
  {
    path: /\.(?:kt|java)$/,
    text: /^\s{0,8}import\s{1,4}androidx?\./m,
    certainty: 'certain',
    says: 'it is compiled into an Android app',
  },
  {
    path: /\/android\/.*\.(?:kt|java|xml|gradle|properties)$/,
    certainty: 'certain',
    says: 'it is compiled into an Android app',
  },
  { path: /\.dart$/, text: /["']package:flutter\//, certainty: 'certain', says: 'it is compiled into a Flutter app' },
  { path: /\/lib\/(?:.*\/)?[^/]+\.dart$/, certainty: 'likely', says: 'Dart below lib/ is compiled into the app' },
  { path: /\.(?:ios|android|native)\.[jt]sx?$/, certainty: 'certain', says: 'it is packed into a React Native app' },
  {
    path: /\/src\/environments\/environment(?:\.[^/]+)?\.ts$/,
    certainty: 'certain',
    says: 'Angular compiles its environment files into the bundle',
  },
  // By a framework's convention. A bare client.ts is anybody's client: of a database, of an API, on a server as often as not.
  {
    path: /\/entry[.-]client\.[jt]sx?$|[^/]\.client\.[jt]sx?$/,
    certainty: 'likely',
    says: 'by its name, build tools give it to the browser alone',
  },
  { path: /\/gatsby-browser\.[jt]sx?$/, certainty: 'certain', says: 'Gatsby runs it in the browser' },
  {
    path: /\/(?:service-worker|sw|firebase-messaging-sw)\.[jt]s$|\.user\.js$/,
    certainty: 'certain',
    says: 'browsers load it as a script of its own',
  },
  {
    path: /\.vue$|\.svelte$/,
    certainty: 'certain',
    says: 'components of this kind are compiled into the browser’s bundle',
  },
  { path: /\/\+(?:page|layout)\.[jt]s$/, certainty: 'certain', says: 'SvelteKit runs it in the browser too' },
  {
    path: new RegExp(String.raw`/(?:public|wwwroot|www|static)/.*${SERVED}`),
    certainty: 'likely',
    says: 'its folder is one that web servers hand out',
  },
  {
    path: /\/(?:app\/javascript|app\/assets\/javascripts|resources\/js|src\/renderer)\//,
    certainty: 'certain',
    says: 'its folder is compiled for the browser',
  },
  {
    path: /\/src\/(?:main|index)\.[jt]sx$|\/src\/App\.[jt]sx?$|\/App\.[jt]sx$/,
    certainty: 'certain',
    says: 'it is the browser’s entry file',
  },
  {
    path: /\/(?:components|hooks|contexts?|views|widgets|screens)\/.*\.[jt]sx$/,
    certainty: 'likely',
    says: 'components are delivered to the browser, unless they stay on the server',
  },
  { path: /\/pages\/(?:.*\/)?[^/]+\.[jt]sx$/, certainty: 'likely', says: 'pages are delivered to the browser' },
];

/** What only code for the browser says. */
export const CLIENT_TEXT: readonly TextSign[] = [
  { text: /^\s{0,16}["']use client["']/m, says: 'its file says "use client"' },
  { text: /\bpublicRuntimeConfig\b/, says: 'publicRuntimeConfig is handed to the browser' },
  {
    text: /\b(?:createRoot|hydrateRoot|bootstrapApplication|platformBrowserDynamic)\(/,
    says: 'its file starts an app in the browser',
  },
];

/** A browser's own objects, in use. */
export const BROWSER_ONLY: RegExp =
  /\b(?:document\.(?:getElementById|querySelector|createElement|addEventListener|cookie|body)|window\.(?:location|addEventListener|localStorage|document)|localStorage\.|sessionStorage\.)/;
