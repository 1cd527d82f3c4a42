import type { Box } from '@noprior/kkt-loss';
import { DomainError } from '@noprior/tensor';

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
  /** Bounds of the points; none if left out. `known`: those of {@link Knowledge}, or [-1, 1] where it has none; an
   * attack's `resolve` puts the box in its place. */
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
