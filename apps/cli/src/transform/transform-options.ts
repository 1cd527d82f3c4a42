import { type Command, Option } from 'commander';
import { addCandidateOptions, type CandidateOptions } from '../candidates/candidate-options.ts';
import { addExactBackendOptions } from '../options/exact-backend-options.ts';
import { toNumber } from '../options/numbers.ts';
import { toNpzPath } from '../options/paths.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';

/** Options that every transform has. */
export interface TransformCliOptions extends CandidateOptions, RunOptions {
  readonly margin?: number;
  readonly force?: boolean;
  readonly out: string;
  readonly json?: boolean;
  readonly backend: string;
  readonly dtype: 'float64';
}

/** Add the options that every transform has. */
export function addTransformOptions(command: Command): Command {
  addCandidateOptions(command.requiredOption('--model <file>', 'weights, .safetensors or .npz'))
    .addOption(
      new Option('--margin <p>', 'margin that slackness refers to (default: the smallest before)').argParser(toNumber),
    )
    .option('--force', 'transform even where activation patterns change, and let the account show what that did')
    .addOption(
      new Option('--out <file>', 'candidates to write, .npz; a .run.json comes beside it')
        .argParser(toNpzPath)
        .makeOptionMandatory(),
    )
    .option('--json', 'print one JSON object');
  return addExactBackendOptions(addRunOptions(command, { checkpoints: false }), 'reference');
}
