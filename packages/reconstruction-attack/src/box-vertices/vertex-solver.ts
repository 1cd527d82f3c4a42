import {
  add,
  type Backend,
  clip,
  constant,
  type Dtype,
  evaluate,
  type Graph,
  type HostTensor,
  makeHostTensor,
  matmul,
  mul,
  sub,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import type { AffineSpan } from './affine-span.ts';
import { iterateRows } from './iterate-rows.ts';
import type { VertexBounds } from './vertex-bounds.ts';

/** Weight of the constraint in the augmented Lagrangian, for unit directions and boxes of width about 1. */
const penalty = 0.3;
/** Over-relaxation. */
const relaxation = 1.6;

type Span = Pick<AffineSpan, 'origin' | 'axes'>;

/** One iteration of the alternating direction method of multipliers, for many linear programs at once. In coordinates in which the origin
 * of the span is 0, with points w and scaled duals u, it is
 *
 *     t = A^T (w - u) + c / penalty,   x = A t,   v = 1.6 x - 0.6 w + u,   w = clip(v),   u = v - w.
 *
 * As w and u follow from v, one array of that size is enough, and the coordinates q = A^T v spare a product:
 *
 *     w = clip(v),   p = A^T w,   t = 2 p - q + c / penalty,   v <- v - 1.6 w + 1.6 A t,   q <- q + 1.6 (t - p).
 *
 * Inputs: v [n, d], q [n, k] and force [n, k] = c / penalty. Outputs: v and q.
 *
 * @see Boyd et al. 2011, Distributed optimization and statistical learning via the alternating direction method of
 * multipliers, section 5
 */
export function linearProgramStep(span: Span, bounds: VertexBounds, count: number, dtype: Dtype): Graph {
  const [d, k] = span.axes.shape as readonly [number, number];
  const coordinates = { shape: [count, k], dtype };
  return trace({ v: { shape: [count, d], dtype }, q: coordinates, force: coordinates }, ({ v, q, force }) => {
    const of = (tensor: HostTensor) => constant(toHostDtype(tensor, dtype));
    const axes = of(span.axes);
    const w = clip(v, of(shifted(bounds.low, span.origin, -1)), of(shifted(bounds.high, span.origin, -1)));
    const p = matmul(w, axes);
    const t = add(sub(mul(2, p), q), force);
    const kept = sub(v, mul(relaxation, w));
    return {
      v: add(mul(relaxation, matmul(t, axes, { transposeB: true })), kept),
      q: add(q, mul(relaxation, sub(t, p))),
    };
  });
}

/** What the iteration starts from at given points, without duals; or, at the origin, after the first iteration, for the
 * origin may be outside the bounds.
 *
 * Inputs: force [n, k], and points [n, d] relative to the origin. Outputs: v and q.
 */
function startGraph(span: Span, count: number, dtype: Dtype, atOrigin: boolean): Graph {
  const [d, k] = span.axes.shape as readonly [number, number];
  const axes = constant(toHostDtype(span.axes, dtype));
  if (!atOrigin) {
    return trace({ points: { shape: [count, d], dtype } }, ({ points }) => ({ v: points, q: matmul(points, axes) }));
  }
  return trace({ force: { shape: [count, k], dtype } }, ({ force }) => {
    const q = mul(relaxation, force);
    return { v: matmul(q, axes, { transposeB: true }), q };
  });
}

/** Solves  max <c, x>  over the points x of a span within bounds, for many directions c at once. The maximum is at a
 * vertex. */
export class VertexSolver {
  readonly #backend: Backend;
  readonly #span: Span;
  readonly #bounds: VertexBounds;
  readonly #dtype: Dtype;

  constructor(backend: Backend, span: Span, bounds: VertexBounds, dtype: Dtype) {
    this.#backend = backend;
    this.#span = span;
    this.#bounds = bounds;
    this.#dtype = dtype;
  }

  /** Approximate vertices in these directions: within the bounds up to rounding, and the nearer to the span the more
   * iterations.
   *
   * @param directions  [n][k] along the axes; only their direction counts
   * @param start       [n, d] points to begin with; the origin if left out
   * @param stop        asked before every few iterations
   * @returns           [n, d]
   */
  async solve(
    directions: readonly Float64Array[],
    iterations: number,
    { start, stop = () => false }: { readonly start?: HostTensor; readonly stop?: () => boolean } = {},
  ): Promise<HostTensor> {
    const backend = this.#backend;
    const dtype = this.#dtype;
    const count = directions.length;
    const k = this.#span.axes.shape[1]!;
    const force = new Float64Array(count * k);
    for (const [i, direction] of directions.entries()) {
      const norm = Math.sqrt(direction.reduce((total, value) => total + value * value, 0));
      for (let a = 0; a < k; a++) force[i * k + a] = norm === 0 ? 0 : direction[a]! / (norm * penalty);
    }
    const forces = makeHostTensor(force, [count, k]);
    const given =
      start === undefined
        ? { force: toHostDtype(forces, dtype) }
        : { points: toHostDtype(shifted(start, this.#span.origin, -1), dtype) };
    const state = await evaluate(backend, startGraph(this.#span, count, dtype, start === undefined), given);
    const { v } = await iterateRows(
      backend,
      {
        graph: (rows) => linearProgramStep(this.#span, this.#bounds, rows, dtype),
        width: this.#span.axes.shape[0]!,
        fixed: { force: forces },
      },
      { v: state.v!, q: state.q! },
      start === undefined ? iterations - 1 : iterations,
      stop,
    );
    return clipRows(shifted(v!, this.#span.origin, 1), this.#bounds);
  }
}

/** x + sign o, row by row. */
function shifted(x: HostTensor, origin: HostTensor, sign: 1 | -1): HostTensor {
  const d = origin.shape[0]!;
  const data = x.data.map((value: number, at: number) => value + sign * origin.data[at % d]!);
  return makeHostTensor(data, x.shape);
}

function clipRows(x: HostTensor, { low, high }: VertexBounds): HostTensor {
  const d = low.shape[0]!;
  const data = x.data.map((value: number, at: number) =>
    Math.min(Math.max(value, low.data[at % d]!), high.data[at % d]!),
  );
  return makeHostTensor(data, x.shape);
}
