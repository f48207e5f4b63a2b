import type { scanArchive } from './archive-scan.ts';

export type ScanArchive = typeof scanArchive;

let loading: Promise<ScanArchive> | undefined;

/** Loads what opens archives, when the first one turns up: a scan without any pays nothing for it. */
export function loadArchives(): Promise<ScanArchive> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ScanArchive> {
  const { loadDecompressors, scanArchive } = await import('./archive-scan.ts');
  await loadDecompressors();
  return scanArchive;
}
