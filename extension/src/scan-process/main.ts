import { run } from './run.ts';

process.once('message', (request) => void run(request as Parameters<typeof run>[0]));
