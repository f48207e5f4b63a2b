import type { Report } from '../../packages/report/src/index.ts';

export type Wrong = Report;
