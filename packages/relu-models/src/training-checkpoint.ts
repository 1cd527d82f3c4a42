import { crc32 } from '@noprior/array-files';
import { type Dtype, FormatError, type HostTensor, toHostDtype } from '@noprior/tensor';
import type { LabelledData } from './labelled-data.ts';
import { loadNetwork } from './load-network.ts';
import { parameters, type ReluNetwork } from './network.ts';
import { saveNetwork } from './save-network.ts';
import type { SampleLoss } from './training-loss.ts';
import type { StepRule } from './training-options.ts';

/** What must be the same before and after an interruption, as text that can be compared. */
export interface TrainingIdentity {
  /** JSON of the step rule, and of the loss if it is not the logistic one. */
  readonly rule: string;
  readonly dtype: Dtype;
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
}

const key = 'checkpoint';

/** Identity of a training.
 *
 * @param network  the parameters before the first step, in the training's dtype
 */
export function trainingIdentity(
  network: ReluNetwork,
  { x, y }: LabelledData,
  rule: StepRule & { readonly sampleLoss?: SampleLoss; readonly weightDecay?: number },
  dtype: Dtype,
): TrainingIdentity {
  return {
    rule: JSON.stringify(rule),
    dtype,
    data: checksum([toHostDtype(x, dtype), toHostDtype(y, dtype)]),
    start: checksum(Object.values(parameters(network))),
  };
}

/** Write a checkpoint: a network file whose metadata also hold the iteration and the identity.
 *
 * @throws {DomainError} if the parameters are not finite or the file cannot be written
 */
export async function saveCheckpoint(
  path: string,
  { network, iteration }: TrainingCheckpoint,
  identity: TrainingIdentity,
): Promise<void> {
  const metadata = { ...network.metadata, [key]: JSON.stringify({ iteration, ...identity }) };
  await saveNetwork(path, { ...network, metadata });
}

/** Read a checkpoint, if there is one.
 *
 * @returns `undefined` if there is no file at `path`
 * @throws {FormatError} if the file is no checkpoint, or one of another training; the message names what differs
 */
export async function loadCheckpoint(
  path: string,
  identity: TrainingIdentity,
): Promise<TrainingCheckpoint | undefined> {
  const { existsSync } = await import('node:fs');
  if (!existsSync(path)) return undefined;
  const { metadata = {}, ...rest } = await loadNetwork(path);
  const { [key]: text, ...own } = metadata;
  const found = text === undefined ? undefined : readFields(text);
  const { iteration } = found ?? {};
  if (found === undefined || !isCount(iteration)) {
    throw new FormatError(`trainNetwork: ${path} is no checkpoint of a training; remove it or give another path`);
  }
  for (const [name, expected] of Object.entries(identity)) {
    if (found[name] !== expected) {
      throw new FormatError(
        `trainNetwork: the checkpoint ${path} belongs to another training: its ${name} is ${JSON.stringify(found[name])}, expected ${JSON.stringify(expected)}; give another path, or the options and data it was made with`,
      );
    }
  }
  return { network: { ...rest, metadata: own }, iteration };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readFields(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function checksum(tensors: readonly HostTensor[]): string {
  let crc = 0;
  for (const { data } of tensors) crc = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), crc);
  return crc.toString(16).padStart(8, '0');
}
