/** The report for a ticket or a wiki. What comes from repositories is text there, never markup. */
import { count } from '@keyturn/report';
import { markdownCode as code, markdownText as text } from '@keyturn/report/escape';
import { providerOf } from './document.ts';
import { changeLists } from './lists.ts';
import type { AuditDocument, AuditKey } from './schema.ts';
import { gapText } from './text.ts';

/** Keys of one list that are written out: more belongs into a table. */
const LISTED = 200;

export function* auditMarkdown(audit: AuditDocument): Generator<string> {
  const { changes, targets, tasks } = audit;
  const since = audit.previous === null ? 'The first audit.' : `Compared with ${text(audit.previous)}.`;
  yield `# Keyturn: audit ${text(audit.id)}\n\n${since} ${count(targets.length, 'target')}, from ${audit.startedAt} to ${audit.finishedAt}. ${audit.verified ? 'Providers were asked.' : 'No provider was asked.'}\n\n`;
  yield '| New | Still open | Reopened | Closed | Overdue | Not verifiable | Not covered |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n';
  yield `| ${[changes.new, changes.stillOpen, changes.reopened, changes.closed, changes.overdue, changes.notVerifiable, changes.notCovered].map(({ length }) => length).join(' | ')} |\n\n`;
  for (const { title, says, keys } of changeLists(audit)) {
    if (keys.length === 0) continue;
    yield `## ${title} (${keys.length})\n\n${says}\n\n| Severity | Key | Where | Owner | Due | Evidence |\n| --- | --- | --- | --- | --- | --- |\n`;
    for (const key of keys.slice(0, LISTED)) yield rowOf(key);
    yield keys.length > LISTED ? `\nand ${count(keys.length - LISTED, 'more key')}: see the CSV\n\n` : '\n';
  }
  if (tasks.length > 0) {
    yield '## To do\n\n| Due | Owner | Key | What |\n| --- | --- | --- | --- |\n';
    for (const { due, owner, fingerprint, text: what } of tasks.slice(0, LISTED)) {
      yield `| ${due ?? '–'} | ${text(owner ?? 'nobody')} | ${code(fingerprint.slice(0, 16))} | ${text(what)} |\n`;
    }
    yield tasks.length > LISTED ? `\nand ${count(tasks.length - LISTED, 'more task')}: see the CSV\n\n` : '\n';
  }
  yield '## Coverage\n\n| Target | Open keys | Looked at | Coverage |\n| --- | ---: | --- | --- |\n';
  for (const { name, open, coverage } of targets) {
    const seen = `${count(coverage.commits, 'commit')}, ${count(coverage.blobs, 'blob')}, ${count(coverage.files, 'file')}`;
    const how =
      coverage.failure !== null
        ? `**not covered**: ${text(coverage.failure)}`
        : coverage.complete
          ? 'complete'
          : `**incomplete**: ${text(gapText(coverage.skippedTotal))}`;
    yield `| ${code(name)} | ${open} | ${seen} | ${how} |\n`;
  }
  yield `\n<sub>Keyturn ${text(audit.tool.version)}. No key stands in this report: only prefixes, lengths and fingerprints.</sub>\n`;
}

function rowOf(key: AuditKey): string {
  const places = key.occurrences.slice(0, 3).map(({ target, places: [first], total }) => {
    const at = first === undefined ? '' : ` ${code(`${first.path ?? first.source}:${first.line}`)}`;
    return `${code(target)}${at}${total > 1 ? ` (${total})` : ''}`;
  });
  const more = key.occurrences.length - places.length;
  const where = [...places, ...(more > 0 ? [`and ${more} more`] : [])].join('<br>');
  const last = key.events.at(-1);
  const evidence = last === undefined ? '' : `${last.at.slice(0, 10)} ${last.kind}: ${text(last.evidence)}`;
  return `| ${key.severity} | ${text(providerOf(key))}<br>${code(key.preview)} | ${where} | ${text(key.owner ?? 'nobody')} | ${key.due ?? '–'} | ${evidence} |\n`;
}
