import { ALPHANUMERIC, BASE64, HEX, type Random } from '../random.ts';

const NOUNS =
  'account action address agent alert archive asset audit badge batch billing block board branch bucket buffer cache calendar channel chart client cluster column comment company config contact content context cursor customer dashboard dataset deal device digest document domain draft driver editor element endpoint engine entity entry event export feature field filter folder format frame gateway graph group handler header history image import index inbox input invoice item job journal label layer layout ledger lesson level limit link list locale lock loop manager mapping message metric migration mirror module monitor network node notice object offer option order output owner package page panel parser partner patch path payload payment permission person pipeline plan platform player plugin pointer policy pool portal position preset price process product profile project prompt query queue range rating reader record region registry relation release render report request resource result review role route row rule sample schedule schema scope score screen script search section segment selector sequence server service session setting shape share shipment signal size slot snapshot socket source stage state status step storage stream stripe summary survey symbol table tag target task team template tenant theme thread ticket timeline token topic trace tracker transport tree trigger update upload usage user value vector version view visit volume wallet watcher webhook widget window worker workflow workspace zone'.split(
    ' ',
  );
const VERBS =
  'add apply assign attach build cancel check clear clone close collect commit compare compute connect convert copy count create decode delete detach dispatch drain emit encode ensure evict expand fetch filter find flush format group handle hash init insert inspect invoke join load lock map mark match measure merge move normalize notify open parse patch persist pick prepare publish pull push read rebuild reduce refresh register reject release remove render replace report request reset resolve restore resume retry rotate run save schedule select send serialize set sort split start stop store sync tag take track trim update validate verify visit wait watch wrap write'.split(
    ' ',
  );
const ADJECTIVES =
  'active ancient async base broken cached closed current custom deep default dirty empty external fallback final first fresh global hidden idle initial inner internal invalid last lazy legacy local main max merged min missing mutable native nested next old open optional outer parent partial pending previous primary private public queued raw recent remote safe secondary shared stale static strict temporary trusted unknown unsafe upper valid virtual visible'.split(
    ' ',
  );
const PROSE =
  'the a this that when where before after only also never always because unless while until so then it they each every both no more than less with without into from over under about between which keeps returns holds needs must may should cannot is are was were and or but if not at on by for of to in callers reader otherwise twice once here there'.split(
    ' ',
  );

/** What one file talks about: a small vocabulary, drawn once, so that names recur within a file as they do in code. */
export interface Voice {
  readonly random: Random;
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly strings: readonly string[];
}

export function createVoice(random: Random): Voice {
  const names = Array.from({ length: 14 + random.below(30) }, () => drawName(random));
  const types = Array.from({ length: 5 + random.below(8) }, () => capital(drawName(random)));
  const strings = Array.from({ length: 8 + random.below(16) }, () => drawString(random));
  return { random, names, types, strings };
}

function drawName(random: Random): string {
  const shape = random.below(8);
  const noun = random.pick(NOUNS);
  if (shape < 2) {
    return noun;
  }
  if (shape < 5) {
    return random.pick(VERBS) + capital(noun);
  }
  return (shape < 7 ? random.pick(ADJECTIVES) : random.pick(NOUNS)) + capital(noun);
}

function drawString(random: Random): string {
  const [one, two, three] = [random.pick(NOUNS), random.pick(NOUNS), random.pick(VERBS)];
  switch (random.below(9)) {
    case 0:
      return `/${one}s/${two}`;
    case 1:
      return `${one}.${two}.${three}d`;
    case 2:
      return `https://${one}.example.com/${two}/${random.below(100_000)}`;
    case 3:
      return `${capital(one)} could not be ${three}ed: %s`;
    case 4:
      return random.string(8, HEX);
    case 5:
      return `${one}-${two}`;
    case 6:
      return `application/vnd.${one}+json`;
    case 7:
      return `${one}_${two}_id`;
    default:
      return `${capital(three)} the ${one} ${random.pick(PROSE)} ${two}`;
  }
}

/** camelCase. */
export function name(voice: Voice): string {
  return voice.random.pick(voice.names);
}

/** snake_case. */
export function snake(voice: Voice): string {
  return toSnake(name(voice));
}

export function toSnake(camel: string): string {
  return camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** kebab-case. */
export function kebab(voice: Voice): string {
  return snake(voice).replaceAll('_', '-');
}

/** PascalCase. */
export function type(voice: Voice): string {
  return voice.random.pick(voice.types);
}

export function text(voice: Voice): string {
  return voice.random.pick(voice.strings);
}

/** A sentence without an end, as comments have them. */
export function prose(voice: Voice, words: number = 6 + voice.random.below(9)): string {
  const { random } = voice;
  let line = random.pick(PROSE);
  for (let index = 1; index < words; index += 1) {
    line += ` ${random.chance(1, 2) ? random.pick(PROSE) : random.pick(NOUNS)}`;
  }
  if (random.chance(1, 4000)) {
    line += ' to clarify';
  }
  // Real trees hold some characters beyond ASCII.
  return random.chance(1, 60) ? `${line} — ${random.pick(['naïve', 'größer', '日本語', 'déjà', '✓'])}` : line;
}

export function number(voice: Voice): number {
  return voice.random.chance(2, 3) ? voice.random.below(64) : voice.random.below(100_000);
}

export function hex(voice: Voice, length: number): string {
  return voice.random.string(length, HEX);
}

export function base64(voice: Voice, length: number): string {
  return voice.random.string(length, BASE64);
}

export function opaque(voice: Voice, length: number): string {
  return voice.random.string(length, ALPHANUMERIC);
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A word for a folder or a file. */
export function pathWord(random: Random): string {
  return random.chance(1, 3) ? `${random.pick(ADJECTIVES)}-${random.pick(NOUNS)}` : random.pick(NOUNS);
}
