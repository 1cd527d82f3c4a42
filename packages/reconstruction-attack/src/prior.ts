import type { Box } from '@noprior/kkt-loss';
import type { HostTensor } from '@noprior/tensor';

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
  /** Bounds of the points, kept by a penalty; none if left out. */
  readonly box?: Box;
  /** Multipliers below this are pushed up by a penalty: each candidate must take part. */
  readonly lambdaMin: number;
  /** Number of candidates for each label; a guess of the number of training points, usually generous. */
  readonly candidatesPerClass: number;
}

/** The prior in sentences, each naming one piece of knowledge. */
export function describePrior(prior: AttackPrior): string[] {
  const { initialisation, box, lambdaMin, candidatesPerClass } = prior;
  const start =
    initialisation.kind === 'sphere'
      ? `Candidates start uniformly on the sphere of radius ${initialisation.radius}: the attacker has an idea of the norm of the points.`
      : `Candidates start as Gaussian noise of standard deviation ${initialisation.scale}: no direction is preferred.`;
  const bounds =
    box === undefined
      ? 'No bounds on the points are assumed.'
      : `Points are kept inside ${describeBound(box.low, 'low')} to ${describeBound(box.high, 'high')} by a penalty: the attacker knows the range of the inputs${typeof box.low === 'number' ? '' : ', pixel by pixel, so also the mean that was subtracted'}.`;
  return [
    start,
    bounds,
    `Multipliers are pushed above ${lambdaMin}: the attacker takes it that every candidate matters.`,
    `There are ${candidatesPerClass} candidates for each of the two labels: the attacker guesses a number, and that the classes are balanced.`,
  ];
}

function describeBound(bound: number | HostTensor, kind: 'low' | 'high'): string {
  if (typeof bound === 'number') return String(bound);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of bound.data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return `a ${kind} bound of its own for each pixel (${least.toPrecision(3)} to ${most.toPrecision(3)})`;
}
