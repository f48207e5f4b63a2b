/** The files that a run leaves: the report, the SARIF, the step's outputs and its summary. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFormatter } from '@keyturn/report';
import type { ReportInput } from '@keyturn/report';
import type { OutputName } from '../inputs/table.ts';
import type { Runner } from '../runner.ts';

/** @returns the file's path */
export async function writeReport(temp: string, format: 'json' | 'sarif', report: ReportInput): Promise<string> {
  const folder = join(temp, 'keyturn');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${randomUUID()}.${format}`);
  const formatter = await loadFormatter(format);
  const pieces: string[] = [];
  formatter.write(report, (text) => pieces.push(text));
  writeFileSync(file, pieces.join(''), { flag: 'wx' });
  return file;
}

/** As the runner reads them: a delimiter that nobody can guess. */
export function writeOutputs({ outputFile }: Pick<Runner, 'outputFile'>, outputs: Record<OutputName, string>): void {
  if (outputFile === null || outputFile === '') return;
  const mark = `ghadelimiter_${randomUUID()}`;
  const lines = Object.entries(outputs).map(([name, value]) => `${name}<<${mark}\n${value}\n${mark}\n`);
  appendFileSync(outputFile, lines.join(''));
}

export function writeSummary({ summaryFile }: Pick<Runner, 'summaryFile'>, text: string): void {
  if (summaryFile !== null && summaryFile !== '') appendFileSync(summaryFile, `${text}\n`);
}
