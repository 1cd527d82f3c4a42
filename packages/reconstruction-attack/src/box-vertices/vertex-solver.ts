import { stackRows } from '@noprior/linear-algebra';
import {
  add,
  type Backend,
  clip,
  constant,
  DeviceLoop,
  type Dtype,
  type Graph,
  type HostTensor,
  makeHostTensor,
  matmul,
  mul,
  simplify,
  sub,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { yieldToEventLoop } from '../run/yield-to-event-loop.ts';
import type { AffineSpan } from './affine-span.ts';
import type { VertexBounds } from './vertex-bounds.ts';

/** Weight of the constraint in the augmented Lagrangian, for unit directions and boxes of width about 1. */
const penalty = 0.3;
/** Over-relaxation. */
const relaxation = 1.6;

/** One iteration of the alternating direction method of multipliers, for many linear programs at once:
 *
 *     t = A^T (w - u - o) + c / penalty,   x = o + A t,   x' = 1.6 x - 0.6 w,   w = clip(x' + u),   u = u + x' - w.
 *
 * Inputs: points w [n, d], scaled duals u [n, d], force [n, k] = c / penalty. Outputs: w and u.
 *
 * @see Boyd et al. 2011, Distributed optimization and statistical learning via the alternating direction method of
 * multipliers, section 5
 */
export function linearProgramStep(
  span: Pick<AffineSpan, 'origin' | 'axes'>,
  bounds: VertexBounds,
  count: number,
  dtype: Dtype,
): Graph {
  const [d, k] = span.axes.shape as readonly [number, number];
  const points = { shape: [count, d], dtype };
  return simplify(
    trace({ w: points, u: points, force: { shape: [count, k], dtype } }, ({ w, u, force }) => {
      const of = (tensor: HostTensor) => constant(toHostDtype(tensor, dtype));
      const axes = of(span.axes);
      // The origin is orthogonal to the axes, so it need not be subtracted first.
      const t = add(matmul(sub(w!, u!), axes), force!);
      const x = add(matmul(t, axes, { transposeB: true }), of(span.origin));
      const ahead = add(sub(mul(relaxation, x), mul(relaxation - 1, w!)), u!);
      const next = clip(ahead, of(bounds.low), of(bounds.high));
      return { w: next, u: sub(ahead, next) };
    }),
  );
}

/** Solves  max <c, x>  over the points x of a span within bounds, for many directions c at once. The maximum is at a
 * vertex. */
export class VertexSolver {
  readonly #backend: Backend;
  readonly #span: Pick<AffineSpan, 'origin' | 'axes'>;
  readonly #bounds: VertexBounds;
  readonly #dtype: Dtype;

  constructor(backend: Backend, span: Pick<AffineSpan, 'origin' | 'axes'>, bounds: VertexBounds, dtype: Dtype) {
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
   * @param stop        asked before every iteration
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
    const loop = await DeviceLoop.open(
      backend,
      linearProgramStep(this.#span, this.#bounds, count, dtype),
      { w: start ?? this.#origins(count) },
      { fixed: { force: makeHostTensor(force, [count, k]) } },
    );
    try {
      const pause = yieldToEventLoop();
      for (let iteration = 0; iteration < iterations && !stop(); iteration++) {
        await loop.step({});
        await pause();
      }
      return await backend.read(loop.state.w!);
    } finally {
      await loop.dispose();
    }
  }

  #origins(count: number): HostTensor {
    const { data, shape } = this.#span.origin;
    return stackRows(new Array<Float64Array>(count).fill(Float64Array.from(data)), shape[0]!);
  }
}
