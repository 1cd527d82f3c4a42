import {
  add,
  type Backend,
  clip,
  constant,
  type Dtype,
  div,
  evaluate,
  exp,
  fillHostTensor,
  type Graph,
  type HostTensor,
  makeHostTensor,
  matmul,
  mul,
  simplify,
  square,
  sub,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import type { AffineSpan } from './affine-span.ts';
import type { BoundProbabilities } from './bound-probabilities.ts';
import { iterateRows } from './iterate-rows.ts';
import type { VertexBounds } from './vertex-bounds.ts';

/** Share of the last step that is added to the next. */
const momentum = 0.9;

/** Everything that the refinement depends on, but the points. */
export interface BoundLikelihoodSettings {
  readonly span: Pick<AffineSpan, 'origin' | 'axes'>;
  /** The box, without slack. */
  readonly range: VertexBounds;
  readonly probabilities: BoundProbabilities;
  /** Standard deviation of what the noise of the first layer adds to a coordinate, as a share of its range. */
  readonly noiseScale: number;
  readonly dtype: Dtype;
}

/** One step of gradient descent with momentum, for many points o + A t at once, on
 *
 *     -s^2 sum_j log (p_j(low) N(a_j; 0, s^2) + p_j(high) N(a_j; 1, s^2) + p_j(between) exp(-over_j^2 / (2 s^2))),
 *
 * with a_j the coordinates as shares of their range, over_j their distance from it, and s the noise scale. The
 * gradient by a_j is the mean of its distances from the low bound, from the high bound and from the range, weighted
 * by their likelihoods. The curvature is at most 1, so the step is 1.
 *
 * Inputs and outputs: t [n, k], and the last step m [n, k].
 */
export function boundLikelihoodStep(
  { span, range, probabilities, noiseScale, dtype }: BoundLikelihoodSettings,
  count: number,
): Graph {
  const [d, k] = span.axes.shape as readonly [number, number];
  const of = (tensor: HostTensor) => constant(toHostDtype(tensor, dtype));
  const perCoordinate = (value: (j: number) => number) =>
    of(
      makeHostTensor(
        Float64Array.from({ length: d }, (_, j) => value(j)),
        [d],
      ),
    );
  const width = (j: number) => range.high.data[j]! - range.low.data[j]!;
  const narrowest = Math.min(...Array.from({ length: d }, (_, j) => width(j)).filter((value) => value > 0));
  // A coordinate with a range of width 0 takes no part.
  const scale = perCoordinate((j) => (width(j) > 0 ? 1 / width(j) : 0));
  const step = perCoordinate((j) => (width(j) > 0 ? narrowest ** 2 / width(j) : 0));
  const peak = 1 / (noiseScale * Math.sqrt(2 * Math.PI));
  const odds = (bound: Float64Array) =>
    perCoordinate((j) => (bound[j]! * peak) / (1 - probabilities.low[j]! - probabilities.high[j]!));
  const coordinates = { shape: [count, k], dtype };
  return simplify(
    trace({ t: coordinates, m: coordinates }, ({ t, m }) => {
      const axes = of(span.axes);
      const ahead = add(t!, mul(momentum, m!));
      const x = add(matmul(ahead, axes, { transposeB: true }), of(span.origin));
      const low = mul(sub(x, of(range.low)), scale);
      const high = sub(low, 1);
      const over = sub(low, clip(low, 0, 1));
      // Relative to the density between the bounds, so that nothing underflows far outside.
      const likelihood = (distance: typeof low, bound: Float64Array) =>
        mul(odds(bound), exp(mul(-1 / (2 * noiseScale ** 2), sub(square(distance), square(over)))));
      const isLow = likelihood(low, probabilities.low);
      const isHigh = likelihood(high, probabilities.high);
      const gradient = div(add(add(mul(isLow, low), mul(isHigh, high)), over), add(add(isLow, isHigh), 1));
      const next = sub(ahead, matmul(mul(gradient, step), axes));
      return { t: next, m: sub(next, t!) };
    }),
  );
}

/** Points of the span near the given ones that maximise the likelihood of their coordinates at bounds, see
 * {@link boundLikelihoodStep}.
 *
 * Noise moves samples off the estimated span, so they are not exact vertices. Near them hundreds of coordinates are
 * still close to bounds.
 *
 * @param x     [n, d]
 * @param stop  asked before every few iterations
 * @returns     [n, d] in the span, and in the box up to the noise scale
 */
export async function refineByBoundLikelihood(
  backend: Backend,
  settings: BoundLikelihoodSettings,
  x: HostTensor,
  iterations: number,
  stop: () => boolean = () => false,
): Promise<HostTensor> {
  const [count, d] = x.shape as readonly [number, number];
  const k = settings.span.axes.shape[1]!;
  // The origin is orthogonal to the axes, so it need not be subtracted first.
  const start = await evaluate(
    backend,
    trace({ x: { shape: [count, d], dtype: 'float64' } }, ({ x: points }) => ({
      t: matmul(points, constant(settings.span.axes)),
    })),
    { x: toHostDtype(x, 'float64') },
  );
  const { t } = await iterateRows(
    backend,
    { graph: (rows) => boundLikelihoodStep(settings, rows), width: d },
    { t: start.t!, m: fillHostTensor(0, [count, k], settings.dtype) },
    iterations,
    stop,
  );
  const ended = await evaluate(
    backend,
    trace({ t: { shape: [count, k], dtype: 'float64' } }, ({ t: coordinates }) => ({
      x: add(matmul(coordinates, constant(settings.span.axes), { transposeB: true }), constant(settings.span.origin)),
    })),
    { t: toHostDtype(t!, 'float64') },
  );
  return ended.x!;
}
