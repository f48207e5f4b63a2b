/**
 * Writes one audit into the ledger that the environment names, and says how it went: `node writer.mjs KEYS PLACES [AUDIT]`. A process of
 * its own, so that it can be killed and measured; begun again, it goes on.
 */
import { openLedger } from '../src/index.ts';
import { COMPLETE, manyKeys } from './samples.ts';

const [keys = 0, places = 0] = process.argv.slice(2, 4).map(Number);
const auditName = process.argv[4] ?? 'audit';
const at = new Date('2026-01-01T00:00:00Z');
const started = performance.now();
const ledger = await openLedger(null);
const found = (await ledger.audits()).find(({ name }) => name === auditName);
if (found?.finishedAt === undefined || found.finishedAt === null) {
  const audit = await ledger.beginAudit({ name: auditName, kind: 'audit', tool: 'test', startedAt: at });
  const target = await audit.target('repo', 'files');
  await target.write(manyKeys(keys, places));
  await target.finish(COMPLETE, at);
  await audit.finish(at);
}
await ledger.close();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
const cpu = (user + system) / 1e6;
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ seconds, cpu, megabytes })}\n`);
