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

/** Adds `completion SHELL`, which prints a script, and the hidden `complete -- …`, which the scripts call. */
export function addCompletion(program: Command): void {
  const root = tab(program, { completionCommandName: 'completion' });
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
