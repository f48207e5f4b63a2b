export type { Anything } from './fine-types.ts';
