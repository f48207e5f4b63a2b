/** What holds of every format: no key in it, nothing but text from the tree, suppression and gaps told. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import Ajv from 'ajv-draft-04';
import formats from 'ajv-formats';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import {
  collect,
  everything,
  finding,
  gitPlace,
  input,
  key,
  occurrence,
  result,
  suppression,
  values,
} from '../test/sample-result.ts';
import { formatNames, loadFormatter } from './index.ts';
import type { Format, ReportInput } from './index.ts';

const formatters = new Map(
  await Promise.all(formatNames.map(async (name) => [name, await loadFormatter(name)] as const)),
);

function written(name: Format, from: ReportInput): string {
  const formatter = formatters.get(name);
  if (formatter === undefined) throw new Error(`no format ${name}`);
  return collect((sink) => formatter.write(from, sink));
}

/** Everything that a hostile tree may choose, chosen badly. */
function hostile(): ReportInput {
  const secret = key('ck_live_', 1);
  const evil =
    '\u001b[2J\u009b1m\u202e\r\n::error::x\n=cmd()</script><img src=x onerror=alert(1)>|`@all](javascript:1)&"\'\ud800';
  const git = gitPlace({ author: evil, authorEmail: evil, refs: [evil], date: evil });
  const places = [
    occurrence(secret, { path: evil, encoding: [evil] }),
    occurrence(secret, { path: evil, git, suppressed: suppression({ reason: evil, owner: evil }) }),
  ];
  return input([], {
    result: result([finding(secret, { occurrences: places, evidence: [evil] })], {
      roots: [`/tmp/${evil}`],
      coverage: {
        ...input([]).result.coverage,
        complete: false,
        skipped: [{ where: evil, reason: 'unreadable' }],
        skippedTotal: { unreadable: 1 },
      },
    }),
    notices: [evil],
    narrowed: [{ by: 'keyturn.yaml', what: 'exclude', detail: evil }],
  });
}

describe.each(formatNames)('%s', (name) => {
  it('holds no key', () => {
    const text = written(name, everything());
    for (const value of values(everything())) expect(text).not.toContain(value);
    const secret = key('klipy_api_', 9);
    const named = input([finding(secret, { occurrences: [occurrence(secret, { path: `a/${secret.reveal()}.txt` })] })]);
    expect(written(name, named)).not.toContain(secret.reveal());
    expect(written(name, named)).not.toContain(encodeURIComponent(secret.reveal().slice(12)));
  });

  it('shows what the tree holds as text', () => {
    // The page's own script is indented with tabs.
    const text = written(name, hostile()).replaceAll(/\r?\n|^\t+/gm, '');
    expect(stripVTControlCharacters(text)).toBe(text);
    expect(text.match(/[\p{Cc}\u202e].{0,20}/gu)).toBeNull();
  });

  it('tells what is suppressed, by whom and until when', () => {
    const text = written(name, everything());
    for (const part of ['rotated on 1 March', 'ada', '2027-01-31']) expect(text).toContain(part);
  });

  it('tells a gap in the coverage', () => {
    expect(written(name, everything())).toMatch(/incomplete|"complete":false|missing-object/i);
  });

  it('is the same for the same input, but for the time', () => {
    const stable = (text: string): string => text.replaceAll(/timestamp="[^"]*"/g, '');
    expect(stable(written(name, everything()))).toBe(stable(written(name, everything())));
  });

  it('writes in pieces', () => {
    const secrets = Array.from({ length: 300 }, (_, index) => key('klipy_api_', index + 1));
    let longest = 0;
    formatters
      .get(name)
      ?.write(
        input(
          secrets.map((secret) =>
            finding(secret, { occurrences: [occurrence(secret, { path: `src/${secret.length}.ts` })] }),
          ),
        ),
        (piece) => {
          longest = Math.max(longest, piece.length);
        },
      );
    expect(longest).toBeLessThan(20_000);
  });
});

describe('sarif', () => {
  const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  const validate = ajv.compile(sarifSchema);
  const divided = (): ReportInput => {
    const { findings } = everything().result;
    const parts = [findings.slice(0, 2), findings.slice(2), []];
    const sarifRuns = parts.map((part, index) => ({ category: `keyturn#${index + 1}`, findings: part }));
    return { ...everything(), sarifRuns };
  };

  it.each([
    ['all there can be', everything()],
    ['nothing found', input([])],
    ['several runs', divided()],
    ['a hostile tree', hostile()],
  ])('fits the official schema: %s', (_, from) => {
    validate(JSON.parse(written('sarif', from)));
    expect(validate.errors).toBeNull();
  });

  const multitool = fileURLToPath(new URL('../../../node_modules/.keyturn/sarif-multitool/run', import.meta.url));
  const isMissing = !existsSync(multitool) && process.env['CI'] === undefined;

  it.skipIf(isMissing || process.platform !== 'linux')('leaves Microsoft’s validator nothing to say', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-sarif-'));
    const complaints = (text: string): string[] => {
      const [from, to] = [join(folder, 'in.sarif'), join(folder, 'out.sarif')];
      writeFileSync(from, text);
      const args = ['validate', from, '--rule-kind', 'Sarif;Gh', '--output', to, '--log', 'ForceOverwrite'];
      execFileSync(multitool, args, { env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } });
      // It ends with 0 whatever it finds; what it says stands in its own results.
      const { runs } = JSON.parse(readFileSync(to, 'utf8')) as { runs: { results: { ruleId: string }[] }[] };
      if (runs[0] === undefined) throw new Error('it has validated nothing');
      return runs[0].results.map(({ ruleId }) => ruleId);
    };
    try {
      for (const from of [everything(), input([]), divided()]) expect(complaints(written('sarif', from))).toEqual([]);
      const broken = written('sarif', everything()).replaceAll('"startLine":', '"startLine":-');
      expect(complaints(broken)).not.toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has a rule with help, rotation steps and a severity for each result, our fingerprint, and further places', () => {
    const { runs } = JSON.parse(written('sarif', everything())) as Sarif;
    const { tool, results, invocations } = runs[0] as Sarif['runs'][0];
    for (const one of results) {
      const rule = tool.driver.rules[one.ruleIndex];
      expect(rule?.id).toBe(one.ruleId);
      expect(Number(rule?.properties['security-severity'])).toBeGreaterThan(7);
      expect(rule?.help.markdown).toMatch(/1\. .*\n2\. /);
      expect(one.partialFingerprints['keyturnFingerprint/v1']).toMatch(/^kt1:/);
    }
    const clarky = results.find(({ ruleId }) => ruleId === 'clarky-api-key');
    expect(clarky?.relatedLocations).toHaveLength(1);
    expect(results.filter(({ suppressions }) => suppressions.length > 0)).toHaveLength(1);
    expect(invocations[0]?.toolExecutionNotifications.map(({ descriptor }) => descriptor.id)).toEqual([
      'coverage/unreadable',
      'coverage/missing-object',
    ]);
  });

  interface Sarif {
    runs: {
      tool: { driver: { rules: { id: string; help: { markdown: string }; properties: Record<string, string> }[] } };
      invocations: { toolExecutionNotifications: { descriptor: { id: string } }[] }[];
      results: {
        ruleId: string;
        ruleIndex: number;
        partialFingerprints: Record<string, string>;
        relatedLocations?: object[];
        suppressions: object[];
      }[];
    }[];
  }
});

describe('junit', () => {
  it.each([
    ['all there can be', everything()],
    ['nothing found', input([])],
    ['a hostile tree', hostile()],
  ])('fits the schema of Jenkins’ xUnit plugin: %s', (_, from) => {
    const schema = XmlDocument.fromString(readFileSync(new URL('../test/junit-10.xsd', import.meta.url), 'utf8'));
    const validator = XsdValidator.fromDoc(schema);
    const validate = (text: string): void => {
      const document = XmlDocument.fromString(text);
      try {
        validator.validate(document);
      } finally {
        document.dispose();
      }
    };
    const text = written('junit', from);
    validate(text);
    expect(() => validate(text.replace('<testsuite ', '<testsuite tests-of="x" '))).toThrow(/tests-of/);
    validator.dispose();
    schema.dispose();
  });

  it.each([
    ['all there can be', everything()],
    ['a hostile tree', hostile()],
  ])('is XML whose sums are right: %s', (_, from) => {
    const document = XmlDocument.fromString(written('junit', from));
    const sum = (path: string): number => document.find(path).length;
    const suite = document.get('/testsuites/testsuite');
    expect(suite?.get('@tests')?.content).toBe(String(sum('//testcase')));
    expect(suite?.get('@failures')?.content).toBe(String(sum('//failure')));
    expect(suite?.get('@errors')?.content).toBe(String(sum('//error')));
    expect(suite?.get('@skipped')?.content).toBe(String(sum('//skipped')));
    document.dispose();
  });
});

describe('csv', () => {
  it('has as many cells in every line, and no formula', () => {
    const [header, ...lines] = written('csv', everything()).trimEnd().split('\r\n');
    const cells = (line: string): number => line.replaceAll(/"(?:[^"]|"")*"/g, '').split(',').length;
    for (const line of lines) expect(cells(line)).toBe(cells(header ?? ''));
    expect(lines).toHaveLength(10);
    const secret = key('ck_live_', 1);
    const formula = input([finding(secret, { occurrences: [occurrence(secret, { path: '=1+1,"x"' })] })]);
    expect(written('csv', formula)).toContain(`,"'=1+1,""x""",`);
  });
});

describe('github', () => {
  it('names files relative to the workspace, and starts no command for anybody else', () => {
    const secret = key('ck_live_', 1);
    const from = { ...input([finding(secret)]), workspace: '/home/ada' };
    expect(written('github', from)).toContain('file=shop/src/config.env,line=1,endLine=1,col=9,endColumn=47::');
    const commands = written('github', hostile())
      .split('\n')
      .filter((line) => line.startsWith('::'));
    expect(commands.map((line) => line.split(/[ :]/, 3)[2])).toEqual([
      'error',
      'warning',
      'notice',
      'group',
      'endgroup',
    ]);
  });
});

describe('jsonl', () => {
  it('has a line for each place, and last the tool and the coverage', () => {
    const lines = written('jsonl', everything())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(9);
    expect(lines.slice(0, -1).every((line) => 'occurrence' in line && !('occurrences' in line))).toBe(true);
    expect(lines.at(-1)).toMatchObject({ tool: { name: 'keyturn' }, coverage: { complete: false } });
  });
});

describe('html', () => {
  it('needs nothing from elsewhere, and its policy allows nothing else', () => {
    const text = written('html', everything());
    expect(text).toContain("default-src 'none'");
    expect(text.match(/(?:src|href)="https?:[^"]*"/g)?.every((link) => link.startsWith('href="https://'))).toBe(true);
    expect(text).not.toMatch(/<(?:img|link|iframe)|@import|url\(/);
    expect(written('html', hostile()).match(/<script/g)).toHaveLength(2);
    expect(written('html', hostile())).not.toContain('<img');
    expect(written('markdown', hostile())).not.toContain('<img');
  });
});
