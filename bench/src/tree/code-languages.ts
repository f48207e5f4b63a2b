import type { Language } from './language.ts';
import { capital, hex, name, number, prose, snake, text, toSnake, type, type Voice } from './voice.ts';

/** Some lines, one after the other. */
function many(voice: Voice, most: number, line: (voice: Voice) => string): string {
  let lines = '';
  for (let left = 1 + voice.random.below(most); left > 0; left -= 1) {
    lines += line(voice);
  }
  return lines;
}

function scriptLine(voice: Voice): string {
  switch (voice.random.below(9)) {
    case 0:
      return `  const ${name(voice)} = await this.${name(voice)}.${name(voice)}(${name(voice)}, ${number(voice)});\n`;
    case 1:
      return `  if (${name(voice)}.${name(voice)} !== ${name(voice)}) {\n    return ${name(voice)};\n  }\n`;
    case 2:
      return `  // ${prose(voice)}.\n`;
    case 3:
      return `  ${name(voice)}.push({ ${name(voice)}: '${text(voice)}', ${name(voice)}: ${name(voice)}.length });\n`;
    case 4:
      return `  const { ${name(voice)}, ${name(voice)} = ${number(voice)} } = ${name(voice)}(${name(voice)});\n`;
    case 5:
      return `  for (const ${name(voice)} of ${name(voice)}.values()) {\n    ${name(voice)}(${name(voice)});\n  }\n`;
    case 6:
      return `  throw new ${type(voice)}Error(\`${text(voice)} \${${name(voice)}}\`);\n`;
    case 7:
      return `  ${name(voice)}.${name(voice)} = ${name(voice)} ?? '${text(voice)}';\n`;
    default:
      return `  return ${name(voice)}.map((${name(voice)}) => ${name(voice)}.${name(voice)});\n`;
  }
}

const typescript: Language = {
  extension: 'ts',
  weight: 22,
  head: (voice) =>
    `${many(voice, 9, (v) => `import { ${name(v)}, type ${type(v)} } from './${snake(v).replaceAll('_', '-')}.ts';\n`)}\n`,
  block: (voice) =>
    `/** ${prose(voice)}. */\nexport async function ${name(voice)}(${name(voice)}: ${type(voice)}, ${name(voice)}?: string): Promise<${type(voice)}> {\n${many(voice, 12, scriptLine)}}\n\n`,
};

const javascript: Language = {
  extension: 'js',
  weight: 16,
  head: (voice) => `'use strict';\n\n${many(voice, 7, (v) => `const ${name(v)} = require('${snake(v)}');\n`)}\n`,
  block: (voice) =>
    `${type(voice)}.prototype.${name(voice)} = function (${name(voice)}, callback) {\n${many(voice, 12, scriptLine)}};\n\n`,
};

const python: Language = {
  extension: 'py',
  weight: 14,
  head: (voice) =>
    `"""${prose(voice)}."""\n\n${many(voice, 8, (v) => `from ${snake(v)}.${snake(v)} import ${type(v)}\n`)}\n\n`,
  block: (voice) =>
    `def ${snake(voice)}(self, ${snake(voice)}, ${snake(voice)}=None):\n    """${capital(prose(voice))}."""\n${many(
      voice,
      10,
      (v) => {
        switch (v.random.below(5)) {
          case 0:
            return `    ${snake(v)} = self.${snake(v)}.${snake(v)}(${snake(v)}, ${snake(v)}=${number(v)})\n`;
          case 1:
            return `    if ${snake(v)} is None or ${snake(v)} > ${number(v)}:\n        raise ${type(v)}("${text(v)}")\n`;
          case 2:
            return `    # ${prose(v)}\n`;
          case 3:
            return `    for ${snake(v)} in sorted(${snake(v)}):\n        ${snake(v)}.append(${snake(v)}["${text(v)}"])\n`;
          default:
            return `    log.debug("${text(v)}", ${snake(v)}, extra={"${snake(v)}": ${snake(v)}})\n`;
        }
      },
    )}\n\n`,
};

const go: Language = {
  extension: 'go',
  weight: 12,
  head: (voice) =>
    `package ${snake(voice).replaceAll('_', '')}\n\nimport (\n${many(voice, 8, (v) => `\t"example.com/${snake(v)}/${snake(v)}"\n`)})\n\n`,
  block: (voice) =>
    `// ${type(voice)} ${prose(voice)}.\nfunc (x *${type(voice)}) ${type(voice)}(ctx context.Context, ${name(voice)} string) (*${type(voice)}, error) {\n${many(
      voice,
      10,
      (v) =>
        v.random.chance(1, 2)
          ? `\t${name(v)}, err := x.${name(v)}.${type(v)}(ctx, ${name(v)})\n\tif err != nil {\n\t\treturn nil, fmt.Errorf("${text(v)}: %w", err)\n\t}\n`
          : `\t${name(v)}.${type(v)} = append(${name(v)}.${type(v)}, ${name(v)}...)\n`,
    )}\treturn ${name(voice)}, nil\n}\n\n`,
};

const java: Language = {
  extension: 'java',
  weight: 8,
  head: (voice) =>
    `package com.example.${snake(voice).replaceAll('_', '.')};\n\n${many(voice, 12, (v) => `import com.example.${snake(v).replaceAll('_', '.')}.${type(v)};\n`)}\n`,
  block: (voice) =>
    `    /**\n     * ${capital(prose(voice))}.\n     *\n     * @param ${name(voice)} ${prose(voice, 5)}\n     */\n    @Override\n    public ${type(voice)} ${name(voice)}(final ${type(voice)} ${name(voice)}) throws ${type(voice)}Exception {\n${many(voice, 9, (v) => `        final ${type(v)} ${name(v)} = ${name(v)}.get${type(v)}().${name(v)}("${text(v)}", ${number(v)}L);\n`)}        return ${name(voice)};\n    }\n\n`,
};

const rust: Language = {
  extension: 'rs',
  weight: 6,
  head: (voice) => `${many(voice, 8, (v) => `use crate::${snake(v)}::{${type(v)}, ${type(v)}};\n`)}\n`,
  block: (voice) =>
    `    /// ${prose(voice)}.\n    pub fn ${snake(voice)}(&mut self, ${snake(voice)}: &${type(voice)}) -> Result<${type(voice)}, ${type(voice)}Error> {\n${many(voice, 9, (v) => `        let ${snake(v)} = self.${snake(v)}.iter().filter(|${snake(v)}| ${snake(v)}.len() > ${number(v)}).collect::<Vec<_>>();\n`)}        Ok(${snake(voice)})\n    }\n\n`,
};

const c: Language = {
  extension: 'c',
  weight: 8,
  head: (voice) => `/* ${prose(voice)} */\n${many(voice, 8, (v) => `#include "${snake(v)}.h"\n`)}\n`,
  block: (voice) =>
    `static int ${snake(voice)}(struct ${snake(voice)} *${snake(voice)}, size_t len)\n{\n${many(voice, 12, (v) =>
      v.random.chance(1, 3)
        ? `\tif (!${snake(v)} || ${snake(v)}->${snake(v)} >= 0x${hex(v, 4)})\n\t\tgoto ${snake(v)};\n`
        : `\t${snake(v)}->${snake(v)} = ${snake(v)}(${snake(v)}, sizeof(*${snake(v)}), "${text(v)}");\n`,
    )}\treturn 0;\n}\n\n`,
};

const header: Language = {
  extension: 'h',
  weight: 3,
  head: (voice) => `#ifndef ${snake(voice).toUpperCase()}_H\n#define ${snake(voice).toUpperCase()}_H\n\n`,
  block: (voice) =>
    `#define ${toSnake(name(voice)).toUpperCase()}_${number(voice)} 0x${hex(voice, 8)} /* ${prose(voice, 4)} */\n`,
};

export const CODE_LANGUAGES: readonly Language[] = [typescript, javascript, python, go, java, rust, c, header];
