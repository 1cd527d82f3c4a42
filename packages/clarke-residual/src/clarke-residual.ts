import { checkPoints, type MarginSummary, oracleLoss, scaleFactor, summarizeMargins } from '@noprior/kkt-loss';
import { checkBinaryNetwork, hiddenSizes, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { type ClarkeEnd, type ClarkeResidualOptions, checkClarkeOptions } from './clarke-options.ts';
import { makeClarkeState } from './clarke-state.ts';
import { makeClarkeSystem } from './clarke-system.ts';
import { openDirectResidual } from './direct-residual.ts';
import { makeGramProducts } from './gram-products.ts';
import { type KinkCount, summarizeKinks } from './kink-count.ts';
import { minimiseToGap } from './minimise-to-gap.ts';

/** The Clarke residual of points on a network, with the multipliers and selections that reach it. */
export interface ClarkeResidual {
  /** eps = ||theta - sum_i lambda_i y_i g_i|| at the minimum, by the direct form. */
  readonly residual: number;
  /** eps / ||theta||; 0 if theta is 0. */
  readonly relative: number;
  /** No multipliers and selections reach less; see `converged`. */
  readonly lowerBound: number;
  /** ||theta||^2: the squared residual of no points at all. */
  readonly parameterNormSquared: number;
  /** Squared residual by parameter tensor. */
  readonly byTensor: Readonly<Record<string, number>>;
  /** [n] multipliers, >= 0, in the unit of `scale`. */
  readonly lambda: HostTensor;
  /** [n, units] for every hidden layer: the derivative s of each unit at each sample, 0 or 1 away from kinks. */
  readonly selections: readonly HostTensor[];
  /** Pairs of sample and hidden unit on a kink. */
  readonly kinks: KinkCount;
  /** y_i Phi(theta; x_i) */
  readonly margins: MarginSummary;
  /** delta = max lambda_i (q_i - p), p the smallest margin, lambda those of the KKT conditions. */
  readonly slackness: number;
  /** Whether residual and lower bound agree to the tolerance, or the residual is 0 to rounding. */
  readonly converged: boolean;
  readonly ended: ClarkeEnd;
  readonly cycles: number;
  readonly seconds: number;
}

/** The Clarke residual  min ||theta - sum_i lambda_i y_i g_i||  over lambda >= 0 and g_i in the subdifferential of
 * Phi(.; x_i): every ReLU on a kink may have its own derivative s in [0, 1] at every sample. Of the three residuals, hard,
 * surrogate and Clarke, only this one falls to 0 on the way to a KKT point whose units stand on kinks.
 *
 * The first layer's products lambda_i s_ij and lambda are found by exact minimisation over one sample's variables after the
 * other, and over all of them while the bounds that hold are kept; it starts at the multipliers of the hard residual,
 * above which it never ends. With one hidden layer the problem is convex, and a dual certificate meets the minimum. With
 * more, derivatives multiply: s of the layers above is improved unit by unit, the result is a local minimum,
 * and the lower bound, which holds for all selections, may stay below it.
 *
 * With tolerance 0 the gradients of all selections are Clarke's subdifferential where the kinks of each sample lie in one layer; with
 * kinks in several layers they are a part of it, and the lower bound holds for all of it. With a tolerance it is that of a
 * neighbourhood, as Goldstein's.
 *
 * @param backend  float64; small problems are solved on this thread alone
 * @param x        [n, d] points
 * @param y        [n] labels, -1 or +1
 * @throws {ShapeError} if points, labels and network do not fit together
 * @throws {DomainError} for labels outside {-1, +1}, parameters or points that are not finite, or options out of range
 * @throws {DtypeError} if the backend does not offer float64
 * @see Lyu and Li 2020, arXiv:1906.05890, on KKT points of ReLU networks; Goldstein 1977, Math. Program. 13
 * @example (await clarkeResidual(openReference(), network, training)).relative
 */
export async function clarkeResidual(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: { readonly x: HostTensor; readonly y: HostTensor },
  options: ClarkeResidualOptions = {},
): Promise<ClarkeResidual> {
  const began = performance.now();
  checkBinaryNetwork(network);
  checkPoints(network, x, y);
  checkClarkeOptions('clarkeResidual', options);
  const points = { x, y };
  const system = await makeClarkeSystem(backend, network, points, options.kinkTolerance ?? 1e-3);
  const hard = await oracleLoss(backend, network, points, { scale: 'sum' });
  const state = makeClarkeState(system, { lambda: Float64Array.from(hard.lambda.data), selections: [] });
  const products = await makeGramProducts(backend, system);
  await products.use(system);
  const direct = await openDirectResidual(backend, network, points);
  try {
    const reached = await minimiseToGap(system, state, products, direct, options, began);
    const { residual } = reached;
    const count = system.count;
    const q = system.labels.map((label, i) => label * system.preActivations.at(-1)![i]!);
    const margins = summarizeMargins(q);
    const factor = scaleFactor(options.scale ?? 'sum', count);
    const widths = hiddenSizes(network);
    return {
      residual,
      relative: residual === 0 ? 0 : residual / Math.sqrt(system.parameterNormSquared),
      lowerBound: reached.lowerBound,
      parameterNormSquared: system.parameterNormSquared,
      byTensor: reached.numbers.byTensor,
      lambda: makeHostTensor(
        state.lambda.map((value) => value / factor),
        [count],
      ),
      selections: reached.selections.map((s, layer) => makeHostTensor(s, [count, widths[layer]!])),
      kinks: summarizeKinks(system, reached.selections),
      margins,
      slackness: state.lambda.reduce((most, l, i) => Math.max(most, l * (q[i]! - margins.min)), 0),
      converged: reached.ended === 'gap',
      ended: reached.ended,
      cycles: reached.cycles,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await direct.dispose();
    await products.dispose();
  }
}
