import { type Box, boundAt, type Candidates, type KktEvaluation } from '@noprior/kkt-loss';
import {
  type Attack,
  type AttackConfig,
  type AttackResult,
  explainPoints,
  type Knowledge,
  knownValue,
  type RunAttackOptions,
  runAttack,
  truthStart,
} from '@noprior/reconstruction-attack';
import { inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, definedOnly, fillHostTensor, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { JsonObject } from '../engine/json.ts';
import { addNumber } from './add-to-rows.ts';
import { checkUnmoved, movedStart, type StartMoves, type StartSource } from './attack-start.ts';
import { mergeSettings } from './merge-settings.ts';

/** What an attack of a study is given. */
export interface AttackInput extends StartMoves {
  readonly attack: Attack;
  readonly network: ReluNetwork;
  readonly knowledge: Knowledge;
  readonly backend: Backend;
}

/** How it runs. */
export interface AttackPlan {
  /** Unresolved. */
  readonly config: AttackConfig;
  readonly start: StartSource;
  /** The training samples, of the start `truth`. */
  readonly training?: { readonly x: HostTensor; readonly y: HostTensor };
  /** Changes for a second run, which starts from what the first has found; not from the truth. */
  readonly second: JsonObject | undefined;
  /** L_KKT at which it stops. */
  readonly target: number | undefined;
  /** Limits and snapshots of the driver. */
  readonly options: Pick<RunAttackOptions, 'maxSeconds' | 'evaluateEvery' | 'onFound'>;
}

/** What it finds. */
export interface StudyFound extends Pick<AttackResult, 'predicted' | 'memberScore' | 'predictedMembers'> {
  /** One or more, with multipliers in the unit of scale `sum`. */
  readonly candidates: Candidates;
  /** How they are evaluated. */
  readonly settings: ReturnType<Attack['evaluation']>;
  /** Of these very candidates, where the run has evaluated them. */
  readonly evaluation: KktEvaluation | undefined;
  /** Points that the attack found; 0 where something stands for them. */
  readonly points: number;
  /** Of both runs, if there are two. */
  readonly iterations: number;
  readonly seconds: number;
  readonly ended: string;
  /** What the attacker knew. */
  readonly knowledge: Partial<Knowledge>;
}

/** Run an attack from the start that its study says.
 *
 * @throws {DomainError} for a start that cannot be moved as it should be
 */
export async function attackOnce(input: AttackInput, plan: AttackPlan): Promise<StudyFound> {
  const { attack, network, backend, shift, movesPoints } = input;
  checkUnmoved(plan.start, input);
  const result = await runAll(input, plan);
  const { candidates, iterations, seconds, ended, predicted, memberScore, predictedMembers, evaluation } = result;
  const settings = attack.evaluation(result.config, iterations);
  const points = candidates.x.shape[0]!;
  const { knowledge } = result;
  if (points === 0) return { ...(await findNothing(ended, settings.alpha, input)), iterations, seconds, knowledge };
  const run = { iterations, seconds, ended, predicted, memberScore, predictedMembers };
  const found = { ...run, settings, points, knowledge };
  if (!movesPoints) return { ...found, candidates, evaluation };
  const explained = await explainPoints(
    backend,
    network,
    addNumber(candidates.x, shift),
    definedOnly({ alpha: settings.alpha }),
  );
  return { ...found, candidates: explained, evaluation: undefined };
}

/** The run, or the two runs. */
async function runAll(input: AttackInput, plan: AttackPlan): Promise<AttackResult> {
  const { attack, network, knowledge, backend, subspace } = input;
  const { start, training, second, target, options } = plan;
  const config: AttackConfig = {
    ...attack.resolve(network, knowledge, plan.config),
    ...definedOnly({ targetLoss: target }),
    ...(subspace === undefined ? {} : { candidateUpdates: subspace.candidateUpdates }),
  };
  const { onFound: _, evaluateEvery: __, ...limits } = options;
  if (training !== undefined) {
    return truthStart(attack, network, training, knowledge, { backend, config, ...limits });
  }
  const first = await runAttack(attack, network, knowledge, {
    backend,
    config,
    ...options,
    ...(start === 'moved' ? { start: movedStart(attack, network, config, input) } : {}),
  });
  if (second === undefined) return first;
  const after = await runAttack(attack, network, knowledge, {
    backend,
    ...limits,
    // The attack checks what comes out when it resolves it.
    config: mergeSettings(first.config, second) as AttackConfig,
    start: first.candidates,
  });
  const { seconds, iterations } = first;
  return { ...after, seconds: seconds + after.seconds, iterations: iterations + after.iterations };
}

/** The middle of the box, in place of the points of an attack that finds none.
 *
 * @param ended  why there are none
 * @param alpha  sharpness of the surrogate derivative
 */
export async function findNothing(
  ended: string,
  alpha: number | undefined,
  { attack, network, knowledge, backend }: AttackInput,
): Promise<StudyFound> {
  const x = middleOf(knownValue(knowledge.box), inputSize(network));
  return {
    candidates: await explainPoints(backend, network, x, definedOnly({ alpha })),
    settings: {
      objective: outputSize(network) === 1 ? 'binary' : 'per-class',
      scale: 'sum',
      ...definedOnly({ alpha }),
    },
    evaluation: undefined,
    points: 0,
    predicted: fillHostTensor(0, [1], 'float64'),
    memberScore: fillHostTensor(0, [1], 'float64'),
    predictedMembers: 0,
    iterations: 0,
    seconds: 0,
    ended,
    knowledge: Object.fromEntries(attack.uses.map((name) => [name, knowledge[name]])),
  };
}

/** [1, d] the middle of a box, 0 without one. */
function middleOf(box: Box | undefined, d: number): HostTensor {
  const middle = (j: number): number => (box === undefined ? 0 : (boundAt(box.low, j) + boundAt(box.high, j)) / 2);
  return makeHostTensor(
    Float64Array.from({ length: d }, (_, j) => middle(j)),
    [1, d],
  );
}
