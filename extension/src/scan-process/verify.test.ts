import { startEmulator } from '@keyturn/emulator';
import type { Emulator } from '@keyturn/emulator';
import { PortablePrefilter, Scanner, compileRules } from '@keyturn/scanner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarkyKey, secretKey } from '../../../scanner/test/sample.ts';
import type { AskedKey, ProcessMessage } from './protocol.ts';
import { verified } from './verify.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new PortablePrefilter(rules.anchors));
const before = { ...process.env };
let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ record: true });
  // Nothing of whoever runs the tests.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('KEYTURN_')) Reflect.deleteProperty(process.env, name);
  }
  process.env['XDG_CONFIG_HOME'] = '/nowhere';
});
afterEach(async () => {
  process.env = { ...before };
  await emulator.close();
});

function asked(value: string): AskedKey {
  const [sighting] = scanner.scan(new TextEncoder().encode(`k = "${value}"`));
  if (sighting === undefined) throw new Error('no key was found');
  const { rule, provider, candidates, environment, confidence, evidence, rivalClear, workspaces } = sighting;
  const attribution = { rule, provider, candidates, environment, confidence, evidence, rivalClear, workspaces };
  return { ...attribution, fingerprint: sighting.fingerprint, value, prefixLength: sighting.secret.prefixLength };
}

const ask = (keys: readonly AskedKey[], isPlan = false, endpoints: Record<string, string> = emulator.endpoints) =>
  verified({ kind: 'verify', keys, endpoints, isPlan });

function verdictsOf(message: ProcessMessage) {
  if (message.type !== 'verdicts') throw new Error(`it said ${message.type}`);
  return message.verdicts;
}

describe('keys that the editor asks about', () => {
  it('get their state, the time and the place that was asked, and no answer holds a key', async () => {
    const [live, dead] = [clarkyKey(1), clarkyKey(2)];
    emulator.state.add({ provider: 'clarky', value: live });
    const keys = [asked(live), asked(dead)];
    const message = await ask(keys);
    const verdicts = verdictsOf(message);
    expect(keys.map(({ fingerprint }) => verdicts[fingerprint]?.state)).toEqual(['active', 'inactive']);
    expect(verdicts[keys[0]?.fingerprint ?? '']).toMatchObject({
      endpoint: expect.stringContaining(emulator.endpoints.clarky) as string,
      checkedAt: expect.stringMatching(/^\d{4}-/) as string,
    });
    for (const key of [live, dead]) expect(JSON.stringify(message)).not.toContain(key.slice(8));
  });

  it('are planned without a request', async () => {
    const key = clarkyKey(1);
    const plan = await ask([asked(key)], true);
    expect(plan).toMatchObject({
      type: 'plan',
      requests: [{ purpose: 'control' }, { purpose: 'key', provider: 'clarky', host: emulator.url }],
    });
    expect(emulator.received).toEqual([]);
    expect(JSON.stringify(plan)).not.toContain(key.slice(8));
  });

  it('stay where nobody can tell whose they are, with the reason', async () => {
    const key = asked(secretKey());
    expect(verdictsOf(await ask([key]))[key.fingerprint]).toMatchObject({ state: 'not-checked', checkedAt: null });
    const plan = await ask([key], true);
    expect(plan).toMatchObject({ requests: [] });
    expect(JSON.stringify(plan)).toContain('several vendors use this prefix');
    expect(emulator.received).toEqual([]);
  });

  it('go where the environment says, whatever a setting says', async () => {
    process.env['KEYTURN_ENDPOINT_CLARKY'] = emulator.endpoints.clarky;
    const plan = await ask([asked(clarkyKey())], true, { clarky: 'https://elsewhere.example' });
    expect(plan).toMatchObject({ requests: [{ host: emulator.url }, { host: emulator.url }] });
  });

  it('go nowhere where the endpoint is none', async () => {
    const wrong = ask([asked(clarkyKey())], false, { clarky: 'http://elsewhere.example' });
    await expect(wrong).rejects.toThrow('is http on elsewhere.example');
  });
});
