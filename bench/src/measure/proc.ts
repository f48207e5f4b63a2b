import { readFileSync } from 'node:fs';
import type { Usage } from './usage.ts';

/** Milliseconds between two looks. The high-water mark only grows, so what is missed is the growth after the last one. */
const INTERVAL = 5;

/** What Linux shows to programs as one clock tick: 10 ms on every architecture that Node runs on. */
const TICK_MS = 10;

/**
 * Watches a child through /proc until the returned function is called, which is to be done once the child was waited for:
 * its processor time then stands among that of our own dead children, exactly; its memory is a lower bound.
 */
export function sampleTree(pid: number): () => Usage {
  const before = childTimes();
  let peak: number | null = null;
  const look = (): void => {
    for (const id of descendants(pid)) {
      const bytes = highWaterMark(id);
      if (bytes !== null && (peak === null || bytes > peak)) {
        peak = bytes;
      }
    }
  };
  look();
  const timer = setInterval(look, INTERVAL);
  return () => {
    clearInterval(timer);
    const after = childTimes();
    return {
      userMs: before === null || after === null ? null : (after.user - before.user) * TICK_MS,
      systemMs: before === null || after === null ? null : (after.system - before.system) * TICK_MS,
      peakRssBytes: peak,
    };
  };
}

/** Ticks of the children of this process that have ended and were waited for: cutime and cstime of proc(5). */
function childTimes(): { user: number; system: number } | null {
  const stat = read('/proc/self/stat');
  // The second field is the program's name, which may hold spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const user = Number(fields[13] ?? Number.NaN);
  const system = Number(fields[14] ?? Number.NaN);
  return Number.isNaN(user + system) ? null : { user, system };
}

/** The process and all below it, as far as they can be seen. */
function descendants(pid: number): number[] {
  const found = [pid];
  for (const id of found) {
    const children = read(`/proc/${id}/task/${id}/children`)?.trim() ?? '';
    found.push(...(children === '' ? [] : children.split(' ').map(Number)));
  }
  return found;
}

/** Bytes. */
function highWaterMark(pid: number): number | null {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Processes come and go while we look.
    return null;
  }
}
