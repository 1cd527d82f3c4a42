import { DomainError } from '@noprior/tensor';
import type { Stage } from '../engine/experiment.ts';
import { dataKind } from '../steps/data-kind.ts';
import { evaluationSeconds, trainingSeconds, type WorkSize } from '../steps/expected-seconds.ts';
import { trainKind } from '../steps/train-kind.ts';
import type { NetworkCase, NetworkCases } from './networks.ts';
import { type RefineVariant, refineKind } from './steps/refine-kind.ts';

/** A point of a grid over networks. */
export type NetworkPoint = { readonly network: string };

/** What every study of networks has at a scale. */
export interface NetworkSizes<Case extends NetworkCase = NetworkCase> {
  readonly networks: NetworkCases<Case>;
}

/** The network of a point.
 *
 * @throws {DomainError} if the scale has none of this name
 */
export function caseOf<Case extends NetworkCase>({ networks }: NetworkSizes<Case>, { network }: NetworkPoint): Case {
  const found = networks[network];
  if (found === undefined) {
    throw new DomainError(`study: no network ${network} at this scale; there are ${Object.keys(networks).join(', ')}`);
  }
  return found;
}

/** Size of the work on the network of a point. */
export function workSize(sizes: NetworkSizes, point: NetworkPoint): WorkSize {
  const { perClass, dimension, hidden } = caseOf(sizes, point);
  return { points: 2 * perClass, dimension, hidden };
}

/** The stage `data` of a study of networks. */
export function dataStage<Point extends NetworkPoint>(): Stage<Point, NetworkSizes, typeof dataKind, never> {
  return {
    kind: dataKind,
    parameters: (point, seed, sizes) => {
      const { dataset, perClass, dimension } = caseOf(sizes, point);
      return { dataset, perClass, seed, ...(dataset === 'sphere' ? { dimension } : {}) };
    },
    seconds: () => 0.5,
  };
}

/** The stage `train` of a study of networks: float32, the loss-normalised step. */
export function trainStage<Point extends NetworkPoint>(
  targetLoss: number,
): Stage<Point, NetworkSizes, typeof trainKind, 'data'> {
  return {
    kind: trainKind,
    inputs: { data: 'data' },
    parameters: (point, seed, sizes) => {
      const { hidden, initialisation } = caseOf(sizes, point);
      return { hiddenSizes: hidden, initialisation, targetLoss, maxIterations: 100_000, seed };
    },
    seconds: (point, _, sizes) => trainingSeconds(workSize(sizes, point), targetLoss),
  };
}

/** Seconds that residuals with certificates are expected to take. */
export function residualSeconds(sizes: NetworkSizes, point: NetworkPoint): number {
  return 10 * evaluationSeconds(workSize(sizes, point));
}

/** How long `refineToKkt` may run. At small sizes iterations end it, so that the result does not depend on the machine. */
export interface RefineLimits {
  readonly maxSeconds: number;
  readonly maxIterations: number;
}

/** The stage `refine` of a study of networks.
 *
 * @param limitsOf  how long it may run
 * @param choices   variant; of the networks of a `train-path` the one to begin with; `null` for the network of `train`
 */
export function refineStage<Point extends NetworkPoint, Sizes extends NetworkSizes>(
  limitsOf: (point: Point, sizes: Sizes) => RefineLimits,
  { variantOf = () => 'default', lossOf = () => null }: RefineChoices<Point, Sizes> = {},
): Stage<Point, Sizes, typeof refineKind, 'data' | 'train'> {
  return {
    kind: refineKind,
    inputs: { data: 'data', network: 'train' },
    parameters: (point, _, sizes) => ({ loss: lossOf(sizes), variant: variantOf(point), ...limitsOf(point, sizes) }),
    seconds: (point, _, sizes) => {
      const { maxSeconds, maxIterations } = limitsOf(point, sizes);
      const { points, dimension, hidden } = workSize(sizes, point);
      return Math.min(maxSeconds, maxIterations * (0.01 + 1e-8 * points * dimension * hidden[0]!));
    },
  };
}

interface RefineChoices<Point, Sizes> {
  readonly variantOf?: (point: Point) => RefineVariant;
  readonly lossOf?: (sizes: Sizes) => number | null;
}
