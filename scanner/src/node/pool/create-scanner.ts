import { providers, rivals } from '@keyturn/providers';
import { KeyturnError } from '../../errors.ts';
import { keyedFingerprinter } from '../../fingerprint.ts';
import { WasmPrefilter } from '../../prefilter/wasm-prefilter.ts';
import { compileRules } from '../../rule-set.ts';
import { Scanner } from '../../scan.ts';
import type { CompiledCustomRules } from './custom-rules.ts';
import { nativeFingerprinter } from './native-fingerprint.ts';

/**
 * The scanner that every thread makes for itself.
 *
 * @throws KeyturnError `usage` where Node was told to run without WebAssembly
 */
export function createScanner(fingerprintKey: string | null, custom: CompiledCustomRules | null = null): Scanner {
  if (typeof WebAssembly === 'undefined') {
    throw new KeyturnError(
      'usage',
      'Node runs without WebAssembly here, and Keyturn searches with it. Start it without --jitless; NODE_OPTIONS may name it.',
    );
  }
  const rules =
    custom === null
      ? compileRules()
      : compileRules([...providers, ...custom.providers], rivals, custom.rules, custom.decode);
  return new Scanner(
    rules,
    new WasmPrefilter(rules.anchors),
    fingerprintKey === null ? nativeFingerprinter() : keyedFingerprinter(fingerprintKey),
  );
}
