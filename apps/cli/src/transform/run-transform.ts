import { basename } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { type Candidates, checkCandidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { fileChecksum, fileLocation } from '@noprior/run-folder';
import type { Backend } from '@noprior/tensor';
import { accountResults, type Transformed, type TransformOptions } from '@noprior/transforms';
import { type Command, Option } from 'commander';
import { addCandidateOptions, type CandidateOptions } from '../candidates/candidate-options.ts';
import { type ReadCandidates, readCandidates } from '../candidates/read-candidates.ts';
import { loadModel } from '../load-model.ts';
import { openBackend } from '../open-backend.ts';
import { addExactBackendOptions } from '../options/exact-backend-options.ts';
import { toNumber } from '../options/numbers.ts';
import { toNpzPath } from '../options/paths.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import { fileChecksums } from '../run-record.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { weightsChecksum } from '../weights-checksum.ts';
import { describeAccount } from './describe-account.ts';

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
  const began = performance.now();
  const network = await loadModel(options);
  const read = await readCandidates('transform', options, terminal, network);
  checkCandidates(network, read.candidates);
  const inputs = [options.model, options.candidates, ...(kind.inputs ?? [])];
  const target = {
    command: 'transform',
    location: fileLocation(options.out),
    files: [basename(options.out)],
    inputs,
  };
  await withOutput(target, options, terminal, (output) =>
    run(options, { began, network, read, inputs }, kind, output, terminal),
  );
}

interface TransformInput {
  readonly began: number;
  readonly network: ReluNetwork;
  readonly read: ReadCandidates;
  /** Paths of everything that is read. */
  readonly inputs: readonly string[];
}

async function run(
  options: TransformCliOptions,
  { began, network, read: { candidates, otherModel }, inputs }: TransformInput,
  kind: TransformKind,
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const backend = await openBackend(options.backend, options.dtype, terminal);
  try {
    const config: TransformOptions = {
      force: options.force === true,
      ...(options.margin === undefined ? {} : { p: options.margin }),
    };
    const made = await kind.apply({ backend, network, candidates, options: config });
    const { account, details } = made;
    const count = { before: candidates.x.shape[0]!, after: made.candidates.x.shape[0]! };
    const results = { transform: kind.name, count, ...details, account: accountResults(account), ...otherModel };
    const { json: _, ...kept } = options;
    await output.publish({
      files: { [basename(options.out)]: (path) => saveNpz(path, { ...made.candidates }) },
      facts: {
        command: 'transform',
        arguments: { ...kept },
        config: { ...config, scale: 'sum', modelChecksum: await fileChecksum(options.model) },
        seed: kind.seed,
        checksums: { ...(await fileChecksums(inputs)), weights: weightsChecksum(network) },
        seconds: (performance.now() - began) / 1000,
        results,
        device: { backend, dtype: options.dtype },
      },
    });
    if (options.json) terminal.out(`${toJson('transform', { ...results, out: options.out, backend: backend.name })}\n`);
    else {
      terminal.out(`${options.out}: ${count.before} points became ${count.after}, ${made.sentence}\n`);
      terminal.out(describeAccount(account));
    }
  } finally {
    await backend.dispose();
  }
}
