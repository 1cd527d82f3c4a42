import type { Box } from '@noprior/kkt-loss';
import { DomainError, type HostTensor } from '@noprior/tensor';

/** Law of the starting points. */
export type Initialisation =
  /** Uniform on the sphere of this radius. */
  | { readonly kind: 'sphere'; readonly radius: number }
  /** Independent normal coordinates with this standard deviation. */
  | { readonly kind: 'gaussian'; readonly scale: number };

/** What the attacker brings along beside the weights. Everything here is knowledge, or a guess, about the data; the
 * report states it. */
export interface AttackPrior {
  /** Where the candidates start. The law, above all its norm, survives in what the attack returns. */
  readonly initialisation: Initialisation;
  /** Bounds of the points; none if left out. `known`: those of {@link Knowledge}, or [-1, 1] where it has none; an attack's `resolve`
   * puts the box in its place. */
  readonly box?: Box | 'known' | undefined;
  /** Multipliers below this are pushed up by a penalty: each candidate must take part. 0 asks for no more than a KKT
   * point does. */
  readonly lambdaMin: number;
  /** Number of candidates for each label; a guess of the number of training points, usually generous. */
  readonly candidatesPerClass: number;
}

/** The box of a resolved prior.
 *
 * @throws {DomainError} if it is still to be taken from what the attacker knows
 */
export function priorBox({ box }: Pick<AttackPrior, 'box'>): Box | undefined {
  if (box !== 'known') return box;
  throw new DomainError(
    "attack: prior.box is 'known', so it is still to be taken from what the attacker knows; resolve the configuration first, or give a box",
  );
}

/** The prior in sentences, each naming one piece of knowledge, or its absence.
 *
 * @param labels  number of labels, K for a network with K > 1 outputs
 * @returns  four sentences: start, bounds, multipliers, number
 * @example describePrior(kktPresets['adam-box'].prior)[1] // => 'Points are kept in [-1, 1] by a penalty: ...'
 */
export function describePrior(prior: AttackPrior, labels = 2): string[] {
  return [
    describeStart(prior.initialisation),
    describeBox(prior.box),
    prior.lambdaMin > 0
      ? `Multipliers are pushed above ${prior.lambdaMin} by a penalty: the attacker takes it that every candidate matters.`
      : 'Multipliers are kept from being negative by a penalty, as they are at any KKT point: nothing is assumed.',
    `There are ${prior.candidatesPerClass} candidates for each of the ${labels === 2 ? 'two' : labels} labels: the attacker guesses a number, and that the classes are balanced.`,
  ];
}

function describeStart(initialisation: Initialisation): string {
  return initialisation.kind === 'sphere'
    ? `Candidates start uniformly on the sphere of radius ${initialisation.radius}: the attacker has an idea of the norm of the points.`
    : `Candidates start as Gaussian noise of standard deviation ${initialisation.scale}: no direction is preferred, but a norm is.`;
}

function describeBox(box: Box | 'known' | undefined): string {
  if (box === 'known') return 'Points are kept in the known range of the inputs by a penalty.';
  if (box === undefined) return 'No bounds on the points are assumed.';
  const { low, high } = box;
  if (typeof low === 'number' && typeof high === 'number') {
    return `Points are kept in [${low}, ${high}] by a penalty: the attacker knows the range of the inputs.`;
  }
  return `Points are kept between a lower bound of ${describeBound(low)} and an upper bound of ${describeBound(high)} by a penalty: the attacker knows the range of the inputs pixel by pixel, so also the mean that was subtracted.`;
}

function describeBound(bound: number | HostTensor): string {
  if (typeof bound === 'number') return String(bound);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of bound.data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return `${least.toPrecision(3)} to ${most.toPrecision(3)}`;
}
