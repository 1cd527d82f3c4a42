import { basename } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { type Candidates, checkCandidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { accountRows } from '@noprior/report';
import { weightsChecksum } from '@noprior/result-files';
import { fileChecksum, fileChecksums, fileLocation } from '@noprior/run-folder';
import type { Backend } from '@noprior/tensor';
import { accountResults, type Transformed, type TransformOptions } from '@noprior/transforms';
import { type Command, Option } from 'commander';
import { describeRows } from '../describe-rows.ts';
import { loadModel } from '../load-model.ts';
import { addCandidateOptions, type CandidateOptions, readGivenCandidates } from '../options/candidate-options.ts';
import { addExactBackendOptions } from '../options/exact-backend-options.ts';
import { toNumber } from '../options/numbers.ts';
import { toNpzPath } from '../options/paths.ts';
import { addRunOptions } from '../options/run-options.ts';
import { type BackendRunOptions, runOnBackend } from '../run-on-backend.ts';
import type { Terminal } from '../terminal.ts';

/** Options that every transform has. */
export interface TransformCliOptions extends CandidateOptions, BackendRunOptions {
  readonly margin?: number;
  readonly force?: boolean;
  readonly out: string;
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

/** What one kind of transform adds to what all of them do. */
export interface TransformKind {
  readonly name: 'split' | 'unite' | 'far';
  /** `null` where nothing is random. */
  readonly seed: number | null;
  /** Files that are read besides the model and the candidates. */
  readonly inputs?: readonly string[];
  readonly apply: (given: {
    readonly backend: Backend;
    readonly network: ReluNetwork;
    readonly candidates: Candidates;
    readonly options: TransformOptions;
  }) => Promise<
    Transformed & {
      /** What was done, as the end of a sentence that begins with the number of points. */
      readonly sentence: string;
      /** For the object that `--json` prints. */
      readonly details: Readonly<Record<string, unknown>>;
    }
  >;
}

/** Read, transform, write the new candidates beside a record, and print the account. */
export async function runTransform(
  options: TransformCliOptions,
  terminal: Terminal,
  kind: TransformKind,
): Promise<void> {
  const { out, model, margin } = options;
  const network = await loadModel(options);
  const { candidates, otherModel } = await readGivenCandidates(options, network, terminal);
  checkCandidates(network, candidates);
  const inputs = [model, options.candidates, ...(kind.inputs ?? [])];
  const target = { command: 'transform', location: fileLocation(out), files: [basename(out)], inputs };
  await runOnBackend(target, options, terminal, async (backend) => {
    const config = { force: options.force === true, ...(margin !== undefined && { p: margin }) };
    const made = await kind.apply({ backend, network, candidates, options: config });
    const count = { before: candidates.x.shape[0]!, after: made.candidates.x.shape[0]! };
    const account = accountResults(made.account);
    return {
      config: { ...config, scale: 'sum', modelChecksum: await fileChecksum(model) },
      seed: kind.seed,
      checksums: { ...(await fileChecksums(inputs)), weights: weightsChecksum(network) },
      results: { transform: kind.name, count, ...made.details, account, ...otherModel },
      printed: { out },
      files: { [basename(out)]: (path) => saveNpz(path, { ...made.candidates }) },
      text: () =>
        `${out}: ${count.before} points became ${count.after}, ${made.sentence}\n${describeRows(accountRows(made.account), 15)}`,
    };
  });
}
