/** What an audit needs besides its targets: the user's own configuration, ledger, inventory and verifier. */
import { readFileSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { notify } from '@keyturn/auditor';
import type { AuditOptions, DocumentSettings } from '@keyturn/auditor';
import type { Config } from '@keyturn/config';
import { customRulesAt, ownConfiguration } from '@keyturn/config/find';
import { openLedger, stateFolder } from '@keyturn/ledger';
import type { Ledger } from '@keyturn/ledger';
import { KeyturnError } from '@keyturn/scanner';
import { now } from './clock.ts';
import { policyOfUser } from './hygiene.ts';
import { inventoryEntries } from './inventory.ts';
import { lettingGo } from './memory.ts';
import { complain } from './terminal.ts';
import { verifierFor } from './verification.ts';
import { version } from './version.ts';

export interface AuditCommandOptions {
  readonly report?: string;
  readonly compare?: readonly string[];
  readonly deliver?: boolean;
  readonly format: string;
  readonly failOn: string;
  readonly ledger?: string;
  readonly verify?: boolean;
  readonly verifyAs?: string;
  readonly workspace?: readonly string[];
  readonly inventory?: string;
  readonly config?: string | false;
  readonly treeConfig?: boolean;
  readonly threads?: number;
  readonly quiet?: boolean;
}

export interface ScheduleCommandOptions extends AuditCommandOptions {
  readonly cron?: string;
  readonly timezone?: string;
  readonly listen?: string;
}

export interface AuditSetup {
  readonly config: Config | undefined;
  readonly ledger: Ledger;
  readonly document: DocumentSettings;
}

const MOST_THREADS = 16;
const RESPOND = { activeDays: 1, otherDays: 14 };

/** @throws KeyturnError `config`, `usage`, `store` before anything is looked at */
export async function setUpAudit(targets: readonly string[], options: AuditCommandOptions): Promise<AuditSetup> {
  const config = await configurationFor(targets, options);
  const ledger = await openLedger(options.ledger ?? null);
  const entries = await inventoryEntries(options.inventory, ledger, config?.own?.inventory ?? null);
  return {
    config,
    ledger,
    document: {
      policy: policyOfUser(config?.own),
      respond: config?.own?.audit.respond ?? RESPOND,
      inventory: options.inventory === undefined && entries.length === 0 ? null : entries,
      version,
    },
  };
}

/** The user's own, wherever it is read from: nothing that lies in a target says how it is audited. */
async function configurationFor(
  targets: readonly string[],
  { config: named }: AuditCommandOptions,
): Promise<Config | undefined> {
  if (named === false) return undefined;
  if (named === undefined) return ownConfiguration();
  if (targets.some((target) => isInside(target, named))) {
    throw new KeyturnError('usage', `${named} lies in what is audited, and so may be anyone’s. Keep yours outside.`);
  }
  let text: string;
  try {
    text = readFileSync(named, 'utf8');
  } catch (error) {
    throw new KeyturnError('usage', `The configuration ${named} cannot be read. Check the path.`, { cause: error });
  }
  const { readUserConfig } = await import('@keyturn/config/load');
  return readUserConfig(text, named);
}

function isInside(target: string, file: string): boolean {
  try {
    const path = relative(realpathSync(target), realpathSync(file));
    return !path.startsWith('..') && resolve(path) !== path;
  } catch {
    return false;
  }
}

/** Puts what audits owe into the outbox and tries to deliver it; what can't be delivered now is told, and tried again later. */
export async function tell({ config, ledger, document }: AuditSetup): Promise<void> {
  const { failures, delivered } = await notify(
    { ledger, channels: config?.own?.audit.notify ?? [], now, env: process.env, version },
    document,
  );
  if (delivered > 0) complain(`${delivered} ${delivered === 1 ? 'message' : 'messages'} delivered.`);
  for (const sentence of failures) complain(`Not delivered, and tried again later: ${sentence}`);
}

/** Runs with what an audit is given; the verifier ends with it. */
export async function withAuditOptions<T>(
  targets: readonly string[],
  options: AuditCommandOptions,
  { config, ledger }: AuditSetup,
  signal: AbortSignal,
  run: (options: AuditOptions) => Promise<T>,
): Promise<T> {
  const own = config?.own ?? null;
  const isVerified = options.verify === true || own?.verify === true;
  if (!isVerified && options.verifyAs !== undefined) throw new KeyturnError('usage', '--verify-as goes with --verify.');
  const { threads } = options;
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1 || threads > 64)) {
    throw new KeyturnError('usage', '--threads takes a number from 1 to 64.');
  }
  const notice = (sentence: string): void => {
    if (options.quiet !== true) complain(sentence);
  };
  const letGo = lettingGo();
  const verifier = isVerified ? verifierFor(options, own, signal) : null;
  try {
    return await run({
      ledger,
      targets: targets.length > 0 ? targets : (own?.targets ?? []),
      stateFolder: join(stateFolder(), 'keyturn'),
      version,
      now,
      verifier,
      config,
      treeConfig: options.treeConfig === true || own?.audit.treeConfig === true,
      custom: await customRulesAt('.', config, notice),
      fingerprintKey: process.env['KEYTURN_FINGERPRINT_KEY'] ?? null,
      threads: threads ?? Math.min(MOST_THREADS, availableParallelism()),
      env: process.env,
      signal,
      onNotice: notice,
      onTarget: (done, total, name) => {
        letGo();
        if (options.quiet !== true && process.stderr.isTTY) complain(`${done + 1} of ${total}: ${name}`);
      },
    });
  } finally {
    await verifier?.close();
  }
}
