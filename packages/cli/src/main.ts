import { run } from './run.ts';

// Not awaited: a module that waits for what imports it back would wait for ever, and bundles join modules.
void run(process.argv.slice(2));
