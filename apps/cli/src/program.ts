import { Command } from 'commander';
import { attackCommand } from './commands/attack.ts';
import { backendsCommand } from './commands/backends.ts';
import { certifyCommand } from './commands/certify.ts';
import { demoCommand } from './commands/demo.ts';
import { kktCommand } from './commands/kkt.ts';
import { refineCommand } from './commands/refine.ts';
import { reportCommand } from './commands/report.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { scoreCommand } from './commands/score.ts';
import { spanCommand } from './commands/span.ts';
import { trainCommand } from './commands/train.ts';
import { transformCommand } from './commands/transform.ts';
import { viewCommand } from './commands/view.ts';
import type { OptionFlags } from './in-command-words.ts';
import { addReadLimits } from './options/read-limits.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

/** The command line: every command, writing to a terminal. */
export function makeProgram(terminal: Terminal): Command {
  const program = new Command('noprior')
    .description('What a trained neural network reveals about its training data, and what it cannot reveal.')
    .version(readVersion())
    .addHelpText(
      'after',
      '\nResults go to standard output, with --json as one object; progress goes to standard error.\nExit code: 0 done, 1 failed, 2 wrong usage.',
    );
  for (const make of commands) program.addCommand(make(terminal));
  // Its earlier name, for scripts.
  program.addCommand(refineCommand(terminal).name('polish'), { hidden: true });
  configure(program, 'noprior', terminal);
  for (const [name, method] of Object.entries(earlierCommands))
    program.addCommand(earlierCommand(name, method), { hidden: true });
  checkMandatoryOptionsLast(program);
  return program;
}

/** Commands of earlier versions that are methods of `attack` now. */
const earlierCommands: Readonly<Record<string, string>> = { evidence: 'evidence', corners: 'box-vertices' };

function earlierCommand(name: string, method: string): Command {
  return new Command(name)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new UsageError(`${name} is a method of noprior attack now: noprior attack --method ${method}`);
    });
}

const commands = [
  demoCommand,
  trainCommand,
  attackCommand,
  spanCommand,
  viewCommand,
  scoreCommand,
  kktCommand,
  refineCommand,
  transformCommand,
  certifyCommand,
  reproduceCommand,
  reportCommand,
  backendsCommand,
];

/** How the options of the command that `args` names are written, by their names in programs: `perClass` is `--per-class`. */
export function optionFlags(program: Command, args: readonly string[]): OptionFlags {
  const flags = new Map<string, string>();
  let command: Command | undefined = program;
  for (const arg of args) {
    command = command.commands.find((below) => below.name() === arg);
    if (command === undefined) break;
    for (const option of command.options) if (option.long) flags.set(option.attributeName(), option.long);
  }
  return flags;
}

/** Unknown options are named before missing ones: for `--datset` the error names it, not the missing `--dataset`. */
function checkMandatoryOptionsLast(program: Command): void {
  const mandatory = program.commands
    .flatMap((command) => [command, ...command.commands])
    .flatMap(({ options }) => options.filter((option) => option.mandatory));
  for (const option of mandatory) option.mandatory = false;
  program.hook('preAction', (_, command) => {
    const missing = command.options.find(
      (option) => mandatory.includes(option) && command.getOptionValue(option.attributeName()) === undefined,
    );
    if (missing !== undefined) command.error(`error: required option '${missing.flags}' not specified`);
  });
}

/** Errors of a command and of those below it go to the terminal and are thrown; whatever reads a model has a limit. */
function configure(command: Command, path: string, terminal: Terminal): void {
  command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  command.showHelpAfterError(`(${path} --help lists the options)`);
  command.allowExcessArguments(false);
  addReadLimits(command);
  for (const below of command.commands) configure(below, `${path} ${below.name()}`, terminal);
}
