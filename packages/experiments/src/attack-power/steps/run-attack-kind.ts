import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { regressionAsBinary } from '@noprior/kkt-loss';
import {
  type Attack,
  type AttackConfig,
  type AttackResult,
  attackOf,
  type Knowledge,
  type KnowledgeName,
  type KnowledgeSource,
  knowledgeNames,
  knowledgeOf,
  known,
  runAttack,
  truthStart,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import type { JsonObject } from '../../engine/json.ts';
import type { StepContext, StepKind } from '../../engine/step-kind.ts';
import { loadStepData, loadStepNetwork } from '../../steps/load-parts.ts';
import { fileNames } from '../../steps/step-files.ts';
import { type KeptSnapshot, keepSnapshots } from './keep-snapshots.ts';
import { mergeSettings } from './merge-settings.ts';

/** Which attack runs, and what it knows beside the released file. */
export type RunAttackParameters = {
  /** Name of the attack in the registry. */
  readonly method: string;
  /** Default the settings that the attack runs with unless told otherwise. */
  readonly preset?: string;
  /** Changes to the settings; `null` removes one. */
  readonly settings?: JsonObject;
  /** Changes for a second run, which starts from what the first has found. */
  readonly second?: JsonObject;
  /** What the attack is told by somebody who has the truth. What is left out is estimated from the weights, where the attack needs it. */
  readonly told?: { readonly startNoise?: number; readonly samples?: number };
  /** Start from the true samples: an oracle bound. The step then reads `data`, too. */
  readonly fromTruth?: boolean;
  /** Keep points on the way for a curve over time. */
  readonly snapshots?: { readonly evaluateEvery: number; readonly growth: number };
  readonly maxSeconds?: number;
  readonly seed: number;
};

/** How an entry of the attacker's knowledge stood. */
export type KnowledgeRecord = {
  readonly name: KnowledgeName;
  readonly status: 'known' | 'estimated' | 'absent';
  /** Of what is known. */
  readonly by?: KnowledgeSource;
};

/** What `run-attack` finds. */
export type RunAttackValues = {
  readonly method: string;
  /** Of the attack alone. */
  readonly seconds: number;
  readonly iterations: number;
  readonly ended: string;
  readonly points: number;
  /** Points that the attack itself predicts to be training samples. */
  readonly predictedMembers: number;
  /** Entries that the attack uses. */
  readonly knowledge: readonly KnowledgeRecord[];
};

/** File of the points on the way: `x0`, `x1`, ... [k, d], with `iteration` and `seconds` [number of snapshots]. */
export const snapshotFile = 'snapshots.npz';

/** `run-attack`: reads `network`, and `data` from the truth; an attack of the registry through the one driver. Writes the candidates, the
 * predicted members first, with the multipliers of the KKT conditions. */
export const runAttackKind: StepKind<RunAttackParameters, RunAttackValues> = {
  name: 'run-attack',
  version: 6,
  changes: {
    2: 'Box vertices look for sparse points, too, and along directions other than row differences.',
    3: 'Box vertices refine as many iterations as `refinementIterations` says.',
    4: 'Box vertices keep points beside the refined ones behind the predicted members.',
    5: 'The cascade searches from all points of its box vertices.',
    6: 'Every attack runs through the one driver. The evidence attack begins at 100 times the initial noise, also where that is not 1e-4.',
  },
  async run(parameters, context) {
    const attack = attackOf(parameters.method);
    const network = await loadStepNetwork(context);
    const { told = {}, snapshots } = parameters;
    const knowledge = knowledgeOf(network, {
      ...(told.startNoise === undefined ? {} : { startNoise: known(told.startNoise, 'truth') }),
      ...(told.samples === undefined ? {} : { samples: known(told.samples, 'truth') }),
    });
    const keeper = keepSnapshots(snapshots?.growth ?? 1);
    const found = await runAll(attack, network, knowledge, parameters, context, keeper.take);
    const candidates =
      found.config.objective === 'regression' ? regressionAsBinary(found.candidates) : found.candidates;
    await saveNpz(join(context.folder, fileNames.candidates), {
      ...candidates,
      predicted: found.predicted,
      memberScore: found.memberScore,
    });
    if (snapshots !== undefined) {
      const { iterations, seconds } = found;
      const isThere = keeper.kept.at(-1)?.iteration === iterations;
      const end = isThere ? [] : [{ iteration: iterations, seconds, x: candidates.x }];
      await saveSnapshots([...keeper.kept, ...end], context);
    }
    return {
      method: attack.name,
      seconds: found.seconds,
      iterations: found.iterations,
      ended: found.ended,
      points: candidates.x.shape[0]!,
      predictedMembers: found.predictedMembers,
      knowledge: recordsOf(found.knowledge),
    };
  },
};

/** The run, or the two runs, of a step. Seconds and iterations are of both. */
async function runAll(
  attack: Attack,
  network: ReluNetwork,
  knowledge: Knowledge,
  parameters: RunAttackParameters,
  context: StepContext,
  onFound: ReturnType<typeof keepSnapshots>['take'],
): Promise<AttackResult> {
  const { settings = {}, second, fromTruth = false, snapshots, maxSeconds, seed } = parameters;
  const { backend } = context;
  const options = { backend, ...(maxSeconds === undefined ? {} : { maxSeconds }) };
  const base = { ...baseOf(attack, parameters.preset), seed };
  // The attack checks what comes out when it resolves it.
  const config = mergeSettings(base, settings) as AttackConfig;
  if (fromTruth) {
    const { training } = await loadStepData(context);
    return truthStart(attack, network, training, knowledge, { ...options, config });
  }
  const first = await runAttack(attack, network, knowledge, {
    ...options,
    config,
    ...(snapshots === undefined ? {} : { evaluateEvery: snapshots.evaluateEvery, onFound }),
  });
  if (second === undefined) return first;
  const after = await runAttack(attack, network, knowledge, {
    ...options,
    config: mergeSettings(first.config, second) as AttackConfig,
    start: first.candidates,
  });
  const { seconds, iterations } = first;
  return { ...after, seconds: seconds + after.seconds, iterations: iterations + after.iterations };
}

function baseOf(attack: Attack, preset: string | undefined): AttackConfig {
  if (preset === undefined) return attack.defaults;
  const found = attack.presets[preset];
  if (found !== undefined) return found;
  throw new DomainError(
    `run-attack: ${attack.name} has no preset ${preset}; there are ${Object.keys(attack.presets).join(', ')}`,
  );
}

function recordsOf(knowledge: Partial<Knowledge>): KnowledgeRecord[] {
  return knowledgeNames.flatMap((name): KnowledgeRecord[] => {
    const entry = knowledge[name];
    if (entry === undefined) return [];
    const { status } = entry;
    return [status === 'known' ? { name, status, by: entry.by } : { name, status }];
  });
}

async function saveSnapshots(snapshots: readonly KeptSnapshot[], { folder }: StepContext): Promise<void> {
  const numbers = (read: (snapshot: KeptSnapshot) => number) => ({
    dtype: 'float64' as const,
    shape: [snapshots.length],
    data: Float64Array.from(snapshots, read),
  });
  await saveNpz(join(folder, snapshotFile), {
    iteration: numbers(({ iteration }) => iteration),
    seconds: numbers(({ seconds }) => seconds),
    ...Object.fromEntries(snapshots.map(({ x }, index) => [`x${index}`, x])),
  });
}
