/**
 * What the executable's files begin with: loads the bundle's chunks with the code that V8 compiled for them before. A start
 * is mostly compiling otherwise. CommonJS, since that is what V8's compiled code can be given to on every Node we run on,
 * and since Node's loader of ES modules alone takes longer than a small scan.
 *
 * The bundle's build puts in for `__MAIN__` the name of the chunk to begin with, which changes with the bundle.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { readCompiled, writeCompiled } from './compiled-code.ts';

declare const __MAIN__: string;
/** A thread of a scan has no arguments. */
declare const __IS_THREAD__: boolean;

interface Loaded {
  readonly exports: unknown;
}
type Chunk = (exports: unknown, require: (name: string) => unknown, module: Loaded, __filename: string) => void;

const machine = `${process.version}-${process.platform}-${process.arch}`;
/** `./chunk-main-D2dAZIE9.cjs` */
const codeFile = (name: string): string => join(__dirname, `code-${name.slice('./'.length)}-${machine}.bin`);
const loaded = new Map<string, Loaded>();
const scripts = new Map<string, Script>();
let isNew = false;
let isRejected = false;
/** Where V8 notes its flags in the code that it compiled: four bytes. */
const flagsOf = (code: Buffer): Buffer => code.subarray(12, 16);
const flagsNow = (): Buffer => flagsOf(new Script('').createCachedData());

/** Loads a chunk of the bundle, or what Node or a package calls so. */
function load(name: string): unknown {
  if (!name.startsWith('./')) return require(name);
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module: Loaded = { exports: {} };
  loaded.set(name, module);
  const filename = join(__dirname, name);
  const cachedData = readCompiled(codeFile(name));
  // The build has made a function of it, in ASCII.
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
  // A scan changes flags while it runs: what it loads then is compiled, and its code good for the next start all the same.
  isRejected ||=
    script.cachedDataRejected === true &&
    (name === __MAIN__ || (cachedData !== undefined && flagsOf(cachedData).equals(flagsNow())));
  isNew ||= cachedData === undefined;
  scripts.set(name, script);
  (script.runInThisContext() as Chunk).call(module.exports, module.exports, load, module, filename);
  return module.exports;
}

/** Codes of a scan that went to its end. What failed early has not run through what the next start needs. */
const USUAL_CODES: ReadonlySet<number> = new Set([0, 1, 3]);
/** Flags change what V8 accepts: whoever sets them now and then must not have it written anew each time. */
const hasFlags = process.execArgv.length > 0 || (process.env['NODE_OPTIONS'] ?? '') !== '';

load(__MAIN__);
if (__IS_THREAD__ || process.argv[2] === 'scan') {
  let isBroken = false;
  process.once('uncaughtExceptionMonitor', () => (isBroken = true));
  process.once('exit', (code) => {
    const isWanted = isNew || (isRejected && !hasFlags);
    if (!isWanted || isBroken || !USUAL_CODES.has(code)) return;
    // All of them: what this scan has run is compiled now as well.
    for (const [name, script] of scripts) writeCompiled(codeFile(name), script);
  });
}
