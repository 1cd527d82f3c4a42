import {
  type DatasetName,
  type DatasetSplit,
  datasetNames,
  isFileDataset,
  loadDataset,
  parseLabelRule,
} from '@noprior/datasets';
import { type Command, Option } from 'commander';
import { findCacheFolder } from '../cache-folder.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { Progress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { toCount, toSeed } from './numbers.ts';

/** Options that name a training set and its held-out counterpart. */
export interface DatasetCliOptions {
  readonly dataset: DatasetName;
  readonly dataDir?: string;
  readonly perClass: number;
  readonly labels?: string;
  readonly dimension?: number;
  readonly subtractMean?: boolean;
  readonly seed: number;
  readonly dataSeed?: number;
}

/** Add the options that name a training set. The same ones name the same samples in `train` and in `score`.
 *
 * @param required  whether a data set must be named; default true
 */
export function addDatasetOptions(command: Command, required = true): Command {
  return command
    .addOption(new Option('--dataset <name>', 'which data').choices([...datasetNames]).makeOptionMandatory(required))
    .option('--data-dir <dir>', 'folder with the files of MNIST or CIFAR-10; without it they are downloaded once')
    .addOption(new Option('--per-class <n>', 'training samples for each label').argParser(toCount).default(10))
    .option('--labels <rule>', 'odd-even, vehicles-animals, one-vs-rest:K, or all for the ten classes')
    .addOption(new Option('--dimension <d>', 'of the sphere data (default: 784)').argParser(toCount))
    .option('--subtract-mean', 'subtract the mean of the training samples (default: for images)')
    .option('--no-subtract-mean', 'leave the samples as they are')
    .addOption(new Option('--seed <s>', 'of every random choice').argParser(toSeed).default(0))
    .addOption(new Option('--data-seed <s>', 'of the choice of samples (default: --seed)').argParser(toSeed));
}

/** Load what the options name, downloads with progress.
 *
 * @throws {InterruptedError} if the signal is aborted during a download
 */
export async function loadNamedDataset(
  options: DatasetCliOptions,
  terminal: Terminal,
  signal?: AbortSignal,
): Promise<DatasetSplit> {
  const isDownload = options.dataDir === undefined && isFileDataset(options.dataset);
  const progress = new Progress(terminal, 'download');
  try {
    return await loadDataset({
      dataset: options.dataset,
      perClass: options.perClass,
      seed: options.dataSeed ?? options.seed,
      dataDir: options.dataDir,
      labels: options.labels === undefined ? undefined : parseLabelRule(options.labels),
      subtractMean: options.subtractMean,
      dimension: options.dimension,
      cacheDir: isDownload ? findCacheFolder(terminal) : undefined,
      signal,
      onNotice: (text) => terminal.err(`note: ${text}\n`),
      onProgress: ({ url, bytes, total }) => progress.bytes(url, bytes, total),
    });
  } catch (error) {
    if (signal?.aborted) throw new InterruptedError('interrupted while loading the data; nothing was written');
    throw error;
  } finally {
    progress.done();
  }
}
