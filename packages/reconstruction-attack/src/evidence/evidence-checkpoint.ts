import { type CheckpointKind, CheckpointWriter } from '@noprior/array-files';
import { type Checkpoint, hasNumbers, loadCheckpoint, type RecordChecks } from '../run/checkpoint-file.ts';
import type { EvidenceRecord } from './evidence-record.ts';

/** The state of an evidence attack between two iterations. Continuing from it gives the numbers of an uninterrupted run. */
export interface EvidenceCheckpoint extends Checkpoint {
  readonly records: readonly EvidenceRecord[];
}

/** What tells checkpoints of the evidence attack from others. */
export const evidenceCheckpointKind: CheckpointKind = {
  name: 'evidence',
  noun: 'an evidence attack',
  reader: 'loadEvidenceCheckpoint',
};

/** Write the next checkpoint of a run. */
export async function writeEvidenceCheckpoint(writer: CheckpointWriter, checkpoint: EvidenceCheckpoint): Promise<void> {
  const { state, records, ...progress } = checkpoint;
  await writer.save({ ...progress, arrays: state }, { records });
}

/** Write a checkpoint with all its records: the one before stays whole until the new one is.
 *
 * @param path  a .safetensors file; records come beside it, as `<name>.records-<8 digits>.jsonl`
 * @throws {DomainError} if the files cannot be written
 * @example await saveEvidenceCheckpoint('run/checkpoint.safetensors', checkpoint)
 */
export async function saveEvidenceCheckpoint(path: string, checkpoint: EvidenceCheckpoint): Promise<void> {
  await writeEvidenceCheckpoint(new CheckpointWriter(path, evidenceCheckpointKind), checkpoint);
}

/** Read a checkpoint and the records beside it.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if it is truncated or damaged, of another kind of run or another version, or its records are missing or changed
 * @example await runEvidenceAttack(network, config, { backend, resume: await loadEvidenceCheckpoint('run/checkpoint.safetensors') })
 */
export async function loadEvidenceCheckpoint(path: string): Promise<EvidenceCheckpoint> {
  return loadCheckpoint(path, evidenceCheckpointKind, ['x', 'logLambda', 'y'], checks);
}

const recordFields = ['iteration', 'seconds', 'noise', 'value', 'fit', 'occam'] as const;

const checks: RecordChecks<Pick<EvidenceCheckpoint, 'records'>> = {
  records: (value): value is EvidenceRecord => hasNumbers(value, recordFields),
};
