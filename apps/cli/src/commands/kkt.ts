import { saveNpz } from '@noprior/array-files';
import { checkCandidates, evaluateKkt, type ObjectiveKind } from '@noprior/kkt-loss';
import { kktRows } from '@noprior/report';
import { fileChecksums, folderLocation } from '@noprior/run-folder';
import { Command, Option } from 'commander';
import { describeRows } from '../describe-rows.ts';
import { loadModel } from '../load-model.ts';
import { objectiveChoices, objectiveSetting } from '../model-objective.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { addCandidateOptions, type CandidateOptions, readGivenCandidates } from '../options/candidate-options.ts';
import { toInterval, toNumber, toPositive } from '../options/numbers.ts';
import { toNpzPath } from '../options/paths.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { runOnBackend } from '../run-on-backend.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { UsageError } from '../usage-error.ts';

interface KktOptions extends BackendOptions, CandidateOptions, RunOptions {
  readonly objective?: ObjectiveKind;
  readonly alpha?: number;
  readonly derivative?: 'hard' | 'surrogate';
  readonly lambdaMin: number;
  readonly box?: { low: number; high: number };
  readonly form: 'direct' | 'gram';
  readonly gradients?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `noprior kkt`: L_KKT of given candidates on a given model, part by part. */
export function kktCommand(terminal: Terminal): Command {
  const command = addCandidateOptions(
    new Command('kkt')
      .description('evaluate the KKT loss of candidates on a trained network')
      .requiredOption('--model <file>', 'weights, .safetensors or .npz'),
  )
    .addOption(
      new Option(
        '--objective <o>',
        'what explains the network (default: binary for one output, per-class for several)',
      ).choices(objectiveChoices),
    )
    .addOption(new Option('--alpha <a>', 'sharpness of the surrogate derivative').argParser(toPositive))
    .addOption(
      new Option('--derivative <kind>', 'hard: 1 where z > 0, the default without --alpha').choices([
        'hard',
        'surrogate',
      ]),
    )
    .addOption(
      new Option('--lambda-min <l>', 'multiplier floor, in the unit of --scale').argParser(toNumber).default(0),
    )
    .addOption(new Option('--box <lo,hi>', 'bounds of the points; no prior without it').argParser(toInterval))
    .addOption(new Option('--form <f>', 'which program computes it').choices(['direct', 'gram']).default('direct'))
    .addOption(
      new Option(
        '--gradients <file>',
        'write gradX and gradLambda (by the multipliers in the unit of --scale) of the total to this .npz',
      ).argParser(toNpzPath),
    )
    .option('--out <dir>', 'folder for a run.json with the results')
    .option('--json', 'print one JSON object');
  return addBackendOptions(addRunOptions(command, { checkpoints: false }), 'float64').action((options: KktOptions) =>
    kkt(options, terminal),
  );
}

async function kkt(options: KktOptions, terminal: Terminal): Promise<void> {
  if (options.derivative === 'hard' && options.alpha !== undefined) {
    throw new UsageError('--alpha belongs to the surrogate derivative; leave it out with --derivative hard');
  }
  if (options.derivative === 'surrogate' && options.alpha === undefined) {
    throw new UsageError('--derivative surrogate needs its sharpness, --alpha A');
  }
  const network = await loadModel(options);
  // The loss of any points on any network is what is asked for.
  const read = await readGivenCandidates({ ...options, allowOtherModel: true }, network, terminal);
  const setting = objectiveSetting(network, options.objective);
  checkCandidates(network, read.inFile, setting.objective);
  const target = {
    command: 'kkt',
    location: options.out === undefined ? undefined : folderLocation(options.out),
    files: [],
    inputs: [options.model, options.candidates],
    others: { '--gradients': options.gradients },
  };
  await runOnBackend(target, options, terminal, async (backend) => {
    const { alpha, box, lambdaMin, form, dtype } = options;
    // The loss is computed in the unit of the file: --lambda-min and gradLambda are in it, too.
    const { inFile: candidates, unit: scale, otherModel } = read;
    const config = { ...setting, ...(alpha && { alpha }), ...(box && { box }), lambdaMin, scale, form, dtype };
    const gradients = options.gradients !== undefined;
    const evaluation = await evaluateKkt(backend, network, candidates, { ...config, gradients });
    const { gradX, gradLambda, ...numbers } = evaluation;
    const results = { ...numbers, ...otherModel };
    // Before anything is written: what overflowed is no result.
    toJson('kkt', results);
    if (options.gradients !== undefined) {
      await saveNpz(options.gradients, { gradX: gradX!, gradLambda: gradLambda! });
    }
    const checksums = await fileChecksums([options.model, options.candidates]);
    return { config, seed: null, checksums, results, text: () => describeRows(kktRows(numbers), 26) };
  });
}
