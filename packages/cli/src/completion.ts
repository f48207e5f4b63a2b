/** Completion for the shells: what the command line offers, as their scripts and as answers to what is typed. */
import tab from '@bomb.sh/tab/commander';
import { providers } from '@keyturn/providers';
import { formatNames } from '@keyturn/report';
import type { Command } from 'commander';

/** What a flag's value may begin with, where the command line itself does not say. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  format: formatNames,
  provider: providers.map(({ id }) => id),
  'verify-as': providers.map(({ id }) => id),
  'fail-on': [
    'any',
    'live',
    'severity:critical',
    'severity:high',
    'severity:medium',
    'severity:low',
    'confidence:high',
    'confidence:medium',
  ],
};

/** The script for bash takes the line apart with a function of the bash-completion package, which is not everywhere. */
const WORDS_FOR_BASH = `if ! declare -F _get_comp_words_by_ref > /dev/null; then
    _get_comp_words_by_ref() {
        local line=\${COMP_LINE:0:COMP_POINT}
        read -ra words <<< "$line"
        if [[ $line == *[[:space:]] ]]; then words+=(""); fi
        cword=$((\${#words[@]} - 1))
        cur=\${words[cword]}
        prev=\${words[cword - 1]}
    }
fi
`;

/** Adds `completion SHELL`, which prints a script, and the hidden `complete -- …`, which the scripts call. */
export function addCompletion(program: Command): void {
  const root = tab(program, { completionCommandName: 'completion' });
  program.hook('preAction', (_program, command) => {
    if (command.name() === 'completion' && command.args[0] === 'bash') process.stdout.write(WORDS_FOR_BASH);
  });
  for (const command of root.commands.values()) {
    for (const [name, values] of Object.entries(VALUES)) {
      const option = command.options.get(name);
      if (option === undefined) continue;
      option.handler = (complete): void => {
        for (const value of values) complete(value, '');
      };
    }
  }
}
