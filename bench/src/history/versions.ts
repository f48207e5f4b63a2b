import type { Random } from '../random.ts';
import { writeText } from '../tree/content.ts';
import type { Language } from '../tree/language.ts';
import { createVoice, type Voice } from '../tree/voice.ts';

/** A file's life, oldest first. */
export interface FileHistory {
  /** Relative, with `/`. */
  readonly path: string;
  readonly versions: readonly string[];
}

/**
 * A text and what became of it: each version changes a few lines of the one before.
 * @param count of versions, at least 1
 * @param planted a line that comes in with some version and leaves two later; with one version it stays
 */
export function fileHistory(
  path: string,
  language: Language,
  random: Random,
  size: number,
  count: number,
  planted?: string,
): FileHistory {
  const voice = createVoice(random);
  const lines = writeText(language, random, size).split('\n');
  const arrival = random.below(count);
  const versions: string[] = [];
  for (let version = 0; version < count; version += 1) {
    if (version > 0) {
      edit(lines, language, voice);
    }
    if (planted !== undefined && version === arrival) {
      lines.splice(random.below(lines.length), 0, planted);
    }
    if (planted !== undefined && version === arrival + 2 && lines.includes(planted)) {
      lines.splice(lines.indexOf(planted), 1);
    }
    versions.push(lines.join('\n'));
  }
  return { path, versions };
}

/** One to six small changes, as a commit makes them: lines come, go, or are written anew. */
function edit(lines: string[], language: Language, voice: Voice): void {
  const { random } = voice;
  for (let left = 1 + random.below(6); left > 0; left -= 1) {
    const at = random.below(lines.length);
    const block = language
      .block(voice)
      .split('\n')
      .slice(0, 1 + random.below(12));
    switch (random.below(4)) {
      case 0:
        lines.splice(at, 0, ...block);
        break;
      case 1:
        lines.splice(at, 1 + random.below(4));
        break;
      default:
        lines.splice(at, Math.min(block.length, 5), ...block);
    }
  }
  if (lines.length === 0) {
    lines.push('');
  }
}
