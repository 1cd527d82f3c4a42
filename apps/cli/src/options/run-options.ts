import type { Command } from 'commander';

/** Options of a command that leaves results in a place of its own. */
export interface RunOptions {
  readonly overwrite?: boolean;
  readonly resume?: boolean;
}

/** Add `--overwrite` and, where there are checkpoints, `--resume`. */
export function addRunOptions(command: Command, { checkpoints }: { readonly checkpoints: boolean }): Command {
  command.option(
    '--overwrite',
    `replace what is in the place of the results: a finished run,${checkpoints ? ' the checkpoint of an unfinished one,' : ''} or another file`,
  );
  return checkpoints ? command.option('--resume', 'go on from the checkpoint, if there is one') : command;
}
