import { basename } from 'node:path';
import type { DatasetSplit } from '@noprior/datasets';
import {
  accuracy,
  inspectCheckpoint,
  makeNetwork,
  type ReluNetwork,
  type SampleLoss,
  sampleLosses,
  saveNetwork,
  trainNetwork,
} from '@noprior/relu-models';
import { datasetChecksum } from '@noprior/result-files';
import { fileLocation } from '@noprior/run-folder';
import { type Backend, definedOnly } from '@noprior/tensor';
import { Command, Option } from 'commander';
import { checkMemory, trainingNumbers } from '../check-memory.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { addDatasetOptions, type DatasetCliOptions, loadNamedDataset } from '../options/dataset-options.ts';
import { toCount, toPositive, toSizes } from '../options/numbers.ts';
import { toModelPath } from '../options/paths.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { Progress } from '../progress.ts';
import { type Computed, runOnBackend } from '../run-on-backend.ts';
import type { RunOutput } from '../run-output.ts';
import type { Terminal } from '../terminal.ts';
import { TimeBudget } from '../time-budget.ts';

interface TrainOptions extends DatasetCliOptions, BackendOptions, RunOptions {
  readonly hidden: number[];
  readonly init: 'pytorch' | 'scaled-first' | 'small';
  readonly initScale?: number;
  readonly bias: 'first' | 'none' | 'all';
  readonly loss?: SampleLoss;
  readonly weightDecay?: number;
  readonly schedule: 'normalized' | 'constant';
  readonly stepSize?: number;
  readonly targetLoss: number;
  readonly maxIterations: number;
  readonly maxSeconds?: number;
  readonly checkpointEvery: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `noprior train`: a victim for the attack, trained as the papers do, with its preprocessing stored beside the weights. */
export function trainCommand(terminal: Terminal): Command {
  const command = addDatasetOptions(
    new Command('train').description('train a ReLU network on a balanced subset, with two labels or with all classes'),
  )
    .addOption(
      new Option('--hidden <sizes>', 'units of the hidden layers')
        .argParser(toSizes)
        .default([1000, 1000], '1000,1000'),
    )
    .addOption(
      new Option('--init <law>', 'initial parameters')
        .choices(['pytorch', 'scaled-first', 'small'])
        .default('scaled-first'),
    )
    .addOption(new Option('--init-scale <s>', 'scale of scaled-first (1e-4) or small (0.01)').argParser(toPositive))
    .addOption(new Option('--bias <rule>', 'which layers have one').choices(['first', 'none', 'all']).default('first'))
    .addOption(
      new Option(
        '--loss <l>',
        'squared: a regression of the labels -1 and +1 (default: logistic for two labels, cross-entropy for more)',
      ).choices(sampleLosses),
    )
    .addOption(
      new Option(
        '--weight-decay <w>',
        'adds w/2 ||theta||^2 to the mean loss; needs the constant schedule and a limit on steps or time',
      ).argParser(toPositive),
    )
    .addOption(
      new Option('--schedule <s>', 'normalized: steps in proportion to the loss; constant: as in the papers')
        .choices(['normalized', 'constant'])
        .default('normalized'),
    )
    .addOption(new Option('--step-size <s>', 'for the constant schedule (0.01)').argParser(toPositive))
    .addOption(
      new Option('--target-loss <l>', 'stop at this mean loss, the decay included').argParser(toPositive).default(1e-6),
    )
    .addOption(new Option('--max-iterations <n>', 'stop after so many steps').argParser(toCount).default(1_000_000))
    .addOption(new Option('--max-seconds <s>', 'stop after this time').argParser(toPositive))
    .addOption(new Option('--checkpoint-every <s>', 'seconds between checkpoints').argParser(toPositive).default(60))
    .addOption(
      new Option('--out <file>', 'weights to write, .safetensors or .npz; a .run.json comes beside it')
        .argParser(toModelPath)
        .makeOptionMandatory(),
    )
    .option('--json', 'print one JSON object');
  return addBackendOptions(addRunOptions(command, { checkpoints: true }), 'float32').action((options: TrainOptions) =>
    train(options, terminal),
  );
}

async function train(options: TrainOptions, terminal: Terminal): Promise<void> {
  const budget = new TimeBudget(options.maxSeconds);
  const target = {
    command: 'train',
    location: fileLocation(options.out),
    files: [basename(options.out)],
    inputs: [],
    inspect: inspectCheckpoint,
  };
  await runOnBackend(target, options, terminal, (backend, output) =>
    run(options, { backend, budget, output, signal: terminal.holdInterrupts() }, terminal),
  );
}

interface TrainContext {
  readonly backend: Backend;
  readonly budget: TimeBudget;
  readonly output: RunOutput;
  readonly signal: AbortSignal;
}

async function run(
  options: TrainOptions,
  { backend, budget, output: { checkpoint, resuming }, signal }: TrainContext,
  terminal: Terminal,
): Promise<Computed> {
  const { loss, weightDecay, schedule, stepSize, dtype, targetLoss, maxIterations, checkpointEvery, out, seed } =
    options;
  const split = await loadNamedDataset(options, terminal, signal);
  const hasClasses = split.preprocessing.classes.length > 2;
  const start = startOf(options, split);
  const progress = new Progress(terminal, 'train');
  const result = await trainNetwork(backend, start, split.training, {
    loss: loss ?? (hasClasses ? 'cross-entropy' : 'logistic'),
    ...definedOnly({ weightDecay, stepSize }),
    ...{ schedule, dtype, targetLoss, maxIterations, signal },
    ...budget.left(),
    checkpoint: { path: checkpoint, everySeconds: checkpointEvery },
    resume: resuming,
    onProgress: ({ iteration, loss, secondsLeft }) =>
      progress.iterations(iteration, undefined, `loss ${loss.toExponential(2)}`, secondsLeft),
  }).finally(() => progress.done());
  const { iterations, ended, seconds, resumedFrom, network } = result;
  if (ended === 'aborted') {
    throw new InterruptedError(
      `interrupted at iteration ${iterations}; the same command with --resume goes on from ${checkpoint}`,
    );
  }
  const heldOutAccuracy = await accuracy(backend, network, split.heldOut);
  return {
    config: { preprocessing: start.preprocessing },
    ...{ seed, checksums: split.checksums, seconds },
    results: { iterations, loss: result.loss, ended, heldOutAccuracy, seconds },
    recorded: { resumedFrom, trainingSetChecksum: datasetChecksum(split.training) },
    printed: { out },
    files: { [basename(out)]: (path) => saveNetwork(path, network) },
    // A run that its time limit ended can go on, with more time.
    finished: ended !== 'maxSeconds',
    text: () =>
      `${out}: loss ${result.loss.toExponential(3)} after ${iterations} iterations in ${seconds.toFixed(1)} s (${ended}); ` +
      `${(100 * heldOutAccuracy).toFixed(1)} % of the held-out samples ${hasClasses ? 'in the right class' : 'on the right side'}\n`,
  };
}

/** The network before training, with the preprocessing of its samples.
 *
 * @throws {DomainError} if it does not fit into the memory
 */
function startOf(
  { hidden, seed, bias, init, initScale, dtype }: TrainOptions,
  { training: { x }, preprocessing }: DatasetSplit,
): ReluNetwork {
  const labels = preprocessing.classes.length;
  const [samples, inputSize] = [x.shape[0]!, x.shape[1]!];
  const sizes = [inputSize, ...hidden, labels > 2 ? labels : 1];
  const numbers = trainingNumbers(sizes, samples);
  checkMemory(`train: a network of ${sizes.join('-')}`, { numbers, dtype }, 'choose smaller --hidden');
  const network = makeNetwork({
    ...{ inputSize, hiddenSizes: hidden, seed, bias, dtype, initialisation: init },
    ...(labels > 2 ? { outputSize: labels } : {}),
    ...definedOnly({ scale: initScale }),
  });
  return { ...network, preprocessing };
}
