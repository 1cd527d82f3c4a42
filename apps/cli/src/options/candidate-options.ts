import type { Scale } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { type ReadCandidates, readCandidates } from '@noprior/result-files';
import { type Command, Option } from 'commander';
import { inCommandWords } from '../in-command-words.ts';
import type { Terminal } from '../terminal.ts';
import { type ReadLimits, readOptions } from './read-limits.ts';

/** Options of every command that reads candidates for a model. */
export interface CandidateOptions extends ReadLimits {
  readonly model: string;
  readonly candidates: string;
  /** Unit of the multipliers in the file. */
  readonly scale?: Scale;
  readonly allowOtherModel?: boolean;
}

/** Add `--candidates`, `--scale` and `--allow-other-model`.
 *
 * @param options.required  whether a file must be named; default true
 */
export function addCandidateOptions(
  command: Command,
  { required = true }: { readonly required?: boolean } = {},
): Command {
  return command
    .addOption(
      new Option('--candidates <file>', '.npz or .safetensors with x [n, d], lambda [n], y [n]').makeOptionMandatory(
        required,
      ),
    )
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

/** Read the candidates that the options name; what was converted, and what was ignored, is said on standard error.
 *
 * @throws what `readCandidates` throws
 */
export async function readGivenCandidates(
  options: CandidateOptions,
  network: ReluNetwork,
  terminal: Terminal,
): Promise<ReadCandidates> {
  const { candidates, model, scale, allowOtherModel } = options;
  const read = await readCandidates({ ...readOptions(options), candidates, model, scale, allowOtherModel }, network);
  for (const notice of read.notices) terminal.err(`${inCommandWords(notice, new Map([['scale', '--scale']]))}\n`);
  return read;
}
