import { type CheckpointSummary, inspectCheckpointFile } from '@noprior/array-files';
import type { Attack } from '../attack.ts';
import { attacks } from '../registry.ts';
import { checkpointKindOf } from './attack-checkpoint.ts';

/** How far the run of a checkpoint has come; its records are not read (Node only).
 *
 * @param attack  refuse checkpoints of others; default: that of any attack is looked at
 * @returns undefined if there is no file at `path`
 * @throws {FormatError} if the file is damaged or is no such checkpoint
 * @example (await inspectCheckpoint('run/checkpoint.safetensors'))?.iteration
 */
export async function inspectCheckpoint(
  path: string,
  attack?: Pick<Attack, 'name'>,
): Promise<CheckpointSummary | undefined> {
  const kinds = (attack === undefined ? attacks : [attack]).map(checkpointKindOf);
  return inspectCheckpointFile(
    path,
    kinds.map((kind) => ({ ...kind, reader: 'inspectCheckpoint' })),
  );
}
