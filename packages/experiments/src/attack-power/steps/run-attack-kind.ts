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
  runAttack,
  truthStart,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { definedOnly } from '@noprior/tensor';
import type { JsonObject } from '../../engine/json.ts';
import type { StepContext, StepKind } from '../../engine/step-kind.ts';
import { type AttackSettings, toAttackConfig } from '../../steps/attack-config.ts';
import { type AttackValues, knowledgeStatus } from '../../steps/attack-kind.ts';
import { loadStepData, loadStepNetwork } from '../../steps/load-parts.ts';
import { spanKind } from '../../steps/span-kind.ts';
import { fileNames, inputValues } from '../../steps/step-files.ts';
import { type StudyKnowledge, toKnowledge } from '../../steps/study-knowledge.ts';
import { type KeptSnapshot, keepSnapshots } from './keep-snapshots.ts';
import { mergeSettings } from './merge-settings.ts';

/** Which attack runs, and what it knows beside the released file. */
export type RunAttackParameters = AttackSettings & {
  /** As in `noprior attack --method`. */
  readonly method: string;
  readonly knowledge: StudyKnowledge;
  /** Changes to the configuration that the registry has no setting for, such as an optimizer; `null` removes something. */
  readonly changes?: JsonObject;
  /** Changes for a second run, which starts from what the first has found. */
  readonly second?: JsonObject;
  /** Start from the true samples: an oracle bound. The step then reads `data`, too. */
  readonly fromTruth?: boolean;
  /** Keep points on the way for a curve over time. */
  readonly snapshots?: { readonly evaluateEvery: number; readonly growth: number };
  readonly maxSeconds?: number;
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
  /** How the attacker came by what the attack uses; `by` is `truth` where the study gave the true value. */
  readonly knowledge: AttackValues['knowledge'];
};

/** File of the points on the way: `x0`, `x1`, ... [k, d], with `iteration` and `seconds` [number of snapshots]. */
export const snapshotFile = 'snapshots.npz';

/** `run-attack`: reads `network`, `span` for what is estimated, and `data` from the truth; an attack of the registry as it is, without a shift or a
 * subspace. Writes the candidates, the
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
    const { snapshots } = parameters;
    const span = 'span' in context.inputs ? inputValues(context, 'span', spanKind) : undefined;
    const knowledge = toKnowledge(parameters.knowledge, network, 0, span);
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
      knowledge: knowledgeStatus(
        // What the result has are entries of knowledge.
        Object.keys(found.knowledge) as KnowledgeName[],
        { ...knowledge, ...found.knowledge },
      ),
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
  const { changes = {}, second, fromTruth = false, snapshots, maxSeconds } = parameters;
  const { backend } = context;
  const options = { backend, ...definedOnly({ maxSeconds }) };
  // The attack checks what comes out when it resolves it.
  const config = mergeSettings(toAttackConfig(attack, parameters), changes) as AttackConfig;
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
