// Verify now: asks once for each provider, shows the state and its time, and sends nothing before.

import { same, until } from '../expect.mjs';
import { clarky } from '../sample-keys.mjs';

/** @import { Workbench } from '../workbench.mjs' */

/**
 * @param {Workbench} code
 * @param {string} emulator its address
 */
export async function verify(code, emulator) {
  const { page } = code;
  const received = async () => (await fetch(`${emulator}/_emulator/requests`)).json();
  await fetch(`${emulator}/_emulator/keys`, {
    method: 'POST',
    body: JSON.stringify({ provider: 'clarky', value: clarky }),
  });
  await code.open('live.ts');
  await code.squiggle('error').waitFor();
  await code.pointAt('ck_live_');
  const link = page.locator('.monaco-hover:visible a', { hasText: 'Verify now' }).first();
  await link.waitFor();
  await code.shoot('hover-offers');
  await link.click();
  const question = page.locator('.monaco-dialog-box', { hasText: 'Send this key to Clarky?' });
  await question.waitFor();
  await code.shoot('question');
  same('what was sent before the answer', await received(), []);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  same('what was sent after a no', await received(), []);

  await code.open('live.ts');
  await code.press('Control+Home');
  await code.clickKey('ck_live_');
  await code.command('Keyturn: Verify Key Now');
  await question.getByRole('button', { name: 'Send' }).click();
  await code.problem('is an active key').waitFor();
  await until('the requests', async () => (await received()).length > 1);
  await code.notification('active').waitFor();
  await code.shoot('verified');

  await fetch(`${emulator}/_emulator/revoke`, {
    method: 'POST',
    body: JSON.stringify({ provider: 'clarky', value: clarky }),
  });
  await code.command('Keyturn: Verify Key Now');
  await code.problem('is a key that no longer works').waitFor();
  same('questions', await question.count(), 0);
}
