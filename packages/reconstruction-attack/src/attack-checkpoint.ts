import { loadArrays, saveSafetensors } from '@noprior/array-files';
import { FormatError, type HostTensor } from '@noprior/tensor';
import type { AttackRecord } from './attack-record.ts';
import type { InterventionRecord } from './interventions/intervention.ts';

/** The state of an attack between two iterations. Continuing from it gives the numbers of an uninterrupted run. */
export interface AttackCheckpoint {
  /** Iterations done. */
  readonly iteration: number;
  /** Seconds spent so far. */
  readonly seconds: number;
  /** The tensors of the step's state, and the labels `y`. */
  readonly state: Readonly<Record<string, HostTensor>>;
  readonly records: readonly AttackRecord[];
  /** What interventions did so far. */
  readonly interventions: readonly InterventionRecord[];
  /** Configuration, network and backend in one line of text; a run is resumed only under the same. */
  readonly fingerprint: string;
}

const formatName = 'noprior-attack-checkpoint';
const formatVersion = '1';

/** Write a checkpoint, atomically: the one before stays whole until the new one is.
 *
 * @param path  a .safetensors file
 * @throws {DomainError} if the file cannot be written
 * @example await saveAttackCheckpoint('run/checkpoint.safetensors', checkpoint)
 */
export async function saveAttackCheckpoint(path: string, checkpoint: AttackCheckpoint): Promise<void> {
  await saveSafetensors(path, checkpoint.state, {
    format: formatName,
    version: formatVersion,
    iteration: String(checkpoint.iteration),
    seconds: String(checkpoint.seconds),
    records: JSON.stringify(checkpoint.records),
    interventions: JSON.stringify(checkpoint.interventions),
    fingerprint: checkpoint.fingerprint,
  });
}

/** Read a checkpoint.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if the file is truncated or damaged, or not a checkpoint of an attack
 * @example await runAttack(network, config, { backend, resume: await loadAttackCheckpoint('run/checkpoint.safetensors') })
 */
export async function loadAttackCheckpoint(path: string): Promise<AttackCheckpoint> {
  const { arrays, metadata } = await loadArrays(path);
  if (metadata.format !== formatName || metadata.version !== formatVersion) {
    throw new FormatError(
      `loadAttackCheckpoint: ${path} is not a checkpoint of an attack (${formatName}, version ${formatVersion}); give another path`,
    );
  }
  const iteration = Number(metadata.iteration);
  const seconds = Number(metadata.seconds);
  const records = parseRecords(metadata.records, isRecord);
  // Files from before there were interventions have none.
  const interventions = parseRecords(metadata.interventions ?? '[]', isInterventionRecord);
  const { fingerprint } = metadata;
  if (
    !Number.isSafeInteger(iteration) ||
    iteration < 0 ||
    !Number.isFinite(seconds) ||
    records === undefined ||
    interventions === undefined ||
    fingerprint === undefined
  ) {
    throw new FormatError(`loadAttackCheckpoint: the header of ${path} is damaged; use an older copy, or start anew`);
  }
  for (const name of ['x', 'lambda', 'y']) {
    if (arrays[name] === undefined) throw new FormatError(`loadAttackCheckpoint: ${path} has no tensor ${name}`);
  }
  return { iteration, seconds, state: arrays, records, interventions, fingerprint };
}

const recordFields = ['iteration', 'seconds', 'total', 'stationarity', 'dualFeasibility', 'prior'] as const;

function parseRecords<T>(text: string | undefined, isOne: (value: unknown) => value is T): T[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return Array.isArray(value) && value.every(isOne) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is AttackRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return recordFields.every((name) => typeof fields[name] === 'number');
}

function isInterventionRecord(value: unknown): value is InterventionRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return (
    typeof fields.kind === 'string' &&
    ['iteration', 'before', 'after', 'kept'].every((name) => typeof fields[name] === 'number')
  );
}
