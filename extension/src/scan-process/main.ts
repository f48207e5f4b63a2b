import { answer } from './answer.ts';

process.once('message', (request) => void answer(request as Parameters<typeof answer>[0]));
