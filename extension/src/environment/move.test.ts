import { PortablePrefilter, Scanner, compileRules } from '@keyturn/scanner';
import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../../../scanner/test/sample.ts';
import { judgeDocument, NO_RULES } from '../findings/judge-document.ts';
import { planMove } from './move.ts';
import type { Move } from './move.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new PortablePrefilter(rules.anchors));
const KEY = clarkyKey();

interface Around {
  readonly variables?: Record<string, string>;
  readonly dependencies?: readonly string[];
}

function plan(languageId: string, path: string, code: string, { variables = {}, dependencies = [] }: Around = {}) {
  const text = code.replaceAll('@@', KEY);
  const sightings = scanner.scan(new TextEncoder().encode(text), { path });
  const [finding] = judgeDocument(sightings, path, NO_RULES, new Date()).findings;
  const [occurrence] = finding?.occurrences ?? [];
  if (finding === undefined || occurrence === undefined) throw new Error(`no key was found in ${code}`);
  const move = planMove({
    finding,
    occurrence,
    path,
    languageId,
    text,
    variables: new Map(Object.entries(variables)),
    dependencies: new Set(dependencies),
  });
  return { text, move };
}

function moved(
  languageId: string,
  path: string,
  code: string,
  around?: Around,
): string | Exclude<ReturnType<typeof planMove>, Move> {
  const { text, move } = plan(languageId, path, code, around);
  if ('advice' in move) return move;
  const lines = text.split('\n');
  const edits = move.edits.toSorted((a, b) => b.line - a.line || b.from - a.from || b.to - a.to);
  for (const edit of edits) {
    const line = lines[edit.line] ?? '';
    lines[edit.line] = line.slice(0, edit.from) + edit.text + line.slice(edit.to);
  }
  const after = lines.join('\n');
  expect(after).not.toContain(KEY);
  return after;
}

describe('the move to an environment variable', () => {
  it.each([
    ['typescript', 'a.ts', "const clarkyApiKey = '@@';", 'const clarkyApiKey = process.env.CLARKY_API_KEY;'],
    [
      'typescript',
      'a.ts',
      'f({ Authorization: "Bearer @@" });',
      'f({ Authorization: `Bearer ${process.env.CLARKY_API_KEY}` });',
    ],
    ['javascript', 'a.js', 'f(`Bearer @@!`);', 'f(`Bearer ${process.env.CLARKY_API_KEY}!`);'],
    ['javascript', 'a.js', "f('a `x` ${y} @@');", 'f(`a \\`x\\` \\${y} ${process.env.CLARKY_API_KEY}`);'],
    [
      'python',
      'a.py',
      '#!/usr/bin/env python\nkey = "@@"',
      '#!/usr/bin/env python\nimport os\nkey = os.environ["CLARKY_API_KEY"]',
    ],
    [
      'python',
      'a.py',
      'import os\nh = "Bearer {x} @@"',
      'import os\nh = f"Bearer {{x}} {os.environ[\'CLARKY_API_KEY\']}"',
    ],
    ['ruby', 'a.rb', "key = '@@'", 'key = ENV.fetch("CLARKY_API_KEY")'],
    ['ruby', 'a.rb', 'h = "Bearer @@"', 'h = "Bearer #{ENV.fetch(\'CLARKY_API_KEY\')}"'],
    ['go', 'a.go', 'package a\n\nconst key = "@@"', 'package a\n\nimport "os"\nvar key = os.Getenv("CLARKY_API_KEY")'],
    ['java', 'A.java', 'String h = "Bearer @@";', 'String h = "Bearer " + System.getenv("CLARKY_API_KEY");'],
    ['kotlin', 'a.kt', 'const val NAME = "@@"', 'val NAME = System.getenv("CLARKY_API_KEY")'],
    [
      'csharp',
      'A.cs',
      'const string key = "@@";',
      'static readonly string key = System.Environment.GetEnvironmentVariable("CLARKY_API_KEY");',
    ],
    ['php', 'a.php', "$h = 'Bearer @@';", "$h = 'Bearer ' . getenv('CLARKY_API_KEY');"],
    [
      'rust',
      'a.rs',
      'let h = "Bearer @@";',
      'let h = format!("Bearer {}", std::env::var("CLARKY_API_KEY").expect("CLARKY_API_KEY is not set"));',
    ],
    [
      'swift',
      'a.swift',
      'import Foundation\nlet key = "@@"',
      'import Foundation\nlet key = ProcessInfo.processInfo.environment["CLARKY_API_KEY"]!',
    ],
    ['elixir', 'a.ex', 'key = "@@"', 'key = System.fetch_env!("CLARKY_API_KEY")'],
    ['shellscript', 'a.sh', 'export CLARKY_API_KEY=@@', 'export CLARKY_API_KEY="${CLARKY_API_KEY:?}"'],
    [
      'shellscript',
      'a.sh',
      "curl -H 'Authorization: Bearer @@' x",
      "curl -H 'Authorization: Bearer '\"${CLARKY_API_KEY:?}\"'' x",
    ],
    ['yaml', 'compose.yaml', '  CLARKY_API_KEY: @@', '  CLARKY_API_KEY: ${CLARKY_API_KEY}'],
    ['yaml', '.github/workflows/ci.yml', '  CLARKY_API_KEY: "@@"', '  CLARKY_API_KEY: "${{ secrets.CLARKY_API_KEY }}"'],
  ])('reads as %s does (%s: %s)', (language, path, code, expected) => {
    expect(moved(language, path, code)).toBe(expected);
  });

  it('declares a variable of Terraform, which its environment fills', () => {
    const after = moved('terraform', 'main.tf', 'key = "@@"');
    expect(after).toBe(
      'key = var.clarky_api_key\nvariable "clarky_api_key" {\n  type      = string\n  sensitive = true\n}\n',
    );
    expect(plan('terraform', 'main.tf', 'key = "@@"').move).toMatchObject({ dotenvName: 'TF_VAR_clarky_api_key' });
  });

  it('says that a variable hides nothing where the code reaches a browser, and names it as the bundler wants', () => {
    const code = '"use client";\nconst clarkyKey = "@@";';
    const { move } = plan('typescriptreact', 'app/page.tsx', code, { dependencies: ['next'] });
    expect(move).toMatchObject({ name: 'NEXT_PUBLIC_CLARKY_KEY' });
    expect((move as Move).exposed?.evidence).toBeTruthy();
    const vite = moved('typescript', 'src/main.ts', 'localStorage.clear();\nconst clarkyKey = "@@";', {
      dependencies: ['vite'],
    });
    expect(vite).toContain('import.meta.env.VITE_CLARKY_KEY');
    expect(plan('typescript', 'server/a.ts', 'const k = "@@"', { dependencies: ['next'] }).move).toMatchObject({
      exposed: null,
    });
  });

  it.each([
    ['json', 'a.json', '{ "key": "@@" }', 'data'],
    ['plaintext', 'notes.txt', '@@', 'data'],
    ['yaml', 'values.yaml', 'key: @@', 'data'],
    ['javascript', 'a.js', '// see @@', 'place'],
    ['rust', 'a.rs', 'const K: &str = "@@";', 'place'],
    ['elixir', 'a.ex', '  @key "@@"', 'place'],
    ['python', 'a.py', 'x = """@@"""', 'place'],
    ['python', 'a.py', 'x = b"a @@"', 'place'],
  ])('advises only where no read can stand (%s %s: %s)', (language, path, code, advice) => {
    expect(moved(language, path, code)).toEqual({ advice });
  });

  it('takes another name where its own is taken by another value, and its own where the value is the same', () => {
    const code = "const clarkyApiKey = '@@';";
    const other = { variables: { CLARKY_API_KEY: 'another' } };
    expect(moved('typescript', 'a.ts', code, other)).toContain('process.env.CLARKY_API_KEY_2;');
    const same = { variables: { MINE: KEY } };
    expect(moved('typescript', 'a.ts', code, same)).toContain('process.env.MINE;');
  });
});
