import { estimateShift, estimateSpan, type SpanEstimate, spanMembership } from '@noprior/first-layer-spectrum';
import type { ReluNetwork } from '@noprior/relu-models';
import { type ShiftFacts, spanReason, spanRows } from '@noprior/report';
import { fileChecksums, folderLocation } from '@noprior/run-folder';
import { Command, InvalidArgumentError, Option } from 'commander';
import { describeRows } from '../describe-rows.ts';
import { loadModel } from '../load-model.ts';
import { loadTrainingData } from '../load-training-data.ts';
import { openBackend } from '../open-backend.ts';
import { addDatasetOptions, type DatasetCliOptions } from '../options/dataset-options.ts';
import { toNumber } from '../options/numbers.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';

interface SpanOptions extends Omit<DatasetCliOptions, 'dataset'>, RunOptions {
  readonly model: string;
  readonly dataset?: DatasetCliOptions['dataset'];
  readonly confidence: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `noprior span`: number and span of the training samples from the first layer alone, a constant that they share, and whether samples lie in
 * the span. */
export function spanCommand(terminal: Terminal): Command {
  const command = addDatasetOptions(
    new Command('span')
      .description(
        'number and span of the training samples from the first layer alone; with a data set, membership by it',
      )
      .requiredOption('--model <file>', 'weights, .safetensors or .npz')
      .addOption(
        new Option('--confidence <p>', 'probability that noise alone stays below the edge')
          .argParser(toConfidence)
          .default(0.99),
      ),
    false,
  )
    .option('--out <dir>', 'folder for a run.json with the results')
    .option('--json', 'print one JSON object');
  return addRunOptions(command, { checkpoints: false }).action(async (options: SpanOptions) => {
    const network = await loadModel(options);
    const target = {
      command: 'span',
      location: options.out === undefined ? undefined : folderLocation(options.out),
      files: [],
      inputs: [options.model],
    };
    await withOutput(target, options, terminal, (output) => run(options, network, output, terminal));
  });
}

async function run(options: SpanOptions, network: ReluNetwork, output: RunOutput, terminal: Terminal): Promise<void> {
  const began = performance.now();
  const { dataset, confidence } = options;
  const data = dataset && (await loadTrainingData('span', { ...options, dataset }, network, terminal));
  const { split, match } = data ?? {};
  const span = estimateSpan(network, { confidence });
  const shift = estimatedShift(network, span);
  const membership = split === undefined ? null : spanMembership(span, split.training.x, split.heldOut.x);
  const { basis: _, singularValues, alignment, strength, ...numbers } = span;
  const results = {
    ...numbers,
    reason: spanReason(span.because),
    gap: { above: span.gap.above ?? null, below: span.gap.below ?? null },
    singularValues: Array.from(singularValues),
    alignment: Array.from(alignment),
    strength: Array.from(strength),
    shift,
    membership,
    meanMatchesModel: match?.meanMatchesModel ?? null,
    trainingSetMatchesModel: match?.trainingSetMatchesModel ?? null,
  };
  if (options.out !== undefined) {
    // The decomposition is plain TypeScript in float64, as is that backend.
    const backend = await openBackend('reference', 'float64', terminal);
    const { json: _json, ...kept } = options;
    await output.publish({
      facts: {
        command: 'span',
        arguments: { ...kept },
        config: { confidence },
        seed: dataset === undefined ? null : options.seed,
        checksums: { ...split?.checksums, ...(await fileChecksums([options.model])) },
        seconds: (performance.now() - began) / 1000,
        results,
        device: { backend, dtype: 'float64' },
      },
    });
    await backend.dispose();
  }
  terminal.out(options.json ? `${toJson('span', results)}\n` : describeRows(spanRows(span, shift, membership), 30));
}

/** The constant that the samples may share, by the first layer; `null` where its noise is not estimated, or it has no bias. */
function estimatedShift(network: ReluNetwork, span: SpanEstimate): ShiftFacts | null {
  if (!span.hasBias || span.verdict === 'none') return null;
  const { shift, constant, deviation } = estimateShift(network, span);
  return { shift, constant, deviation: Number.isFinite(deviation) ? deviation : null };
}

function toConfidence(text: string): number {
  const value = toNumber(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('Expected a number between 0 and 1.');
  return value;
}
