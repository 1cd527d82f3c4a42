import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Attack, attacks, knowledgeNames } from '@noprior/reconstruction-attack';
import { loadNetwork, type ReluNetwork } from '@noprior/relu-models';
import { attackDocument, attackFacts, type Fact, type ReportDocument } from '@noprior/report';
import {
  type AttackRun,
  type CandidatesFile,
  loadCandidates,
  readAttackRun,
  readCandidates,
  recordedAttack,
  recordedKnowledge,
} from '@noprior/result-files';
import { type ReadLimits, readOptions } from '../options/read-limits.ts';
import { readVersion } from '../version.ts';

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
  options: ReadLimits & { readonly model?: string | undefined },
  methods: readonly Attack[] = attacks,
): Promise<AttackResultFolder> {
  const path = join(folder, 'candidates.npz');
  const limits = readOptions(options);
  const recorded = await readAttackRun(path, methods);
  const model =
    options.model ?? (recorded.model !== undefined && existsSync(recorded.model) ? recorded.model : undefined);
  const network = model === undefined ? undefined : await loadNetwork(model, limits);
  const files = [path, join(folder, 'run.json'), join(folder, 'progress.csv')];
  if (network === undefined || model === undefined) {
    return { candidates: await loadCandidates(path, limits), recorded, network, model, files };
  }
  const { candidates, inFile } = await readCandidates({ ...limits, candidates: path, model }, network);
  return { candidates: { ...inFile, ...candidates }, recorded, network, model, files: [...files, model] };
}

/** Its document. */
export function attackResultDocument(
  { candidates, recorded, network, model }: AttackResultFolder,
  footer: readonly string[] = [],
): ReportDocument {
  const { attack, preset, knowledge, records } = recorded;
  return attackDocument({
    method: attack?.title,
    facts: [
      { name: 'method', value: attack?.name ?? null },
      { name: 'preset', value: preset ?? 'none' },
      { name: 'model', value: model === undefined ? (recorded.model ?? null) : basename(model) },
      ...resultFacts(recorded),
      ...(network === undefined ? knowledgeOfRecord(recorded) : []),
    ],
    settings: network === undefined ? [] : settingsOf(recorded, network),
    knowledge: network && recordedKnowledge(knowledge, network),
    ...(attack && { uses: attack.uses }),
    records,
    points: candidates.x,
    multipliers: candidates.lambda,
    predicted: candidates.predicted,
    memberScore: candidates.memberScore,
    preprocessing: network?.preprocessing,
    footer: [`noprior ${readVersion()}`, ...footer],
  });
}

/** Names of results in documents. */
const resultNames = {
  iterations: 'iterations',
  ended: 'ended by',
  seconds: 'time',
  total: 'L_KKT of the points',
  stationarity: 'L_stationary of the points',
  verdict: 'verdict of the attack',
  reason: 'because',
} as const;

function resultFacts({ results }: AttackRun): Fact[] {
  return Object.entries(resultNames).flatMap(([key, name]): Fact[] => {
    const value = results[key];
    if (typeof value === 'number') return [{ name, value: key === 'seconds' ? { value, unit: 's' } : value }];
    return typeof value === 'string' ? [{ name, value }] : [];
  });
}

/** What the record says of the attacker's knowledge, where no model has the values. */
function knowledgeOfRecord({ knowledge }: AttackRun): Fact[] {
  return knowledgeNames.flatMap((name) => {
    const entry = knowledge[name];
    if (typeof entry !== 'object' || entry === null || !('status' in entry)) return [];
    return [{ name: `attacker's ${name}`, value: 'by' in entry ? `${entry.status}, ${entry.by}` : `${entry.status}` }];
  });
}

/** What the attack was set to; nothing where the record cannot be read as a configuration. */
function settingsOf(recorded: AttackRun, network: ReluNetwork): Fact[] {
  try {
    const { attack, config } = recordedAttack(recorded, network);
    return attackFacts(attack.describe(config));
  } catch {
    return [];
  }
}
