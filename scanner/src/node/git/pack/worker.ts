/**
 * A thread that reads and walks packs for another. It may be started long before there are any: all that it needs comes by
 * message, and it answers each with what it did.
 */
import { parentPort } from 'node:worker_threads';
import { createScanner } from '../../pool/create-scanner.ts';
import { toWire } from '../../wire-sightings.ts';
import type { PackOrder, PackReply } from './wire.ts';
import { PackThread } from './thread.ts';

/** The usual one, made while nobody waits for it. */
const early = createScanner(null);
let thread: PackThread | undefined;

parentPort?.on('message', (order: PackOrder) => {
  if (order.kind === 'end') {
    parentPort?.close();
    return;
  }
  let reply: PackReply;
  if (order.kind === 'begin') {
    const { module, fingerprintKey, decodes } = order;
    const isUsual = fingerprintKey === null && decodes;
    const scanner = isUsual
      ? early
      : createScanner(fingerprintKey, decodes ? null : { providers: [], rules: [], decode: false });
    thread = new PackThread(order, module, scanner);
    reply = { kind: 'ready' };
  } else if (thread === undefined) {
    throw new Error('A thread without memory cannot work.');
  } else if (order.kind === 'read') {
    const reading = thread.read(order);
    let step = reading.next();
    while (step.done !== true) step = reading.next();
    reply = { kind: 'read', named: step.value.named };
  } else if (order.kind === 'link') {
    const linking = thread.link(order);
    let step = linking.next();
    while (step.done !== true) step = linking.next();
    reply = { kind: 'linked', report: step.value };
  } else {
    const walk = thread.walk(order);
    let step = walk.next();
    while (step.done !== true) step = walk.next();
    const { found, unread, archives, objects, bytes } = step.value;
    reply = {
      kind: 'walked',
      found: found.map(({ index, sightings }) => ({ index, sightings: toWire(sightings) })),
      unread,
      archives,
      objects,
      bytes,
    };
  }
  parentPort?.postMessage(reply);
});
