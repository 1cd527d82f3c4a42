import { type Candidates, multiplierShape, type ObjectiveKind, objectiveLabels } from '@noprior/kkt-loss';
import { type Dtype, type HostTensor, makeHostTensor, makeRandom, makeTypedArray } from '@noprior/tensor';
import type { AttackPrior } from './prior.ts';

/** What candidates are labelled with and weighted by. */
export interface CandidateKind {
  /** Default `binary`. */
  readonly objective?: ObjectiveKind | undefined;
  /** K, the output units; used where there are several classes. */
  readonly outputs?: number;
}

/** Starting points of an attack: x by the prior's law, lambda uniform on [0, 1), the first half labelled +1.
 *
 * Multipliers are drawn in the unit in which the attack works, that of `config.scale`; to start an attack from them,
 * convert them: `toScaleSum(initialCandidates(...), config.scale)`.
 *
 * With several classes candidates go class by class; `per-class` has lambda uniform on [0, 1/(K - 1)), and 0 for a
 * candidate's own class. For `regression` lambda is uniform on (-1, 1): the first half, labelled +1, is positive.
 *
 * @param dimension  d, the input size of the network
 * @param seed       integer in [0, 2^53); points and multipliers have streams of their own
 * @returns          x [2 k, d], lambda [2 k], y [2 k] for k candidates per class; K k of each with K classes
 * @throws {DomainError} for another seed
 * @see Haim et al. 2022, arXiv:2206.07758: Gaussian points, uniform multipliers
 * @example initialCandidates(kktPresets['adam-box'].prior, 784, 0, 'float32').x.shape // => [80, 784]
 */
export function initialCandidates(
  prior: AttackPrior,
  dimension: number,
  seed: number,
  dtype: Dtype,
  { objective = 'binary', outputs = 1 }: CandidateKind = {},
): Candidates {
  const hasClasses = objectiveLabels(objective) === 'class';
  const count = (hasClasses ? outputs : 2) * prior.candidatesPerClass;
  const random = makeRandom(seed).fork('attack');
  const { initialisation } = prior;
  const points = random.fork('x');
  const x =
    initialisation.kind === 'sphere'
      ? points.sphereTensor(count, dimension, initialisation.radius, dtype)
      : points.normalTensor([count, dimension], initialisation.scale, dtype);
  const y = makeTypedArray(dtype, count);
  for (let i = 0; i < count; i++) {
    const group = Math.floor(i / prior.candidatesPerClass);
    y[i] = hasClasses ? group : 1 - 2 * group;
  }
  const labels = makeHostTensor(y, [count]);
  const most = objective === 'per-class' ? 1 / (outputs - 1) : 1;
  const drawn = random.fork('lambda').uniformTensor(multiplierShape(objective, count, outputs), 0, most, dtype);
  return { x, lambda: withoutFreeParts(objective, drawn, labels), y: labels };
}

/** Multipliers that an objective has: 0 for a point's own class, of the label's sign for `regression`. */
function withoutFreeParts(objective: ObjectiveKind, lambda: HostTensor, y: HostTensor): HostTensor {
  if (objective === 'regression') {
    return makeHostTensor(
      lambda.data.map((value, i) => value * y.data[i]!),
      lambda.shape,
    );
  }
  if (objective !== 'per-class') return lambda;
  const classes = lambda.shape[1]!;
  return makeHostTensor(
    lambda.data.map((value, at) => (at % classes === y.data[Math.floor(at / classes)]! ? 0 : value)),
    lambda.shape,
  );
}
