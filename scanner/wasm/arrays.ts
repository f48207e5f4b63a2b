// Arrays of what is known of each object, one element an object, in the order of packs and of offsets within each
// (src/node/git/pack/memory.ts lays them out):
//   OFFSET u64  within its pack                    BASE  i32  the object it is a delta of, or one of the codes of pack.ts
//   AT     u32  where its zlib stream begins       CHILD i32  the first delta on it, -1 for none
//   END    u32  where that ends at the latest      NEXT  i32  the next delta on the same base, -1 for none
//   SIZE   u32  inflated: whole object or delta    COST  u32  of the family below it, in units of 16 bytes
//   KIND   u8   1 to 4 as in packs; 0 for broken   ORDER u32  bases before what builds on them; WORK shares it for sorting
//   PLACE  u32  address of its first byte while a thread has it in its window
// AT and END count from an object's first byte.

export let OFFSET: usize = 0;
export let AT: usize = 0;
export let END: usize = 0;
export let SIZE: usize = 0;
export let BASE: usize = 0;
export let CHILD: usize = 0;
export let NEXT: usize = 0;
export let COST: usize = 0;
export let ORDER: usize = 0;
export let KIND: usize = 0;
export let PLACE: usize = 0;

/** Tells this thread where the arrays are. */
export function setArrays(
  offset: usize, at: usize, end: usize, size: usize, base: usize, child: usize, next: usize, cost: usize, order: usize, kind: usize,
  place: usize,
): void {
  OFFSET = offset;
  AT = at;
  END = end;
  SIZE = size;
  BASE = base;
  CHILD = child;
  NEXT = next;
  COST = cost;
  ORDER = order;
  KIND = kind;
  PLACE = place;
}
