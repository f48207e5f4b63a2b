export { clientSide, variableName } from './client-side/client-side.ts';
export type { ClientSide, CodePlace } from './client-side/client-side.ts';
