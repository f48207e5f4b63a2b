/** `--format json`: one document, a finding a line. */
import type { Formatter } from '../format.ts';
import { KeyMask } from '../key-mask.ts';
import { findingOf, headOf } from './document.ts';
import { stringify } from './stringify.ts';

export const json: Formatter = {
  write(input, sink) {
    const mask = new KeyMask(input.result.findings);
    sink('{\n');
    for (const [name, value] of Object.entries(headOf(input, mask))) {
      sink(`  ${stringify(name)}: ${stringify(value)},\n`);
    }
    sink('  "findings": [');
    let separator = '\n    ';
    for (const finding of input.result.findings) {
      sink(separator + stringify(findingOf(finding, input.result, mask)));
      separator = ',\n    ';
    }
    sink(input.result.findings.length > 0 ? '\n  ]\n}\n' : ']\n}\n');
  },
};
