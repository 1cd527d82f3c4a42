import type { ReadOptions } from '@noprior/array-files';
import { type Command, Option } from 'commander';
import { toCount } from './numbers.ts';

/** Options of every command that reads a model or candidates. */
export interface ReadLimits {
  /** Most MiB that the arrays of one file may take. */
  readonly maxFileMb?: number | undefined;
}

/** Add `--max-file-mb` to a command that reads a model, and candidates if it does. */
export function addReadLimits(command: Command): void {
  if (!command.options.some(({ long }) => long === '--model')) return;
  command.addOption(
    new Option(
      '--max-file-mb <n>',
      'most MiB that the arrays of one file may take (default: 512 for a model, 64 for candidates, and 8 more than 8 times the size of the file)',
    ).argParser(toCount),
  );
}

/** The limits as the readers of files take them. */
export function readOptions({ maxFileMb }: ReadLimits): ReadOptions {
  return { raiseWith: '--max-file-mb', maxBytes: maxFileMb === undefined ? undefined : maxFileMb * 2 ** 20 };
}
