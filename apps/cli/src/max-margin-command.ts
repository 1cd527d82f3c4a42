import { checkMaxMarginNetwork, checkSeparates } from '@noprior/certificate';
import type { RefineProgress } from '@noprior/max-margin';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { Command, Option } from 'commander';
import { loadModel } from './load-model.ts';
import { loadTrainingData, type TrainingData } from './load-training-data.ts';
import { addDatasetOptions, type DatasetCliOptions } from './options/dataset-options.ts';
import { addExactBackendOptions } from './options/exact-backend-options.ts';
import { toCosine, toPositive } from './options/numbers.ts';
import { addRunOptions } from './options/run-options.ts';
import type { Progress } from './progress.ts';
import { type BackendRunOptions, type Computed, runOnBackend } from './run-on-backend.ts';
import type { RunTarget } from './run-output.ts';
import type { Terminal } from './terminal.ts';

/** Options of the commands about the max-margin problem of a network and its training set. */
export interface MaxMarginOptions extends DatasetCliOptions, BackendRunOptions {
  readonly model: string;
  readonly targetResidual: number;
  readonly kinkTolerance: number;
}

/** A command about the max-margin problem, with the options that all of them have. */
export function maxMarginCommand(name: string, description: string): Command {
  const command = addDatasetOptions(
    new Command(name).description(description).requiredOption('--model <file>', 'weights, .safetensors or .npz'),
  )
    .addOption(
      new Option('--target-residual <r>', 'refine to this residual, relative to the norm of the weights')
        .argParser(toPositive)
        .default(1e-6),
    )
    .addOption(
      new Option('--kink-tolerance <t>', 'cosine below which a unit stands on its kink, in the end')
        .argParser(toCosine)
        .default(1e-3),
    )
    .option('--json', 'print one JSON object');
  return addExactBackendOptions(addRunOptions(command, { checkpoints: false }), 'auto');
}

/** What such a command works on. */
export interface MaxMarginRun extends TrainingData {
  readonly network: ReluNetwork;
  readonly backend: Backend;
  readonly signal: AbortSignal;
}

/** Read the model, lock the place of the results, load the samples, and run on a backend.
 *
 * @throws {ShapeError | DomainError} if the network has no max-margin problem, or is wrong about a sample
 */
export async function runMaxMargin<Options extends MaxMarginOptions>(
  target: Omit<RunTarget, 'inputs'>,
  options: Options,
  terminal: Terminal,
  body: (run: MaxMarginRun) => Promise<Computed>,
): Promise<void> {
  const { command } = target;
  const network = await loadModel(options);
  checkMaxMarginNetwork(command, network);
  await runOnBackend({ ...target, inputs: [options.model] }, options, terminal, async (backend) => {
    const signal = terminal.holdInterrupts();
    const data = await loadTrainingData(command, options, network, terminal, signal);
    await checkSeparates(command, backend, network, data.split.training);
    return body({ ...data, network, backend, signal });
  });
}

/** Shows how far a refinement is. */
export function refineProgress(progress: Progress): (state: RefineProgress) => void {
  return ({ iteration, residual, secondsLeft }) =>
    progress.iterations(iteration, undefined, `residual ${residual.toExponential(2)}`, secondsLeft);
}
