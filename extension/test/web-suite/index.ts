/** What a browser's extension host calls. Tells its statistics on the console: there is no disk. */
// oxlint-disable-next-line import/no-unassigned-import
import 'mocha/mocha';

declare const mocha: BrowserMocha;

export async function run(): Promise<void> {
  // Without a page to write on, mocha reports on the console.
  mocha.setup({ ui: 'bdd', bail: true, timeout: 30_000, reporter: undefined as unknown as string });
  await import('./web.suite.ts');
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      // The runner reads this line from the page.
      // oxlint-disable-next-line no-console
      console.log(`KEYTURN_RESULTS ${JSON.stringify(runner.stats)}`);
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
  });
}
