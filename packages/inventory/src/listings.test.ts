import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readListing } from './listings.ts';
import { entrySchema } from './schema.ts';

const read = (json: unknown, from: string | null = null) => readListing(JSON.stringify(json), 'list.json', from);

describe('a listing', () => {
  it('of 1Password gives a reference for each item that holds a secret', () => {
    const item = { id: 'abc', title: 'Klipy (prod)', vault: { id: 'v1', name: 'Ops' }, category: 'API_CREDENTIAL' };
    const dates = { created_at: '2026-01-02T10:00:00Z', updated_at: '2026-01-02T11:00:00Z' };
    const document = { ...item, ...dates, id: 'd', category: 'DOCUMENT' };
    const login = {
      ...item,
      id: 'l',
      title: '-x',
      category: 'LOGIN',
      created_at: '2025-01-01',
      updated_at: '2026-01-01',
    };
    expect(read([{ ...item, ...dates }, document, login])).toEqual([
      {
        name: 'Klipy-prod-',
        value: null,
        locator: 'command:op read op://v1/abc/credential',
        isListing: false,
        dates: { created: '2026-01-02' },
      },
      // It was changed since: when its key was made is not known.
      { name: 'x', value: null, locator: 'command:op read op://v1/l/password', isListing: false, dates: {} },
    ]);
  });

  it('of Vault gives what to read, and of one secret its fields', () => {
    expect(read(['crm', 'deeper/', 'two words'], 'secret/app/')).toMatchObject([
      { name: 'crm', locator: 'command:vault kv get -format=json secret/app/crm', isListing: true },
    ]);
    const one = { data: { data: { api: 'v', port: 1 }, metadata: { created_time: '2026-03-04T05:06:07.1Z' } } };
    expect(read(one, 'secret/app/crm')).toMatchObject([
      {
        name: 'api',
        value: 'v',
        locator: 'command:vault kv get -field=api secret/app/crm',
        dates: { created: '2026-03-04' },
      },
    ]);
    expect(() => read(['crm'])).toThrow('--from');
  });

  it('of AWS gives commands and dates, in seconds or as text', () => {
    const day = Date.UTC(2026, 4, 6) / 1000;
    const rotated = { LastRotatedDate: '2026-05-06T01:00:00+00:00', LastChangedDate: day, LastAccessedDate: day };
    expect(read({ SecretList: [{ Name: 'prod/crm', CreatedDate: 1, ...rotated }] })).toMatchObject([
      {
        name: 'prod-crm',
        locator: 'command:aws secretsmanager get-secret-value --query SecretString --output text --secret-id prod/crm',
        dates: { created: '2026-05-06', lastUsed: '2026-05-06' },
      },
    ]);
    expect(read({ Name: 'a', SecretString: 'v', ARN: 'x' })).toMatchObject([{ name: 'a', value: 'v' }]);
  });

  it('of Doppler gives values, from either of its commands', () => {
    const expected = [{ name: 'CRM', value: 'v', locator: 'command:doppler secrets get --plain CRM' }];
    expect(read({ CRM: 'v' })).toMatchObject(expected);
    expect(read({ CRM: { computed: 'v', note: '' } })).toMatchObject(expected);
  });

  it('of something else is refused without a word of it', () => {
    expect(() => read({ a: { b: ['hunter2'] } })).toThrow(/^list\.json is no listing/);
    expect(() => readListing('{"hunter2', 'list.json', null)).toThrow(/^list\.json is no JSON\.$/);
  });

  it('never makes a flag, a second argument or a name that no inventory takes of what it holds', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('--profile', 'a b', '$(x)', '-', 'ü', 'a\nb'));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        const listings = [
          read(names, 'secret/app'),
          read({ SecretList: names.map((Name) => ({ Name })) }),
          read(Object.fromEntries(names.map((one) => [one, 'v']))),
          read(names.map((id) => ({ id, title: id, category: 'LOGIN', vault: { id } }))),
        ];
        for (const { name: entry, locator } of listings.flat()) {
          const fingerprint = `kt1:${'0'.repeat(40)}`;
          expect(entrySchema.safeParse({ name: entry, provider: 'klipy', fingerprint }).success).toBe(true);
          expect(locator?.split(' ').at(-1) ?? 'a').toMatch(/^[A-Za-z0-9_/+=.@:]/);
          expect(locator ?? 'command:a').toMatch(/^command:[\x21-\x7E ]+$/);
        }
      }),
    );
  });
});
