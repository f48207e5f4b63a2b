import { createCipheriv } from 'node:crypto';
import { Random } from '../random.ts';
import type { Language } from './language.ts';
import type { PlannedFile } from './plan.ts';
import { createVoice } from './voice.ts';

/**
 * The content of one file: at least `file.bytes` long, a text to the end of the block that reaches it.
 * @param planted a line that is put after a text's head
 */
export function content(seed: number, file: PlannedFile, planted?: string): Buffer {
  const random = new Random(seed, file.stream);
  if (file.language === null) {
    return randomBytes(random, file.bytes);
  }
  return Buffer.from(writeText(file.language, random, file.bytes, planted), 'utf8');
}

/** Text of a language, at least `length` characters. */
export function writeText(language: Language, random: Random, length: number, planted?: string): string {
  const voice = createVoice(random);
  let text = language.head(voice);
  if (planted !== undefined) {
    text += `${planted}\n`;
  }
  while (text.length < length) {
    text += language.block(voice);
  }
  return text;
}

/** Bytes that no compression shrinks, as in images and archives. A cipher makes them a hundred times as fast as `Random`. */
export function randomBytes(random: Random, length: number): Buffer {
  const key = Buffer.alloc(16);
  for (let index = 0; index < 4; index += 1) {
    key.writeUInt32LE(random.uint32(), index * 4);
  }
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}
