import { loadArrays, saveSafetensors } from '@noprior/array-files';
import { parameterNormSquared } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, FormatError, type HostTensor } from '@noprior/tensor';
import type { AttackConfig } from './attack-config.ts';
import type { AttackRecord } from './attack-record.ts';

/** The state of an attack between two iterations. Continuing from it gives the numbers of an uninterrupted run. */
export interface AttackCheckpoint {
  /** Iterations done. */
  readonly iteration: number;
  /** Seconds spent so far. */
  readonly seconds: number;
  /** The tensors of the step's state, and the labels `y`. */
  readonly state: Readonly<Record<string, HostTensor>>;
  readonly records: readonly AttackRecord[];
  /** Configuration, network and backend in one line of text; a run is resumed only under the same. */
  readonly fingerprint: string;
}

const formatName = 'noprior-attack-checkpoint';
const formatVersion = '1';

/** What must agree between the run that made a checkpoint and the one that continues it. */
export function attackFingerprint(network: ReluNetwork, config: AttackConfig, backendName: string): string {
  const { prior } = config;
  const bound = (value: number | HostTensor): unknown => (typeof value === 'number' ? value : Array.from(value.data));
  return JSON.stringify({
    ...config,
    prior: { ...prior, box: prior.box && { low: bound(prior.box.low), high: bound(prior.box.high) } },
    backend: backendName,
    parameterNormSquared: parameterNormSquared(network),
  });
}

/** Write a checkpoint, atomically: the one before stays whole until the new one is.
 *
 * @param path  a .safetensors file
 */
export async function saveAttackCheckpoint(path: string, checkpoint: AttackCheckpoint): Promise<void> {
  await saveSafetensors(path, checkpoint.state, {
    format: formatName,
    version: formatVersion,
    iteration: String(checkpoint.iteration),
    seconds: String(checkpoint.seconds),
    records: JSON.stringify(checkpoint.records),
    fingerprint: checkpoint.fingerprint,
  });
}

/** Read a checkpoint.
 *
 * @throws {FormatError} if the file is not a checkpoint of an attack
 */
export async function loadAttackCheckpoint(path: string): Promise<AttackCheckpoint> {
  const { arrays, metadata } = await loadArrays(path);
  if (metadata.format !== formatName || metadata.version !== formatVersion) {
    throw new FormatError(`${path}: not a checkpoint of an attack (${formatName}, version ${formatVersion})`);
  }
  const iteration = Number(metadata.iteration);
  const seconds = Number(metadata.seconds);
  const records: unknown = JSON.parse(metadata.records ?? 'null');
  if (!Number.isSafeInteger(iteration) || iteration < 0 || !Number.isFinite(seconds) || !isRecords(records)) {
    throw new FormatError(`${path}: the checkpoint's header is damaged`);
  }
  return { iteration, seconds, state: arrays, records, fingerprint: metadata.fingerprint ?? '' };
}

/** Check that a checkpoint belongs to this run.
 *
 * @throws {DomainError} that names the first setting that differs
 */
export function checkFingerprint(checkpoint: AttackCheckpoint, expected: string): void {
  if (checkpoint.fingerprint === expected) return;
  const before: Record<string, unknown> = JSON.parse(checkpoint.fingerprint);
  const now: Record<string, unknown> = JSON.parse(expected);
  const differing = Object.keys({ ...before, ...now }).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]),
  );
  throw new DomainError(
    `attack: the checkpoint was made under another ${differing.join(', ')}; resume with the same settings, or start anew`,
  );
}

function isRecords(value: unknown): value is AttackRecord[] {
  return (
    Array.isArray(value) &&
    value.every((record) => typeof record === 'object' && record !== null && typeof record.iteration === 'number')
  );
}
