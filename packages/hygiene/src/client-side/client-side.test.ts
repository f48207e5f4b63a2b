import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientSide, variableName } from './client-side.ts';
import type { CodePlace } from './client-side.ts';

const certain: readonly [string, CodePlace][] = [
  ['a public prefix in .env', { path: '.env', name: 'NEXT_PUBLIC_CLARKY_KEY' }],
  ['a public prefix on the line', { path: 'deploy/web.yaml', line: '  VITE_KLIPY_KEY: "' }],
  ['a public prefix in a Dockerfile', { path: 'Dockerfile', line: 'ARG REACT_APP_TOKEN=' }],
  ['an HTML page', { path: 'web/index.html' }],
  ['a page without a name in an editor', { path: null, language: 'html' }],
  ['a minified bundle', { path: 'app/vendor.min.js' }],
  ['what Vite built', { path: 'dist/assets/index-4f3a21bc.js' }],
  ['what Next delivers', { path: '.next/static/chunks/app.js' }],
  ['a client component of Next', { path: 'app/cart/page.tsx', text: "'use client';\nimport x from 'y';" }],
  ['an entry file', { path: 'src/main.tsx' }],
  ['a script that starts an app', { path: 'src/main.ts', text: 'bootstrapApplication(App)' }],
  ['a component of Vue', { path: 'src/Cart.vue' }],
  ['Angular’s environment', { path: 'src/environments/environment.prod.ts' }],
  ['an Android resource', { path: 'app/src/main/res/values/strings.xml' }],
  ['Kotlin for Android', { path: 'Api.kt', text: 'package a\nimport android.os.Bundle\n' }],
  ['Swift for iOS', { path: 'Sources/Api.swift', text: 'import SwiftUI\n' }],
  ['Flutter', { path: 'bin/a.dart', text: "import 'package:flutter/material.dart';" }],
];

const likely: readonly [string, CodePlace][] = [
  ['a script in a folder that is served', { path: 'public/js/app.js' }],
  ['a page of Next', { path: 'pages/index.tsx' }],
  ['a component', { path: 'src/components/Cart.tsx' }],
  ['code that asks the document', { path: 'src/a.js', text: 'document.getElementById("a")' }],
];

const onServer: readonly [string, CodePlace][] = [
  ['an API route of Next’s pages', { path: 'src/pages/api/cart.ts' }],
  ['a route handler of Next', { path: 'app/api/cart/route.ts' }],
  ['Next’s middleware', { path: 'middleware.ts' }],
  ['a server component of Next', { path: 'app/cart/page.tsx', text: 'export default async function Page() {}' }],
  ['a server action', { path: 'src/components/save.tsx', text: "'use server';" }],
  ['what Next keeps on the server', { path: '.next/server/app/page.js' }],
  ['a loader of SvelteKit', { path: 'src/routes/+page.server.ts' }],
  ['a module of Remix', { path: 'app/db.server.ts' }],
  ['Vite’s configuration', { path: 'vite.config.ts' }],
  ['a server’s folder', { path: 'server/public.js' }],
  ['NestJS’s entry', { path: 'src/main.ts', text: "import { NestFactory } from '@nestjs/core';" }],
  ['a public name in a server’s code', { path: 'pages/api/a.ts', line: "const NEXT_PUBLIC_KEY = '" }],
  ['PHP in public/', { path: 'public/index.php' }],
  ['Vapor', { path: 'Sources/App/routes.swift', text: 'import Vapor\n' }],
  ['Spring', { path: 'app/src/main/java/A.java', text: 'import java.util.List;' }],
  ['a test of a component', { path: 'src/components/Cart.test.tsx' }],
  ['a script for Node', { path: 'src/a.js', text: "import { readFileSync } from 'node:fs';\nwindow.location" }],
  ['a variable of a server', { path: '.env', name: 'CLARKY_API_KEY' }],
  ['a name that only holds a prefix', { path: '.env', name: 'MY_VITE_KEY' }],
  ['prose', { path: 'README.md', text: 'window.location' }],
  ['nothing known', { path: null }],
];

describe('what users download', () => {
  it.each(certain)('is certain for %s', (_, place) => {
    expect(clientSide(place)).toMatchObject({ certainty: 'certain' });
  });

  it.each(likely)('is likely for %s', (_, place) => {
    expect(clientSide(place)).toMatchObject({ certainty: 'likely' });
  });

  it.each(onServer)('is not %s', (_, place) => {
    expect(clientSide(place)).toBeNull();
  });

  it('names the tool and the prefix, and never what stands behind it', () => {
    expect(clientSide({ path: '.env', line: 'NEXT_PUBLIC_TOKEN=' })?.evidence).toBe(
      'Next.js puts every NEXT_PUBLIC_… into what the browser gets',
    );
  });
});

/** Folders that say nothing of where their code runs. */
const neutralFolder = fc
  .array(fc.constantFrom('src', 'lib', 'sdk', 'packages', 'klipy', 'http', 'api', 'internal', 'core'), { maxLength: 4 })
  .map((names) => names.map((name) => `${name}/`).join(''));
const ending = fc.constantFrom('ts', 'js', 'tsx', 'jsx');
const stem = fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/);
/** Code that runs anywhere. */
const neutralText = fc.constantFrom(
  '',
  "import { Client } from './client.ts';",
  'export class Client {}',
  'const client = createClient({ key });',
  'await fetch(`${base}/v1/people`);',
);

describe('a client', () => {
  it('is nobody’s in particular by the word alone', () => {
    fc.assert(
      fc.property(
        neutralFolder,
        fc.constantFrom('', 'api-', 'http-', 'db_', 'test'),
        ending,
        neutralText,
        (folder, before, end, text) => {
          expect(clientSide({ path: `${folder}${before}client.${end}`, text })).toBeNull();
        },
      ),
    );
  });

  it('is a browser’s where it asks the window', () => {
    fc.assert(
      fc.property(neutralFolder, ending, neutralText, (folder, end, text) => {
        const place = { path: `${folder}client.${end}`, text: `${text}\nwindow.localStorage.getItem('a');` };
        expect(clientSide(place)).toMatchObject({ certainty: 'likely' });
      }),
    );
  });

  it('is a browser’s where a framework’s naming says so, unless the file stays on the server', () => {
    fc.assert(
      fc.property(neutralFolder, stem, ending, (folder, name, end) => {
        const path = `${folder}${name}.client.${end}`;
        expect(clientSide({ path })).toMatchObject({ certainty: 'likely' });
        expect(clientSide({ path: `${folder}entry-client.${end}` })).toMatchObject({ certainty: 'likely' });
        expect(clientSide({ path, text: "import 'server-only';" })).toBeNull();
      }),
    );
  });
});

it.each([
  ['CLARKY=', 'CLARKY'],
  ['export VITE_A="', 'VITE_A'],
  ['  "apiKey": "', 'apiKey'],
  ['const token: string = `', 'token'],
  ["'KLIPY' => '", 'KLIPY'],
  ['process.env["VITE_A"] = "', 'VITE_A'],
  ['process.env.NEXT_PUBLIC_A ?? "', null],
  ['curl -H "Authorization: Bearer ', null],
  ['', null],
])('%s assigns to %s', (before, name) => {
  expect(variableName(before)).toBe(name);
});
