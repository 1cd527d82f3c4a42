import { type CheckpointSummary, inspectCheckpointFile } from '@noprior/array-files';
import { evidenceCheckpointKind } from '../evidence/evidence-checkpoint.ts';
import { attackCheckpointKind } from '../kkt/kkt-checkpoint.ts';

/** How far the run of a checkpoint has come, of the KKT attack or of the evidence attack; its records are not read.
 *
 * @param kind  refuse the other kind; default: either is looked at
 * @returns undefined if there is no file at `path`
 * @throws {FormatError} if the file is damaged or is no such checkpoint
 * @example (await inspectCheckpoint('run/checkpoint.safetensors'))?.iteration
 */
export async function inspectCheckpoint(
  path: string,
  kind?: 'attack' | 'evidence',
): Promise<CheckpointSummary | undefined> {
  const kinds = [attackCheckpointKind, evidenceCheckpointKind].filter(({ name }) => name === (kind ?? name));
  return inspectCheckpointFile(
    path,
    kinds.map((one) => ({ ...one, reader: 'inspectCheckpoint' })),
  );
}
