import { type Command, Option } from 'commander';
import { addExactBackendOptions } from '../options/exact-backend-options.ts';
import { toNumber } from '../options/numbers.ts';
import { toNpzPath } from '../options/paths.ts';

/** Options that every transform has. */
export interface TransformCliOptions {
  readonly model: string;
  readonly candidates: string;
  readonly scale: 'mean' | 'sum';
  readonly margin?: number;
  readonly force?: boolean;
  readonly out: string;
  readonly json?: boolean;
  readonly backend: string;
  readonly dtype: 'float64';
}

/** Add the options that every transform has. */
export function addTransformOptions(command: Command): Command {
  command
    .requiredOption('--model <file>', 'weights, .safetensors or .npz')
    .requiredOption('--candidates <file>', '.npz with x [n, d], lambda [n], y [n]')
    .addOption(
      new Option('--scale <s>', 'unit of the multipliers: the conditions hold for lambda / n, or for lambda')
        .choices(['mean', 'sum'])
        .default('mean'),
    )
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
  return addExactBackendOptions(command, 'reference');
}
