import { type Box, boundAt, type Candidates, type KktEvaluation } from '@noprior/kkt-loss';
import {
  type Attack,
  type AttackConfig,
  explainPoints,
  type Knowledge,
  knownValue,
  runAttack,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, definedOnly, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { addNumber } from './add-to-rows.ts';
import { drawStart } from './attack-config.ts';
import type { Subspace } from './subspace.ts';

/** What an attack of a study is given. */
export interface AttackInput {
  readonly network: ReluNetwork;
  readonly knowledge: Knowledge;
  readonly backend: Backend;
  /** What the attacker assumes was added to every coordinate. */
  readonly shift: number;
  /** Whether the points that are found are moved by it, and not the start. */
  readonly movesPoints: boolean;
  readonly subspace: Subspace | undefined;
}

/** What it finds. */
export interface StudyFound {
  /** One or more, with multipliers in the unit of scale `sum`. */
  readonly candidates: Candidates;
  /** How they are evaluated. */
  readonly settings: ReturnType<Attack['evaluation']>;
  /** Of these very candidates, where the run has evaluated them. */
  readonly evaluation: KktEvaluation | undefined;
  /** Points that the attack found; 0 where something stands for them. */
  readonly points: number;
  readonly predictedMembers: number;
  readonly iterations: number;
  readonly ended: string;
}

/** Run an attack from a start that is moved by the assumed shift and lies in the subspace, if there is one.
 *
 * @param asked   unresolved
 * @param target  L_KKT at which it stops
 * @throws {DomainError} for a shift of an attack whose start cannot be moved
 */
export async function attackOnce(
  attack: Attack,
  asked: AttackConfig,
  target: number | undefined,
  input: AttackInput,
): Promise<StudyFound> {
  const { network, knowledge, backend, shift, movesPoints, subspace } = input;
  const config: AttackConfig = {
    ...attack.resolve(network, knowledge, asked),
    ...definedOnly({ targetLoss: target }),
    ...(subspace === undefined ? {} : { candidateUpdates: subspace.candidateUpdates }),
  };
  const start = movedStart(attack, config, input);
  const result = await runAttack(attack, network, knowledge, {
    backend,
    config,
    ...(target === undefined ? {} : { evaluateEvery: 5 }),
    ...definedOnly({ start }),
  });
  const { candidates, predictedMembers, iterations, ended, evaluation } = result;
  const settings = attack.evaluation(result.config, iterations);
  const points = candidates.x.shape[0]!;
  if (points === 0) return { ...(await findNothing(ended, settings.alpha, input)), iterations };
  const found = { settings, points, predictedMembers, iterations, ended };
  if (!movesPoints) return { ...found, candidates, evaluation };
  const explained = await explainPoints(backend, network, addNumber(candidates.x, shift), toSharpness(settings.alpha));
  return { ...found, candidates: explained, evaluation: undefined };
}

/** The middle of the box, in place of the points of an attack that finds none.
 *
 * @param ended  why there are none
 * @param alpha  sharpness of the surrogate derivative
 */
export async function findNothing(
  ended: string,
  alpha: number | undefined,
  { network, knowledge, backend }: AttackInput,
): Promise<StudyFound> {
  const x = middleOf(knownValue(knowledge.box), inputSize(network));
  const candidates = await explainPoints(backend, network, x, toSharpness(alpha));
  const settings = { objective: 'binary' as const, scale: 'sum' as const, ...toSharpness(alpha) };
  return { candidates, settings, evaluation: undefined, points: 0, predictedMembers: 0, iterations: 0, ended };
}

function movedStart(attack: Attack, config: AttackConfig, input: AttackInput): Candidates | undefined {
  const { network, shift, movesPoints, subspace } = input;
  const drawn = drawStart(attack, network, config);
  if (drawn === undefined) {
    if (subspace === undefined && (shift === 0 || movesPoints)) return undefined;
    throw new DomainError(
      `attack: the start of ${attack.name} cannot be moved; leave assumedShift and subspace out, or set freeShift`,
    );
  }
  const x = addNumber(drawn.x, shift);
  return { ...drawn, x: subspace === undefined ? x : subspace.project(x) };
}

function toSharpness(alpha: number | undefined): { readonly alpha?: number } {
  return definedOnly({ alpha });
}

/** [1, d] the middle of a box, 0 without one. */
function middleOf(box: Box | undefined, d: number): HostTensor {
  const middle = (j: number): number => (box === undefined ? 0 : (boundAt(box.low, j) + boundAt(box.high, j)) / 2);
  return makeHostTensor(
    Float64Array.from({ length: d }, (_, j) => middle(j)),
    [1, d],
  );
}
