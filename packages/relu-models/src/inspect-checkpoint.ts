import { type CheckpointSummary, inspectCheckpointFile } from '@noprior/array-files';
import { trainingCheckpointKind } from './training-checkpoint.ts';

/** How far the training of a checkpoint has come.
 *
 * @returns undefined if there is no file at `path`
 * @throws {FormatError} if the file is damaged or is no checkpoint of a training
 * @example (await inspectCheckpoint('victim.checkpoint.safetensors'))?.iteration
 */
export async function inspectCheckpoint(path: string): Promise<CheckpointSummary | undefined> {
  return inspectCheckpointFile(path, [{ ...trainingCheckpointKind, reader: 'inspectCheckpoint' }]);
}
