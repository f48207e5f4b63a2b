/** How the schedule is doing, for whoever watches it: health as JSON, and Prometheus' metrics, on loopback alone. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, Gauge, Registry } from 'prom-client';
import type { OutboxCounts } from '@keyturn/ledger';
import { KeyturnError } from '@keyturn/scanner';
import type { AuditDocument } from '../report/schema.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

export interface StatusOptions {
  readonly nextRun: () => Date | null;
  readonly isRunning: () => boolean;
  readonly outbox: () => Promise<OutboxCounts>;
}

export class Status {
  readonly #options: StatusOptions;
  readonly #registry = new Registry();
  readonly #runs: Counter;
  readonly #gauges = new Map<string, Gauge>();
  #last: { audit: string; finishedAt: string } | null = null;
  #failure: string | null = null;

  constructor(options: StatusOptions) {
    this.#options = options;
    this.#runs = new Counter({
      name: 'keyturn_audit_runs_total',
      help: 'Audits that were run, by result.',
      labelNames: ['result'],
      registers: [this.#registry],
    });
    this.#gauge('keyturn_audit_last_success_timestamp_seconds', 'When the last audit came to its end.');
    this.#gauge('keyturn_audit_last_duration_seconds', 'How long the last audit took.');
    this.#gauge('keyturn_audit_next_run_timestamp_seconds', 'When the next audit is due.');
    this.#gauge('keyturn_open_keys', 'Open keys of the last audit.', ['severity']);
    this.#gauge('keyturn_overdue_keys', 'Keys of the last audit whose day has passed.');
    this.#gauge('keyturn_targets', 'Targets of the last audit.', ['coverage']);
    this.#gauge('keyturn_outbox_pending', 'Messages that are owed.');
    this.#gauge('keyturn_outbox_failing', 'Messages that are owed and were tried in vain.');
  }

  #gauge(name: string, help: string, labelNames: string[] = []): void {
    this.#gauges.set(name, new Gauge({ name, help, labelNames, registers: [this.#registry] }));
  }

  #set(name: string, value: number, labels: Record<string, string> = {}): void {
    this.#gauges.get(name)?.set(labels, value);
  }

  /** An audit came to its end. */
  succeeded(audit: AuditDocument): void {
    const { startedAt, finishedAt, keys, changes, targets } = audit;
    this.#failure = null;
    this.#last = { audit: audit.id, finishedAt };
    this.#runs.inc({ result: 'success' });
    this.#set('keyturn_audit_last_success_timestamp_seconds', Date.parse(finishedAt) / 1000);
    this.#set('keyturn_audit_last_duration_seconds', (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
    const open = keys.filter(({ state, suppressed }) => state === 'open' && suppressed === null);
    for (const severity of SEVERITIES) {
      this.#set('keyturn_open_keys', open.filter((key) => key.severity === severity).length, { severity });
    }
    this.#set('keyturn_overdue_keys', changes.overdue.length);
    const complete = targets.filter(({ coverage }) => coverage.complete).length;
    const failed = targets.filter(({ coverage }) => coverage.failure !== null).length;
    this.#set('keyturn_targets', complete, { coverage: 'complete' });
    this.#set('keyturn_targets', failed, { coverage: 'failed' });
    this.#set('keyturn_targets', targets.length - complete - failed, { coverage: 'incomplete' });
  }

  failed(reason: string): void {
    this.#failure = reason;
    this.#runs.inc({ result: 'failure' });
  }

  async health(): Promise<{ readonly isWell: boolean; readonly body: object }> {
    const outbox = await this.#options.outbox();
    const body = {
      status: this.#failure === null ? 'ok' : 'failing',
      failure: this.#failure,
      isRunning: this.#options.isRunning(),
      last: this.#last,
      nextRun: this.#options.nextRun()?.toISOString() ?? null,
      outbox,
    };
    return { isWell: this.#failure === null, body };
  }

  async metrics(): Promise<string> {
    const { pending, failing } = await this.#options.outbox();
    this.#set('keyturn_outbox_pending', pending);
    this.#set('keyturn_outbox_failing', failing);
    const next = this.#options.nextRun();
    if (next !== null) this.#set('keyturn_audit_next_run_timestamp_seconds', next.getTime() / 1000);
    return this.#registry.metrics();
  }

  /** @param address `HOST:PORT` on loopback @throws KeyturnError `usage` for any other, or where it is taken */
  async listen(address: string): Promise<{ readonly url: string; close(): Promise<void> }> {
    const match = /^(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(address);
    if (match === null) {
      throw new KeyturnError('usage', `--listen takes an address on loopback, such as 127.0.0.1:9470, not ${address}.`);
    }
    const server = createServer((request, response) => {
      void (async () => {
        const { status, type, text } = await this.#answer(request.url ?? '/');
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
      })();
    });
    await bound(server, (match[1] ?? '').replace(/^\[|\]$/g, ''), Number(match[2]));
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://${match[1] ?? ''}:${port}`,
      close: () => {
        server.closeAllConnections();
        return new Promise((done) => server.close(() => done()));
      },
    };
  }

  async #answer(url: string): Promise<{ status: number; type: string; text: string }> {
    try {
      if (url === '/metrics') return { status: 200, type: this.#registry.contentType, text: await this.metrics() };
      if (url !== '/healthz') return { status: 404, type: 'text/plain', text: '/healthz or /metrics\n' };
      const { isWell, body } = await this.health();
      return { status: isWell ? 200 : 503, type: 'application/json', text: `${JSON.stringify(body)}\n` };
    } catch {
      return { status: 503, type: 'text/plain', text: 'The ledger cannot be read.\n' };
    }
  }
}

function bound(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new KeyturnError('usage', `${host}:${port} can't be listened on (${error.code ?? 'unknown'}).`, {
          cause: error,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}
