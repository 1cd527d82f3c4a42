import { type CheckpointKind, CheckpointWriter } from '@noprior/array-files';
import type { AttackRecord } from './attack-record.ts';
import { type Checkpoint, hasNumbers, loadCheckpoint, type RecordChecks } from './internal/checkpoint-file.ts';
import type { InterventionRecord } from './interventions/intervention.ts';

/** The state of an attack between two iterations. Continuing from it gives the numbers of an uninterrupted run. */
export interface AttackCheckpoint extends Checkpoint {
  readonly records: readonly AttackRecord[];
  /** What interventions did so far. */
  readonly interventions: readonly InterventionRecord[];
}

/** What tells checkpoints of the attack from others. */
export const attackCheckpointKind: CheckpointKind = {
  name: 'attack',
  noun: 'an attack',
  reader: 'loadAttackCheckpoint',
};

/** Write the next checkpoint of a run. */
export async function writeAttackCheckpoint(writer: CheckpointWriter, checkpoint: AttackCheckpoint): Promise<void> {
  const { state, records, interventions, ...progress } = checkpoint;
  await writer.save({ ...progress, arrays: state }, { records, interventions });
}

/** Write a checkpoint with all its records: the one before stays whole until the new one is.
 *
 * @param path  a .safetensors file; records come beside it, as `<name>.records-<8 digits>.jsonl`
 * @throws {DomainError} if the files cannot be written
 * @example await saveAttackCheckpoint('run/checkpoint.safetensors', checkpoint)
 */
export async function saveAttackCheckpoint(path: string, checkpoint: AttackCheckpoint): Promise<void> {
  await writeAttackCheckpoint(new CheckpointWriter(path, attackCheckpointKind), checkpoint);
}

/** Read a checkpoint and the records beside it.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if it is truncated or damaged, of another kind of run or another version, or its records are missing or changed
 * @example await runAttack(network, config, { backend, resume: await loadAttackCheckpoint('run/checkpoint.safetensors') })
 */
export async function loadAttackCheckpoint(path: string): Promise<AttackCheckpoint> {
  return loadCheckpoint(path, attackCheckpointKind, ['x', 'lambda', 'y'], checks);
}

const recordFields = ['iteration', 'seconds', 'total', 'stationarity', 'dualFeasibility', 'prior'] as const;

const checks: RecordChecks<Pick<AttackCheckpoint, 'records' | 'interventions'>> = {
  records: (value): value is AttackRecord => hasNumbers(value, recordFields),
  interventions: (value): value is InterventionRecord =>
    hasNumbers(value, ['iteration', 'before', 'after', 'kept']) &&
    typeof (value as Partial<InterventionRecord>).kind === 'string',
};
