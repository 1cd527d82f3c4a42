import { basename } from 'node:path';
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
import { Command, Option } from 'commander';
import { checkMemory, trainingNumbers } from '../check-memory.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { openBackend } from '../open-backend.ts';
import { addBackendOptions, type BackendOptions } from '../options/backend-options.ts';
import { addDatasetOptions, type DatasetCliOptions, loadNamedDataset } from '../options/dataset-options.ts';
import { toCount, toPositive, toSizes } from '../options/numbers.ts';
import { toModelPath } from '../options/paths.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { Progress } from '../progress.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import type { Terminal } from '../terminal.ts';
import { TimeBudget } from '../time-budget.ts';
import { toJson } from '../to-json.ts';

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
  await withOutput(target, options, terminal, (output) => run(options, budget, output, terminal));
}

async function run(options: TrainOptions, budget: TimeBudget, output: RunOutput, terminal: Terminal): Promise<void> {
  const { checkpoint } = output;
  const signal = terminal.holdInterrupts();
  const split = await loadNamedDataset(options, terminal, signal);
  const labels = split.preprocessing.classes.length;
  const hasClasses = labels > 2;
  const sizes = [split.training.x.shape[1]!, ...options.hidden, hasClasses ? labels : 1];
  const numbers = trainingNumbers(sizes, split.training.x.shape[0]!);
  checkMemory(`train: a network of ${sizes.join('-')}`, { numbers, dtype: options.dtype }, 'choose smaller --hidden');
  const start: ReluNetwork = {
    ...makeNetwork({
      inputSize: split.training.x.shape[1]!,
      ...(hasClasses ? { outputSize: labels } : {}),
      hiddenSizes: options.hidden,
      seed: options.seed,
      bias: options.bias,
      initialisation: options.init,
      ...(options.initScale === undefined ? {} : { scale: options.initScale }),
      dtype: options.dtype,
    }),
    preprocessing: split.preprocessing,
  };
  const backend = await openBackend(options.backend, options.dtype, terminal);
  const progress = new Progress(terminal, 'train');
  try {
    const result = await trainNetwork(backend, start, split.training, {
      loss: options.loss ?? (hasClasses ? 'cross-entropy' : 'logistic'),
      ...(options.weightDecay === undefined ? {} : { weightDecay: options.weightDecay }),
      schedule: options.schedule,
      ...(options.stepSize === undefined ? {} : { stepSize: options.stepSize }),
      dtype: options.dtype,
      targetLoss: options.targetLoss,
      maxIterations: options.maxIterations,
      ...budget.left(),
      checkpoint: { path: checkpoint, everySeconds: options.checkpointEvery },
      resume: output.resuming,
      signal,
      onProgress: ({ iteration, loss, secondsLeft }) =>
        progress.iterations(iteration, undefined, `loss ${loss.toExponential(2)}`, secondsLeft),
    });
    progress.done();
    if (result.ended === 'aborted') {
      throw new InterruptedError(
        `interrupted at iteration ${result.iterations}; the same command with --resume goes on from ${checkpoint}`,
      );
    }
    const heldOutAccuracy = await accuracy(backend, result.network, split.heldOut);
    const results = {
      iterations: result.iterations,
      loss: result.loss,
      ended: result.ended,
      heldOutAccuracy,
      seconds: result.seconds,
    };
    const { json: _, ...kept } = options;
    await output.publish({
      files: { [basename(options.out)]: (path) => saveNetwork(path, result.network) },
      facts: {
        command: 'train',
        arguments: { ...kept },
        config: { preprocessing: start.preprocessing },
        seed: options.seed,
        checksums: split.checksums,
        seconds: result.seconds,
        results: { ...results, resumedFrom: result.resumedFrom, trainingSetChecksum: datasetChecksum(split.training) },
        device: { backend, dtype: options.dtype },
      },
      // A run that its time limit ended can go on, with more time.
      finished: result.ended !== 'maxSeconds',
    });
    if (options.json) terminal.out(`${toJson('train', { ...results, out: options.out, backend: backend.name })}\n`);
    else {
      terminal.out(
        `${options.out}: loss ${result.loss.toExponential(3)} after ${result.iterations} iterations in ${result.seconds.toFixed(1)} s (${result.ended}); ` +
          `${(100 * results.heldOutAccuracy).toFixed(1)} % of the held-out samples ${hasClasses ? 'in the right class' : 'on the right side'}\n`,
      );
    }
  } finally {
    progress.done();
    await backend.dispose();
  }
}
