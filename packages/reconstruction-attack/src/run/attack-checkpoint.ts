import { type CheckpointKind, CheckpointWriter, loadCheckpointFile } from '@noprior/array-files';
import { FormatError, startAnew, wording } from '@noprior/tensor';
import type { Attack, AttackRecord, AttackState } from '../attack.ts';

/** A run between two iterations. Going on from it gives the numbers of an uninterrupted run. */
export interface AttackCheckpoint {
  /** Iterations done. */
  readonly iteration: number;
  /** Seconds spent so far. */
  readonly seconds: number;
  readonly records: readonly AttackRecord[];
  readonly state: AttackState;
  /** Attack, configuration, network, backend and start in one line of text; a run goes on only under the same. */
  readonly fingerprint: string;
}

/** What identifies checkpoints of one attack. */
export function checkpointKindOf({ name }: Pick<Attack, 'name'>): CheckpointKind {
  return { name, noun: `the attack ${name}`, reader: 'loadAttackCheckpoint' };
}

/** Write the next checkpoint of a run. */
export async function writeAttackCheckpoint(writer: CheckpointWriter, checkpoint: AttackCheckpoint): Promise<void> {
  const { state, records, ...progress } = checkpoint;
  await writer.save({ ...progress, arrays: state.arrays }, { records, ...state.lists });
}

/** Read a checkpoint of an attack and the records beside it (Node only).
 *
 * @throws {SystemError} if there is no readable file at `path`
 * @throws {FormatError} if it is truncated or damaged, of another attack or another version, or its records are
 *   missing or changed
 * @example await runAttack(attack, network, knowledge, { backend, resume: await loadAttackCheckpoint('run/checkpoint.safetensors', attack) })
 */
export async function loadAttackCheckpoint(path: string, attack: Pick<Attack, 'name'>): Promise<AttackCheckpoint> {
  const kind = checkpointKindOf(attack);
  const { iteration, seconds, fingerprint, arrays, lists } = await loadCheckpointFile(path, kind);
  const damaged = (name: string, index: number): FormatError =>
    new FormatError(wording`${kind.reader}: ${path}: number ${index} of its ${name} is damaged; ${startAnew}`);
  const records = (lists.records ?? []).map((value, index) => {
    if (!isRecord(value)) throw damaged('records', index);
    return value;
  });
  const own: Record<string, readonly object[]> = {};
  for (const [name, list] of Object.entries(lists)) {
    if (name === 'records') continue;
    own[name] = list.map((value, index) => {
      if (typeof value !== 'object' || value === null) throw damaged(name, index);
      return value;
    });
  }
  return { iteration, seconds, fingerprint, records, state: { arrays, lists: own } };
}

function isRecord(value: unknown): value is AttackRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { iteration, seconds, stage, values }: Partial<Record<string, unknown>> = { ...value };
  return (
    typeof iteration === 'number' &&
    typeof seconds === 'number' &&
    (stage === undefined || typeof stage === 'string') &&
    typeof values === 'object' &&
    values !== null &&
    Object.values(values).every((number) => typeof number === 'number')
  );
}

/** Write a checkpoint with all its records: the one before stays whole until the new one is (Node only).
 *
 * @param path  a .safetensors file; records come beside it, as `<name>.records-<8 digits>.jsonl`
 * @throws {SystemError} if the files cannot be written
 */
export async function saveAttackCheckpoint(
  path: string,
  attack: Pick<Attack, 'name'>,
  checkpoint: AttackCheckpoint,
): Promise<void> {
  await writeAttackCheckpoint(new CheckpointWriter(path, checkpointKindOf(attack)), checkpoint);
}
