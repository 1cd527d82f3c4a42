import { basename } from 'node:path';
import type { RefineResult, RefineStop } from '@noprior/max-margin';
import { inputSize, type ReluNetwork, saveNetwork } from '@noprior/relu-models';
import { fileLocation } from '@noprior/run-folder';
import { ShapeError } from '@noprior/tensor';
import { Command, Option } from 'commander';
import { checkMaxMarginNetwork, checkSeparates } from '../certify/check-max-margin.ts';
import { compareWithModel } from '../compare-with-model.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { loadModel } from '../load-model.ts';
import { openBackend } from '../open-backend.ts';
import { addDatasetOptions, type DatasetCliOptions, loadNamedDataset } from '../options/dataset-options.ts';
import { addExactBackendOptions } from '../options/exact-backend-options.ts';
import { toCosine, toCount, toPositive } from '../options/numbers.ts';
import { toModelPath } from '../options/paths.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { Progress } from '../progress.ts';
import { refineNetwork } from '../refine-network.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import { fileChecksums } from '../run-record.ts';
import type { Terminal } from '../terminal.ts';
import { TimeBudget } from '../time-budget.ts';
import { toJson } from '../to-json.ts';
import { datasetChecksum } from '../training-set-record.ts';

interface RefineCliOptions extends DatasetCliOptions, RunOptions {
  readonly model: string;
  readonly targetResidual: number;
  readonly maxIterations: number;
  readonly kinkTolerance: number;
  readonly maxSeconds?: number;
  readonly out: string;
  readonly json?: boolean;
  readonly backend: string;
  readonly dtype: 'float64';
}

/** `noprior polish`: from a trained network to a KKT point of its max-margin problem. */
export function refineCommand(terminal: Terminal): Command {
  const command = addDatasetOptions(
    new Command('polish')
      .description('bring a trained network to a KKT point of the max-margin problem of its training set')
      .requiredOption('--model <file>', 'weights, .safetensors or .npz'),
  )
    .addOption(
      new Option('--target-residual <r>', 'stop at this residual, relative to the norm of the weights')
        .argParser(toPositive)
        .default(1e-6),
    )
    .addOption(new Option('--max-iterations <n>', 'stop after so many steps').argParser(toCount).default(2000))
    .addOption(
      new Option('--kink-tolerance <t>', 'cosine below which a unit stands on its kink, in the end')
        .argParser(toCosine)
        .default(1e-3),
    )
    .addOption(new Option('--max-seconds <s>', 'stop after this time').argParser(toPositive))
    .addOption(
      new Option('--out <file>', 'weights to write, .safetensors or .npz; a .run.json comes beside it')
        .argParser(toModelPath)
        .makeOptionMandatory(),
    )
    .option('--json', 'print one JSON object');
  return addExactBackendOptions(addRunOptions(command, { checkpoints: false }), 'auto').action(
    (options: RefineCliOptions) => refineAction(options, terminal),
  );
}

async function refineAction(options: RefineCliOptions, terminal: Terminal): Promise<void> {
  const budget = new TimeBudget(options.maxSeconds);
  const network = await loadModel(options);
  checkMaxMarginNetwork('polish', network);
  const target = {
    command: 'polish',
    location: fileLocation(options.out),
    files: [basename(options.out)],
    inputs: [options.model],
  };
  await withOutput(target, options, terminal, (output) => run(options, { budget, network }, output, terminal));
}

async function run(
  options: RefineCliOptions,
  { budget, network }: { readonly budget: TimeBudget; readonly network: ReluNetwork },
  output: RunOutput,
  terminal: Terminal,
): Promise<void> {
  const signal = terminal.holdInterrupts();
  const split = await loadNamedDataset(options, terminal, signal);
  const { training } = split;
  if (training.x.shape[1] !== inputSize(network)) {
    throw new ShapeError(
      `polish: the model has ${inputSize(network)} inputs, ${options.dataset} has ${training.x.shape[1]}; name the data set it was trained on`,
    );
  }
  const { warnings } = await compareWithModel(options.model, network, split);
  for (const warning of warnings) terminal.err(`warning: ${warning}\n`);
  const backend = await openBackend(options.backend, options.dtype, terminal);
  try {
    await checkSeparates('polish', backend, network, training);
    const result = await refineNetwork(
      backend,
      network,
      training,
      {
        targetResidual: options.targetResidual,
        maxIterations: options.maxIterations,
        kinkTolerance: options.kinkTolerance,
        ...budget.left(),
        signal,
      },
      new Progress(terminal, 'polish'),
    );
    const { residual, kinkTolerance, slackness, norm, iterations, ended, seconds } = result;
    const results = { residual, kinkTolerance, slackness, norm, iterations, ended, seconds };
    const { json: _, ...kept } = options;
    await output.publish({
      files: { [basename(options.out)]: (path) => saveNetwork(path, result.network) },
      facts: {
        command: 'polish',
        arguments: { ...kept },
        config: { preprocessing: network.preprocessing },
        seed: options.seed,
        checksums: { ...split.checksums, ...(await fileChecksums([options.model])) },
        seconds,
        results: { ...results, trainingSetChecksum: datasetChecksum(training) },
        device: { backend, dtype: options.dtype },
      },
    });
    if (ended === 'aborted') {
      throw new InterruptedError(
        `interrupted at iteration ${iterations}; ${options.out} is the best point so far, residual ${residual.toExponential(3)}: the same command with it as --model and another --out goes on`,
      );
    }
    terminal.out(
      options.json
        ? `${toJson('polish', { ...results, out: options.out, backend: backend.name })}\n`
        : describe(result, options),
    );
  } finally {
    await backend.dispose();
  }
}

const endings: Readonly<Record<RefineStop, string>> = {
  targetResidual: 'the target is reached',
  maxIterations: 'the iterations are spent',
  maxSeconds: 'the time is spent',
  stalled: 'no further step makes the norm smaller',
  aborted: 'interrupted',
};

function describe(
  { residual, slackness, norm, iterations, ended, seconds, kinkTolerance }: RefineResult,
  { out }: RefineCliOptions,
): string {
  const goOn =
    ended === 'maxIterations' || ended === 'maxSeconds'
      ? '; the same command with this file as --model and another --out goes on'
      : '';
  return (
    `${out}: residual ${residual.toExponential(3)} of ||theta|| = ${norm.toPrecision(6)} at the smallest margin 1 (kinks within a cosine of ${kinkTolerance}), largest slackness ${slackness.toExponential(2)}, ` +
    `after ${iterations} iterations in ${seconds.toFixed(1)} s: ${endings[ended]}${goOn}\n`
  );
}
