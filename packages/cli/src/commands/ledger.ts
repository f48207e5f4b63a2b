import { once } from 'node:events';
import { openLedger } from '@keyturn/ledger';
import type { Ledger } from '@keyturn/ledger';
import { ExitCode } from '../exit-code.ts';
import { complain } from '../terminal.ts';

interface WhichLedger {
  readonly ledger?: string;
}

/** Writes a copy of the ledger into a new file. */
export async function backupLedger(file: string, options: WhichLedger): Promise<number> {
  return withLedger(options, async (ledger) => {
    await ledger.backup(file);
    complain(`${file} is a copy of the ledger ${ledger.location}.`);
  });
}

/** Fills an empty ledger from a copy. */
export async function restoreLedger(file: string, options: WhichLedger): Promise<number> {
  return withLedger(options, async (ledger) => {
    await ledger.restore(file);
    complain(`The ledger ${ledger.location} holds what ${file} does.`);
  });
}

/** Prints the ledger as lines of JSON. */
export async function exportLedger(options: WhichLedger): Promise<number> {
  return withLedger(options, async (ledger) => {
    for await (const line of ledger.exportLines()) {
      if (process.stdout.closed) return;
      if (!process.stdout.write(line)) {
        await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]);
      }
    }
  });
}

async function withLedger({ ledger: file }: WhichLedger, act: (ledger: Ledger) => Promise<void>): Promise<number> {
  const ledger = await openLedger(file ?? null);
  try {
    await act(ledger);
  } finally {
    await ledger.close();
  }
  return ExitCode.clean;
}
