import { AnchorSet } from '../../anchor-set.ts';
import { latin1 } from '../../match/candidates.ts';
import type { Mention, VendorNames } from '../../attribute/vendor-names.ts';
import { WasmPrefilter } from '../../prefilter/wasm-prefilter.ts';

/** How much is read from where a name was seen. */
const AROUND = 256;
/** More than the longest name with what decides whether it stands alone. */
const EDGE = 64;

/**
 * Finds the vendors that a large text names. Their names are looked for like keys' prefixes, at gigabytes a second, and the
 * regular expression, which is a hundred times slower, reads only where one of them begins. So a name counts as it is
 * usually written: `agentClara` and `AGENT_CLARA`, and not `aGeNtClArA`.
 */
export class NamesInLarge {
  readonly #names: VendorNames;
  readonly #prefilter: WasmPrefilter;

  constructor(names: VendorNames) {
    this.#names = names;
    this.#prefilter = new WasmPrefilter(
      new AnchorSet(names.spellings().map((text, id) => ({ id, text, ignoreCase: false }))),
    );
  }

  /** The mentions in a text; some of them more than once. */
  mentions(bytes: Uint8Array): Mention[] {
    const places: number[] = [];
    this.#prefilter.window(bytes.length).set(bytes);
    this.#prefilter.search(0, bytes.length, (offset) => places.push(offset));
    const found: Mention[] = [];
    let sure = 0;
    for (const place of places.toSorted((a, b) => a - b)) {
      if (place < sure) continue;
      const from = Math.max(0, place - EDGE);
      const to = Math.min(bytes.length, place + AROUND);
      // At the edges of what is read here, a name may be cut off: the next reading begins before it.
      sure = to === bytes.length ? to : to - EDGE;
      for (const mention of this.#names.mentions(latin1.decode(bytes.subarray(from, to)))) {
        const at = mention.at + from;
        if (at >= place && at < sure) found.push({ ...mention, at });
      }
    }
    return found;
  }
}
