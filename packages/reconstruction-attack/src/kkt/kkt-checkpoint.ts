import { type CheckpointKind, CheckpointWriter } from '@noprior/array-files';
import type { CandidateUpdateRecord } from '../candidate-updates/candidate-update.ts';
import { type Checkpoint, hasNumbers, loadCheckpoint, type RecordChecks } from '../run/checkpoint-file.ts';
import type { KktAttackRecord } from './kkt-record.ts';

/** The state of an attack between two iterations. Continuing from it gives the numbers of an uninterrupted run. */
export interface KktAttackCheckpoint extends Checkpoint {
  readonly records: readonly KktAttackRecord[];
  /** What candidateUpdates did so far. */
  readonly candidateUpdates: readonly CandidateUpdateRecord[];
}

/** What tells checkpoints of the attack from others. */
export const attackCheckpointKind: CheckpointKind = {
  name: 'attack',
  noun: 'an attack',
  reader: 'loadKktCheckpoint',
};

/** Write the next checkpoint of a run. */
export async function writeAttackCheckpoint(writer: CheckpointWriter, checkpoint: KktAttackCheckpoint): Promise<void> {
  const { state, records, candidateUpdates, ...progress } = checkpoint;
  await writer.save({ ...progress, arrays: state }, { records, candidateUpdates });
}

/** Write a checkpoint with all its records: the one before stays whole until the new one is.
 *
 * @param path  a .safetensors file; records come beside it, as `<name>.records-<8 digits>.jsonl`
 * @throws {DomainError} if the files cannot be written
 * @example await saveKktCheckpoint('run/checkpoint.safetensors', checkpoint)
 */
export async function saveKktCheckpoint(path: string, checkpoint: KktAttackCheckpoint): Promise<void> {
  await writeAttackCheckpoint(new CheckpointWriter(path, attackCheckpointKind), checkpoint);
}

/** Read a checkpoint and the records beside it.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if it is truncated or damaged, of another kind of run or another version, or its records are missing or changed
 * @example await runKktAttack(network, config, { backend, resume: await loadKktCheckpoint('run/checkpoint.safetensors') })
 */
export async function loadKktCheckpoint(path: string): Promise<KktAttackCheckpoint> {
  return loadCheckpoint(path, attackCheckpointKind, ['x', 'lambda', 'y'], checks);
}

const recordFields = ['iteration', 'seconds', 'total', 'stationarity', 'dualFeasibility', 'prior'] as const;

const checks: RecordChecks<Pick<KktAttackCheckpoint, 'records' | 'candidateUpdates'>> = {
  records: (value): value is KktAttackRecord => hasNumbers(value, recordFields),
  candidateUpdates: (value): value is CandidateUpdateRecord =>
    hasNumbers(value, ['iteration', 'before', 'after', 'kept']) &&
    typeof (value as Partial<CandidateUpdateRecord>).kind === 'string',
};
