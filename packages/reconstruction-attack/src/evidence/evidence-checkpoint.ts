import {
  type Checkpoint,
  type CheckpointFormat,
  hasNumbers,
  loadCheckpoint,
  saveCheckpoint,
} from '../internal/checkpoint-file.ts';
import type { EvidenceRecord } from './evidence-record.ts';

/** The state of an evidence attack between two iterations. Continuing from it gives the numbers of an uninterrupted run. */
export interface EvidenceCheckpoint extends Checkpoint {
  readonly records: readonly EvidenceRecord[];
}

const format: CheckpointFormat = {
  name: 'noprior-evidence-checkpoint',
  version: '1',
  reader: 'loadEvidenceCheckpoint',
  noun: 'a checkpoint of an evidence attack',
  tensors: ['x', 'logLambda', 'y'],
};

/** Write a checkpoint, atomically: the one before stays whole until the new one is.
 *
 * @param path  a .safetensors file
 * @throws {DomainError} if the file cannot be written
 * @example await saveEvidenceCheckpoint('run/checkpoint.safetensors', checkpoint)
 */
export async function saveEvidenceCheckpoint(path: string, checkpoint: EvidenceCheckpoint): Promise<void> {
  await saveCheckpoint(path, format, checkpoint, { records: checkpoint.records });
}

/** Read a checkpoint.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if the file is truncated or damaged, or not a checkpoint of an evidence attack
 * @example await runEvidenceAttack(network, config, { backend, resume: await loadEvidenceCheckpoint('run/checkpoint.safetensors') })
 */
export async function loadEvidenceCheckpoint(path: string): Promise<EvidenceCheckpoint> {
  return loadCheckpoint(path, format, (read) => ({ records: read('records', isRecord) }));
}

const recordFields = ['iteration', 'seconds', 'noise', 'value', 'fit', 'occam'] as const;

function isRecord(value: unknown): value is EvidenceRecord {
  return hasNumbers(value, recordFields);
}
