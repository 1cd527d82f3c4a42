import type { Scale } from '@noprior/kkt-loss';
import { type Command, Option } from 'commander';
import type { ReadLimits } from '../options/read-limits.ts';

/** Options of every command that reads candidates for a model. */
export interface CandidateOptions extends ReadLimits {
  readonly model: string;
  readonly candidates: string;
  /** Unit of the multipliers in the file. */
  readonly scale?: Scale;
  readonly allowOtherModel?: boolean;
}

/** Add `--candidates`, `--scale` and `--allow-other-model`. */
export function addCandidateOptions(command: Command): Command {
  return command
    .requiredOption('--candidates <file>', '.npz or .safetensors with x [n, d], lambda [n], y [n]')
    .addOption(
      new Option(
        '--scale <s>',
        'unit of the multipliers in the file: sum, those of the KKT conditions (default), or mean, n times these, as the reference code has them',
      ).choices(['mean', 'sum']),
    )
    .option(
      '--allow-other-model',
      'go on, with a warning, where the record beside the candidates says that they were made from another model',
    );
}
