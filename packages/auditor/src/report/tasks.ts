/** Who does what by when: one task for each key that is open, and for each verdict of the inventory that has a date. */
import { providers } from '@keyturn/providers';
import type { AuditDocument, AuditKey, AuditTask } from './schema.ts';

/** By date, then by owner. */
export function tasksOf(keys: readonly AuditKey[], known: AuditDocument['inventory']): AuditTask[] {
  const tasks = [
    ...keys.filter(({ state, suppressed }) => state === 'open' && suppressed === null).map(taskOfKey),
    ...known.flatMap(taskOfKnown),
  ];
  const order = ({ due, owner, fingerprint }: AuditTask): string => `${due ?? '~'} ${owner ?? '~'} ${fingerprint}`;
  return tasks.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

function taskOfKey(key: AuditKey): AuditTask {
  const [worst] = key.hygiene;
  // A verdict says what to do; where none does, a leak is dealt with as one.
  const due = [key.due, ...key.hygiene.map((verdict) => verdict.due)].filter((day) => day !== null).toSorted()[0];
  return {
    owner: key.owner,
    due: due ?? null,
    provider: key.provider,
    fingerprint: key.fingerprint,
    text: worst?.code.startsWith('leaked-') === true ? worst.message : leakText(key),
  };
}

function leakText({ provider: id, candidates, occurrences }: AuditKey): string {
  const total = occurrences.reduce((sum, one) => sum + one.total, 0);
  const places = total === 1 ? 'one place' : `${total} places`;
  const provider = providers.find((one) => one.id === id);
  if (provider === undefined) {
    const whose =
      candidates.length === 0 ? 'who issued it' : `whether it is a key of ${candidates.slice(0, 3).join(', ')}`;
    return `The key stands in ${places}. Find out ${whose}, and revoke it there.`;
  }
  return `The key stands in ${places}. ${provider.rotation.whenExposed}`;
}

function taskOfKnown({ owner, provider, fingerprint, hygiene }: AuditDocument['inventory'][number]): AuditTask[] {
  return hygiene.flatMap(({ due, message }) =>
    due === null ? [] : [{ owner, due, provider, fingerprint, text: message }],
  );
}
