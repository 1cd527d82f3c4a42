import { Command } from 'commander';
import { attackCommand } from './commands/attack.ts';
import { backendsCommand } from './commands/backends.ts';
import { demoCommand } from './commands/demo.ts';
import { kktCommand } from './commands/kkt.ts';
import { scoreCommand } from './commands/score.ts';
import { trainCommand } from './commands/train.ts';
import type { Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

/** The command line: every command, writing to a terminal. */
export function makeProgram(terminal: Terminal): Command {
  const program = new Command('noprior')
    .description('What a trained neural network gives away about its training data, and what it cannot give away.')
    .version(readVersion())
    .addHelpText(
      'after',
      '\nResults go to standard output, with --json as one object; progress goes to standard error.\nExit code: 0 done, 1 failed, 2 wrong usage.',
    );
  for (const make of [demoCommand, trainCommand, attackCommand, scoreCommand, kktCommand, backendsCommand]) {
    program.addCommand(make(terminal));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
    command.showHelpAfterError(
      `(${command === program ? 'noprior' : `noprior ${command.name()}`} --help lists the options)`,
    );
    command.allowExcessArguments(false);
  }
  return program;
}
