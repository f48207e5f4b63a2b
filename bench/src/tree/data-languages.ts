import type { Language } from './language.ts';
import { base64, capital, hex, kebab, name, number, opaque, prose, snake, text, type, type Voice } from './voice.ts';

function repeat(voice: Voice, least: number, most: number, piece: (voice: Voice) => string): string {
  let pieces = '';
  for (let left = least + voice.random.below(most - least + 1); left > 0; left -= 1) {
    pieces += piece(voice);
  }
  return pieces;
}

function version(voice: Voice): string {
  return `${voice.random.below(20)}.${voice.random.below(30)}.${voice.random.below(40)}`;
}

const json: Language = {
  extension: 'json',
  weight: 14,
  head: () => '{\n',
  block: (voice) =>
    `  "${name(voice)}${number(voice)}": {\n${repeat(voice, 2, 6, (v) => `    "${name(v)}": ${v.random.chance(1, 2) ? `"${text(v)}"` : number(v)},\n`)}    "id": "${hex(voice, 8)}-${hex(voice, 4)}-4${hex(voice, 3)}-a${hex(voice, 3)}-${hex(voice, 12)}"\n  },\n`,
};

const yaml: Language = {
  extension: 'yaml',
  weight: 7,
  head: (voice) => `# ${prose(voice)}\nversion: 2\n`,
  block: (voice) =>
    `${snake(voice)}_${number(voice)}:\n${repeat(voice, 2, 8, (v) => `  - ${kebab(v)}: ${text(v).replaceAll(':', '')}\n    ${snake(v)}: ${number(v)}\n`)}`,
};

const markdown: Language = {
  extension: 'md',
  weight: 9,
  head: (voice) => `# ${capital(prose(voice, 4))}\n\n`,
  block: (voice) =>
    `## ${capital(prose(voice, 3))}\n\n${repeat(voice, 1, 5, (v) => `${capital(prose(v, 18))}. ${capital(prose(v, 12))} \`${name(v)}()\`, [${prose(v, 2)}](https://docs.example.com/${kebab(v)}).\n`)}\n\`\`\`ts\nconst ${name(voice)} = new ${type(voice)}({ ${name(voice)}: process.env.${snake(voice).toUpperCase()} });\n\`\`\`\n\n`,
};

const stylesheet: Language = {
  extension: 'css',
  weight: 5,
  head: () => '',
  block: (voice) =>
    `.${kebab(voice)} > .${kebab(voice)}:hover {\n${repeat(voice, 2, 7, (v) => `  --${kebab(v)}: ${v.random.below(64)}px;\n  color: #${hex(v, 6)};\n`)}}\n\n`,
};

const html: Language = {
  extension: 'html',
  weight: 4,
  head: (voice) => `<!doctype html>\n<title>${prose(voice, 3)}</title>\n`,
  block: (voice) =>
    `<section id="${kebab(voice)}" class="${kebab(voice)} ${kebab(voice)}" data-${kebab(voice)}="${number(voice)}">\n  <a href="${text(voice)}">${prose(voice)}</a>\n</section>\n`,
};

const sql: Language = {
  extension: 'sql',
  weight: 3,
  head: (voice) =>
    `CREATE TABLE ${snake(voice)} (id bigint PRIMARY KEY, ${snake(voice)} text NOT NULL, digest bytea);\n`,
  block: (voice) =>
    `INSERT INTO ${snake(voice)} (id, ${snake(voice)}, digest) VALUES (${number(voice)}, '${text(voice).replaceAll("'", '')}', '\\x${hex(voice, 40)}');\n`,
};

/** Lockfiles: dense with digests, the usual false alarm. */
const lock: Language = {
  extension: 'lock',
  weight: 3,
  head: () => '# This file is generated.\n\n',
  block: (voice) =>
    `"${kebab(voice)}@^${version(voice)}":\n  version "${version(voice)}"\n  integrity sha512-${base64(voice, 86)}==\n\n`,
};

/** Bundles: one line of a hundred kilobytes or so. */
const minified: Language = {
  extension: 'min.js',
  weight: 3,
  head: (voice) => `/*! ${name(voice)} v${version(voice)} */\n`,
  block: (voice) => {
    const line = repeat(voice, 50, 400, (v) => {
      const [a, b] = [opaque(v, 1), opaque(v, 2)];
      return `function ${a}${number(v)}(t,e){var n=t.${name(v)},r="${text(v)}";return n&&e(${number(v)})?${b}.${name(v)}(n,r):void 0}`;
    });
    return voice.random.chance(1, 12) ? `${line}\n` : line;
  },
};

const vectorImage: Language = {
  extension: 'svg',
  weight: 3,
  head: () => '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">\n',
  block: (voice) =>
    `<path d="M${repeat(voice, 10, 60, (v) => `${v.random.below(512)}.${v.random.below(100)} ${v.random.below(512)}c`)}z"/>\n`,
};

const environment: Language = {
  extension: 'env',
  weight: 2,
  head: (voice) => `# ${prose(voice)}\n`,
  block: (voice) =>
    `${snake(voice).toUpperCase()}_${number(voice)}=${voice.random.chance(1, 3) ? opaque(voice, 24) : text(voice)}\n`,
};

export const DATA_LANGUAGES: readonly Language[] = [
  json,
  yaml,
  markdown,
  stylesheet,
  html,
  sql,
  lock,
  minified,
  vectorImage,
  environment,
];
