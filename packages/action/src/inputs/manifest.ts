/** action.yml and the tables of docs/action.md, from the table of inputs. */
import { stringify } from 'yaml';
import { inputRows, outputRows } from './table.ts';

/** The text of action.yml. */
export function manifest(): string {
  const inputs = inputRows.map((row) => [
    row.name,
    {
      description: row.choices === undefined ? row.says : `${row.says} One of: ${row.choices.join(', ')}.`,
      required: false,
      default: row.default,
    },
  ]);
  const document = {
    name: 'Keyturn',
    description: 'Finds keys in what each commit brings, before it is merged.',
    author: 'Keyturn',
    inputs: Object.fromEntries(inputs) as unknown,
    outputs: Object.fromEntries(outputRows.map(({ name, says }) => [name, { description: says }])) as unknown,
    runs: { using: 'node24', main: 'packages/action/dist/main.mjs' },
    branding: { icon: 'lock', color: 'blue' },
  };
  return `# Made from packages/action/src/inputs/table.ts; \`npm run manifest\` in packages/action writes it.\n${stringify(document, { lineWidth: 0, singleQuote: true })}`;
}

/** The tables of docs/action.md, in Markdown. */
export function inputsTable(): string {
  const inputs = inputRows.map(
    (row) => `| \`${row.name}\` | ${row.default === '' ? '' : `\`${row.default}\``} | ${row.says} |`,
  );
  const outputs = outputRows.map(({ name, says }) => `| \`${name}\` | ${says} |`);
  return ['| Input | Default | |', '|---|---|---|', ...inputs, '', '| Output | |', '|---|---|', ...outputs].join('\n');
}
