import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('the lint sees what only types show', () => {
  const oxlint = ['node_modules/oxlint/bin/oxlint', '--format', 'unix', '--config', 'test/lint/oxlint.json'];
  const { status, stdout } = spawnSync(process.execPath, [...oxlint, 'test/lint/violations'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stdout).toContain('typescript(no-floating-promises)');
  expect(status).toBe(1);
});
