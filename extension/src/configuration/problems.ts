/** What is wrong with the text of a configuration, place by place. */
import { readTreeConfig, readUserConfig } from '@keyturn/config/load';

/** 1-based; a line alone where the column is not known. */
export interface ConfigurationProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What is passed over does no harm; the rest makes the whole file void. */
  readonly isPassedOver: boolean;
}

const FILE = 'keyturn.yaml';
const PLACED = /^keyturn\.yaml:(?<line>\d+)(?::(?<column>\d+))?: (?<message>.*)$/;

/** @param isOwn the user's own configuration, which may say more than a tree's */
export function configurationProblems(text: string, isOwn: boolean): ConfigurationProblem[] {
  try {
    const { notices } = (isOwn ? readUserConfig : readTreeConfig)(text, FILE);
    return notices.map((notice) => placed(notice, true));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return said.split('\n').map((line) => placed(line, false));
  }
}

function placed(sentence: string, isPassedOver: boolean): ConfigurationProblem {
  const { line = '1', column = '1', message } = PLACED.exec(sentence)?.groups ?? {};
  return {
    line: Number(line),
    column: Number(column),
    message: message ?? sentence.replace(/^keyturn\.yaml: /, ''),
    isPassedOver,
  };
}
