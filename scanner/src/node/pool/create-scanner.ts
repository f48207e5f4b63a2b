import { fingerprint, keyedFingerprinter } from '../../fingerprint.ts';
import { WasmPrefilter } from '../../prefilter/wasm-prefilter.ts';
import { compileRules } from '../../rule-set.ts';
import { Scanner } from '../../scan.ts';

/** The scanner that every thread makes for itself. */
export function createScanner(fingerprintKey: string | null): Scanner {
  const rules = compileRules();
  return new Scanner(
    rules,
    new WasmPrefilter(rules.anchors),
    fingerprintKey === null ? fingerprint : keyedFingerprinter(fingerprintKey),
  );
}
