import {
  type CheckpointKind,
  CheckpointWriter,
  crc32,
  inspectCheckpointFile,
  loadCheckpointFile,
} from '@noprior/array-files';
import type { LabelledData } from '@noprior/datasets';
import {
  argument,
  type Dtype,
  FormatError,
  type HostTensor,
  joinWordings,
  toHostDtype,
  wording,
} from '@noprior/tensor';
import { checkNetwork, parameters, type ReluNetwork, withParameters } from './network.ts';
import { toFileMetadata } from './network-file.ts';
import type { SampleLoss } from './training-loss.ts';
import type { StepRule } from './training-options.ts';

/** What must be the same before and after an interruption, as text that can be compared. */
export interface TrainingIdentity {
  /** JSON of the step rule, and of the loss if it is not the logistic one. */
  readonly rule: string;
  readonly dtype: Dtype;
  /** Name of the backend: another one rounds in another way. */
  readonly backend: string;
  /** CRC-32 of the data in the training's dtype. */
  readonly data: string;
  /** CRC-32 of the parameters before the first step. */
  readonly start: string;
}

/** A training that can be continued. */
export interface TrainingCheckpoint {
  readonly network: ReluNetwork;
  /** Steps taken. */
  readonly iteration: number;
  /** Seconds spent so far. */
  readonly seconds: number;
}

/** What identifies checkpoints of a training. */
export const trainingCheckpointKind: CheckpointKind = { name: 'training', noun: 'a training', reader: 'trainNetwork' };

/** Identity of a training.
 *
 * @param network  the parameters before the first step, in the training's dtype
 */
export function trainingIdentity(
  network: ReluNetwork,
  { x, y }: LabelledData,
  rule: StepRule & { readonly sampleLoss?: SampleLoss; readonly weightDecay?: number },
  { dtype, backend }: { readonly dtype: Dtype; readonly backend: string },
): TrainingIdentity {
  return {
    rule: JSON.stringify(rule),
    dtype,
    backend,
    data: checksum([toHostDtype(x, dtype), toHostDtype(y, dtype)]),
    start: checksum(Object.values(parameters(network))),
  };
}

/** Writes the checkpoints of one training: network files with a checksum, the iteration and the identity. */
export function trainingCheckpointWriter(
  path: string,
  identity: TrainingIdentity,
): (state: TrainingCheckpoint) => Promise<void> {
  const writer = new CheckpointWriter(path, trainingCheckpointKind);
  return async ({ network, iteration, seconds }) => {
    checkNetwork(network);
    const mean = network.preprocessing?.mean;
    const arrays = { ...parameters(network), ...(mean === undefined ? {} : { 'preprocessing.mean': mean }) };
    const metadata = toFileMetadata(network);
    await writer.save({ iteration, seconds, fingerprint: JSON.stringify(identity), arrays, metadata });
  };
}

/** Read a checkpoint, if there is one.
 *
 * @param start  the network before the first step, whose parameters are replaced by those of the checkpoint
 * @returns `undefined` if there is no file at `path`
 * @throws {FormatError} if the file is damaged, is no checkpoint, or one of another training; the message names what differs
 */
export async function loadTrainingCheckpoint(
  path: string,
  identity: TrainingIdentity,
  start: ReluNetwork,
): Promise<TrainingCheckpoint | undefined> {
  if ((await inspectCheckpointFile(path, [trainingCheckpointKind])) === undefined) return undefined;
  const { arrays, iteration, seconds, fingerprint } = await loadCheckpointFile(path, trainingCheckpointKind);
  const found = readFields(fingerprint);
  const differing = Object.entries(identity)
    .filter(([name, expected]) => found[name] !== expected)
    .map(
      ([name, expected]) =>
        wording`its ${argument(name)} is ${JSON.stringify(found[name])}, expected ${JSON.stringify(expected)}`,
    );
  if (differing.length > 0) {
    throw new FormatError(
      wording`trainNetwork: the checkpoint ${path} belongs to another training: ${joinWordings(differing, '; ')}; give another path, or the options and data it was made with`,
    );
  }
  const network = withParameters(start, arrays);
  checkNetwork(network);
  return { network, iteration, seconds };
}

function readFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function checksum(tensors: readonly HostTensor[]): string {
  let crc = 0;
  for (const { data } of tensors) crc = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), crc);
  return crc.toString(16).padStart(8, '0');
}
