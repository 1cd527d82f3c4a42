import type { AttackRecord } from './attack-record.ts';
import {
  type Checkpoint,
  type CheckpointFormat,
  hasNumbers,
  loadCheckpoint,
  saveCheckpoint,
} from './internal/checkpoint-file.ts';
import type { InterventionRecord } from './interventions/intervention.ts';

/** The state of an attack between two iterations. Continuing from it gives the numbers of an uninterrupted run. */
export interface AttackCheckpoint extends Checkpoint {
  readonly records: readonly AttackRecord[];
  /** What interventions did so far. */
  readonly interventions: readonly InterventionRecord[];
}

const format: CheckpointFormat = {
  name: 'noprior-attack-checkpoint',
  version: '1',
  reader: 'loadAttackCheckpoint',
  noun: 'a checkpoint of an attack',
  tensors: ['x', 'lambda', 'y'],
};

/** Write a checkpoint, atomically: the one before stays whole until the new one is.
 *
 * @param path  a .safetensors file
 * @throws {DomainError} if the file cannot be written
 * @example await saveAttackCheckpoint('run/checkpoint.safetensors', checkpoint)
 */
export async function saveAttackCheckpoint(path: string, checkpoint: AttackCheckpoint): Promise<void> {
  const { records, interventions } = checkpoint;
  await saveCheckpoint(path, format, checkpoint, { records, interventions });
}

/** Read a checkpoint.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if the file is truncated or damaged, or not a checkpoint of an attack
 * @example await runAttack(network, config, { backend, resume: await loadAttackCheckpoint('run/checkpoint.safetensors') })
 */
export async function loadAttackCheckpoint(path: string): Promise<AttackCheckpoint> {
  return loadCheckpoint(path, format, (read) => ({
    records: read('records', isRecord),
    // Files from before there were interventions have none.
    interventions: read('interventions', isInterventionRecord, '[]'),
  }));
}

const recordFields = ['iteration', 'seconds', 'total', 'stationarity', 'dualFeasibility', 'prior'] as const;

function isRecord(value: unknown): value is AttackRecord {
  return hasNumbers(value, recordFields);
}

function isInterventionRecord(value: unknown): value is InterventionRecord {
  return (
    hasNumbers(value, ['iteration', 'before', 'after', 'kept']) &&
    typeof (value as Partial<InterventionRecord>).kind === 'string'
  );
}
