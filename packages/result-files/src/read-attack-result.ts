import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadOptions } from '@noprior/array-files';
import { type Attack, attacks } from '@noprior/reconstruction-attack';
import { loadNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type CandidatesFile, loadCandidates } from './load-candidates.ts';
import { type AttackRun, readAttackRun } from './read-attack-run.ts';
import { readCandidates } from './read-candidates.ts';

/** A result folder of `noprior attack`. */
export interface AttackResultFolder {
  readonly candidates: CandidatesFile;
  readonly recorded: AttackRun;
  /** The model that it is of; `undefined` where its file is gone and no other was named. */
  readonly network: ReluNetwork | undefined;
  /** Path of that model. */
  readonly model: string | undefined;
  readonly files: readonly string[];
}

/** Whether `noprior attack` wrote a folder. */
export async function isAttackResult(folder: string): Promise<boolean> {
  const path = join(folder, 'candidates.npz');
  return existsSync(path) && (await readAttackRun(path)).attack !== undefined;
}

/** Read what an attack left.
 *
 * @param options.model  default: where the record says that it was, if it is still there
 * @throws {DomainError} for a model that the points were not made from
 * @throws {FormatError} if a file is damaged
 */
export async function readAttackResult(
  folder: string,
  { model: asked, ...limits }: ReadOptions & { readonly model?: string | undefined },
  methods: readonly Attack[] = attacks,
): Promise<AttackResultFolder> {
  const path = join(folder, 'candidates.npz');
  const recorded = await readAttackRun(path, methods);
  const model = asked ?? (recorded.model !== undefined && existsSync(recorded.model) ? recorded.model : undefined);
  const network = model === undefined ? undefined : await loadNetwork(model, limits);
  const files = [path, join(folder, 'run.json'), join(folder, 'progress.csv')];
  if (network === undefined || model === undefined) {
    return { candidates: await loadCandidates(path, limits), recorded, network, model, files };
  }
  const { candidates, inFile } = await readCandidates({ ...limits, candidates: path, model }, network);
  return { candidates: { ...inFile, ...candidates }, recorded, network, model, files: [...files, model] };
}
