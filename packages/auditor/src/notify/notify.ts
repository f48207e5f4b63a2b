/** Tells what audits changed: what they owe is put into the outbox once, and delivered until it is taken. */
import type { DocumentSettings } from '../report/document.ts';
import { auditDocument } from '../report/document.ts';
import { deliver } from './deliver.ts';
import type { Delivery, DeliverySettings } from './deliver.ts';
import { lettersOf } from './letters.ts';

/** For all audits that are finished and have not been told of, the first first; also those whose process was killed then. */
export async function notify(settings: DeliverySettings, document: DocumentSettings): Promise<Delivery> {
  const { ledger, channels, now } = settings;
  for (const { audit, finishedAt, noticedAt } of await ledger.records.list()) {
    if (finishedAt === null || noticedAt !== null) continue;
    const letters =
      channels.length === 0
        ? []
        : await lettersOf(ledger, await auditDocument(ledger, audit, null, document), channels);
    await ledger.outbox.put(audit, letters, now());
  }
  return deliver(settings);
}
