// The walkthrough for the first start.

/** @import { Workbench } from '../workbench.mjs' */

/** @param {Workbench} code */
export async function begin(code) {
  await code.command('Welcome: Open Walkthrough');
  await code.pick('Get Started with Keyturn');
  await code.page.getByText('A key is seen while you type it').first().waitFor();
  await code.shoot('walkthrough');
}
