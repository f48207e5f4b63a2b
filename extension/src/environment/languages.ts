/** How each language reads a variable of the environment, and how such a read takes the place of a string. */
import type { Literal, LiteralSyntax } from './literal.ts';

export interface Language extends LiteralSyntax {
  /** The expression that reads a variable. */
  readonly read: (name: string) => string;
  /** How an expression stands inside a string with one of these quotes; `always`: also where it is all of the string. */
  readonly interpolate?: {
    readonly quotes: string;
    readonly write: (expression: string) => string;
    readonly always?: boolean;
  };
  /** How a string that cannot hold an expression becomes one that does; else its pieces are concatenated. */
  readonly embed?: (literal: Literal, expression: string) => string;
  /** Whether text without quotes is a string too. */
  readonly bare?: boolean;
  /** What concatenates strings, with its spaces. */
  readonly plus: string;
  /** The line that an expression needs at the top of its file, and where it goes. */
  readonly needs?: { readonly has: RegExp; readonly line: string; readonly after: RegExp };
  /** A line on which an expression may not stand, because the compiler wants a constant. */
  readonly constant?: RegExp;
  /** A constant that becomes something else: what it says, and what it says then. */
  readonly loosen?: { readonly from: RegExp; readonly to: string };
}

const slashes = ['//', '/*'];

const javascript: Language = {
  quotes: '\'"`',
  comments: slashes,
  read: (name) => `process.env.${name}`,
  interpolate: { quotes: '`', write: (expression) => `\${${expression}}` },
  embed: templateOf,
  plus: ' + ',
};

/** Bundled by Vite, for the browser or for what shares its configuration. */
export const viteJavascript: Language = { ...javascript, read: (name) => `import.meta.env.${name}` };

const python: Language = {
  quotes: '\'"',
  comments: ['#'],
  prefixes: /(?<![A-Za-z0-9_])[rbfuRBFU]{1,2}$/,
  read: (name) => `os.environ["${name}"]`,
  embed: ({ before, after, quote, prefix }, expression) => {
    // It may be a format string already. Of old, quotes in its expressions have to be the other ones.
    const text = prefix === '' ? doubledBraces : (one: string): string => one;
    const inner = expression.replaceAll('"', quote === '"' ? "'" : '"');
    return `f${quote}${text(before)}{${inner}}${text(after)}${quote}`;
  },
  plus: ' + ',
  needs: {
    has: /^import os\b/m,
    line: 'import os',
    after: /^(?:#!.*\n)?(?:#.*\n)*(?:(?:"""[^]*?"""|'''[^]*?''')\s*\n)?(?:from __future__ .*\n)*/,
  },
};

const yaml: Language = { quotes: '\'"', comments: ['#'], read: (name) => `\${${name}}`, plus: '' };

const composeYaml: Language = {
  ...yaml,
  interpolate: { quotes: '\'"', write: (expression) => expression, always: true },
  bare: true,
};
export const workflowYaml: Language = {
  ...composeYaml,
  read: (name) => `\${{ secrets.${name} }}`,
};

const LANGUAGES: Readonly<Partial<Record<string, Language>>> = {
  javascript,
  javascriptreact: javascript,
  typescript: javascript,
  typescriptreact: javascript,
  vue: javascript,
  svelte: javascript,
  astro: javascript,
  python,
  ruby: {
    quotes: '\'"',
    comments: ['#'],
    read: (name) => `ENV.fetch("${name}")`,
    interpolate: { quotes: '"', write: (expression) => `#{${expression.replaceAll('"', "'")}}` },
    plus: ' + ',
  },
  go: {
    quotes: '"`',
    comments: slashes,
    read: (name) => `os.Getenv("${name}")`,
    plus: ' + ',
    needs: { has: /^\s*(?:import\s+)?(?:\w+\s+)?"os"/m, line: 'import "os"', after: /^[^]*?^package .*\n\n?/m },
    loosen: { from: /^(?<indent>\s*)const(?=\s+\w)/, to: 'var' },
  },
  java: {
    quotes: '"',
    comments: slashes,
    read: (name) => `System.getenv("${name}")`,
    plus: ' + ',
    constant: /^\s*@\w|\bcase\s/,
  },
  kotlin: {
    quotes: '"',
    comments: slashes,
    read: (name) => `System.getenv("${name}")`,
    interpolate: { quotes: '"', write: (expression) => `\${${expression}}` },
    plus: ' + ',
    constant: /^\s*@\w/,
    loosen: { from: /\bconst\s+val\b/, to: 'val' },
  },
  csharp: {
    quotes: '"',
    comments: slashes,
    prefixes: /[@$]{1,2}$/,
    read: (name) => `System.Environment.GetEnvironmentVariable("${name}")`,
    plus: ' + ',
    constant: /^\s*\[|\bcase\s/,
    loosen: { from: /\bconst(?=\s+string\b)/, to: 'static readonly' },
  },
  php: {
    quotes: '\'"',
    comments: ['//', '/*', '#'],
    read: (name) => `getenv('${name}')`,
    plus: ' . ',
    constant: /\bconst\s|^\s*(?:public|private|protected|static|var)\b[^(]*\$\w+\s*=/,
  },
  rust: {
    quotes: '"',
    comments: slashes,
    prefixes: /(?<![A-Za-z0-9_])b?r?#*$/,
    read: (name) => `std::env::var("${name}").expect("${name} is not set")`,
    embed: ({ before, after }, expression) =>
      `format!("${doubledBraces(before)}{}${doubledBraces(after)}", ${expression})`,
    plus: '',
    constant: /\b(?:const|static)\s|^\s*#\[/,
  },
  swift: {
    quotes: '"',
    comments: slashes,
    read: (name) => `ProcessInfo.processInfo.environment["${name}"]!`,
    interpolate: { quotes: '"', write: (expression) => String.raw`\(${expression})` },
    plus: ' + ',
    needs: {
      has: /^import (?:Foundation|UIKit|AppKit|SwiftUI)\b/m,
      line: 'import Foundation',
      after: /^(?:\/\/.*\n)*\n?/,
    },
  },
  elixir: {
    quotes: '"',
    comments: ['#'],
    read: (name) => `System.fetch_env!("${name}")`,
    interpolate: { quotes: '"', write: (expression) => `#{${expression}}` },
    plus: ' <> ',
    // An attribute of a module is read when it is compiled, and stays in what is compiled.
    constant: /^\s*@\w/,
  },
  terraform: {
    quotes: '"',
    comments: ['#', '//', '/*'],
    read: (name) => `var.${name.toLowerCase()}`,
    interpolate: { quotes: '"', write: (expression) => `\${${expression}}` },
    plus: '',
  },
};

/** JavaScript's. */
export function templateOf({ before, after }: Pick<Literal, 'before' | 'after'>, expression: string): string {
  const text = (one: string): string => one.replaceAll(/`|\$\{/g, String.raw`\$&`).replaceAll(/\\(?=['"])/g, '');
  return `\`${text(before)}\${${expression}}${text(after)}\``;
}

/** What would be an expression is text again. */
function doubledBraces(text: string): string {
  return text.replaceAll(/[{}]/g, '$&$&');
}

/** By an editor's language id and the file's path; null where nothing idiomatic can be written. */
export function languageOf(languageId: string, path: string): Language | null {
  if (languageId === 'yaml' || languageId === 'dockercompose' || languageId === 'github-actions-workflow') {
    if (/(?:^|\/)\.github\/(?:workflows|actions)\//.test(path)) return workflowYaml;
    return languageId === 'dockercompose' || /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/.test(path) ? composeYaml : null;
  }
  // Vendor extensions name Terraform's language; without one it is plain text.
  if (path.endsWith('.tf')) return LANGUAGES['terraform'] ?? null;
  return LANGUAGES[languageId] ?? null;
}
