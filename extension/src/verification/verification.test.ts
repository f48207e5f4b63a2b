import { PortablePrefilter, Scanner, compileRules } from '@keyturn/scanner';
import type { Validity } from '@keyturn/scanner';
import { createVerifier } from '@keyturn/verifier';
import { describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey } from '../../../scanner/test/sample.ts';
import { judgeDocument, NO_RULES } from '../findings/judge-document.ts';
import { agreementTo, destinationsOf, questionOf } from './consent.ts';
import { Verdicts } from './verdicts.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new PortablePrefilter(rules.anchors));
const t = (message: string, ...args: (string | number)[]): string =>
  message.replaceAll(/\{(\d)\}/g, (_all, index: string) => String(args[Number(index)]));
const findingsIn = (text: string) =>
  judgeDocument(scanner.scan(new TextEncoder().encode(text)), 'a.ts', NO_RULES, new Date()).findings;
const keys = [clarkyKey(1), clarkyKey(2), klipyKey(3)];
const findings = () => findingsIn(keys.map((key) => `k = "${key}"\n`).join(''));

describe('what a user is asked before keys are sent', () => {
  it('is one question for each provider, with the host, the request and the header, and no key', async () => {
    const verifier = createVerifier({ env: {} });
    const destinations = destinationsOf(verifier.plan(findings()).requests);
    await verifier.close();
    expect(destinations.map(({ provider, fingerprints }) => [provider, fingerprints.length])).toEqual([
      ['clarky', 2],
      ['klipy', 1],
    ]);
    for (const destination of destinations) {
      const { message, detail } = questionOf(destination, t);
      expect(message).toMatch(/^Send (?:2 keys to Clarky|this key to KLIPY)\?$/i);
      expect(detail).toContain(destination.host);
      expect(detail).toMatch(/GET \//);
      for (const key of keys) expect(message + detail).not.toContain(key.slice(-8));
    }
  });

  it('is asked anew where the host is another', async () => {
    const hosts = await Promise.all(
      [{}, { clarky: 'http://127.0.0.1:1' }].map(async (endpoints) => {
        const verifier = createVerifier({ env: {}, endpoints });
        const [first] = destinationsOf(verifier.plan(findings()).requests);
        await verifier.close();
        return first === undefined ? '' : agreementTo(first);
      }),
    );
    expect(new Set(hosts).size).toBe(2);
  });
});

describe('verdicts', () => {
  const validity = (state: Validity['state']): Validity => ({
    state,
    reason: 'it says so',
    checkedAt: '2026-06-15T12:00:00.000Z',
    endpoint: 'https://example.com',
  });

  it('stay with the key, wherever it is found again, and change how severe it is', () => {
    const [first, second] = findings();
    const verdicts = new Verdicts();
    verdicts.add({ [first?.fingerprint ?? '']: validity('inactive') });
    const again = findings();
    verdicts.apply(again);
    expect(again.find(({ fingerprint }) => fingerprint === first?.fingerprint)).toMatchObject({
      validity: { state: 'inactive' },
      severity: 'info',
    });
    expect(verdicts.of(second?.fingerprint ?? '')).toBeNull();
    expect(again.filter(({ validity: { state } }) => state === 'not-checked')).toHaveLength(2);
  });

  it('take every mark off a key that is active', () => {
    const [finding] = findingsIn(`// keyturn:allow reason="sample"\nk = "${clarkyKey()}"`);
    if (finding === undefined) throw new Error('no key was found');
    expect(finding.suppressed).not.toBeNull();
    const verdicts = new Verdicts();
    verdicts.add({ [finding.fingerprint]: validity('active') });
    verdicts.apply([finding]);
    expect(finding).toMatchObject({ suppressed: null, severity: 'critical', occurrences: [{ suppressed: null }] });
  });
});
