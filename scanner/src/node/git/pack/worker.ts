/** A thread that reads and walks packs for another. It gets the memory by message and answers each with what it did. */
import { parentPort, workerData } from 'node:worker_threads';
import { createScanner } from '../../pool/create-scanner.ts';
import { toWire } from '../../wire-sightings.ts';
import type { PackOrder, PackReply, PackWorkerData } from './wire.ts';
import { PackThread } from './thread.ts';

const data = workerData as PackWorkerData;
const scanner = createScanner(data.fingerprintKey, data.decodes ? null : { providers: [], rules: [], decode: false });
let thread: PackThread | undefined;

parentPort?.on('message', (order: PackOrder) => {
  let reply: PackReply;
  if (order.kind === 'memory') {
    thread = new PackThread(order, data.module, scanner);
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
