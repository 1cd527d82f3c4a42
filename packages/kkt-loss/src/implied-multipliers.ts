import { checkNetwork, constantLayers, forward, type ReluNetwork } from '@noprior/relu-models';
import {
  add,
  type Backend,
  evaluate,
  gradients,
  type HostTensor,
  makeHostTensor,
  matmul,
  mul,
  reshape,
  simplify,
  sum,
  toHostDtype,
  trace,
  transpose,
} from '@noprior/tensor';
import { checkPoints } from './candidates.ts';
import { solvePositiveDefinite } from './internal/solve-positive-definite.ts';

/** The multipliers that a first layer itself implies, and how far its signals are from the KKT form. */
export interface ImpliedMultipliers {
  /** [n] unit of scale `sum`; may be negative where the KKT form does not hold */
  readonly lambda: HostTensor;
  /** [n] cosine of u_i and y_i delta_i: 1 at a KKT point without kinks */
  readonly agreement: HostTensor;
  /** [n] y_i Phi(x_i) */
  readonly margins: HostTensor;
}

/** Multipliers of a training set, read off the first layer without assuming the KKT form.
 *
 * Training changes `[W_1 b_1]` by `sum_i u_i v_i^T` with `v_i = (x_i, 1)`, whatever its course. Least squares gives the
 * signals u_i as long as the v_i are independent, and
 *
 *     lambda_i = y_i <u_i, delta_i> / ||delta_i||^2,   agreement_i = y_i <u_i, delta_i> / (||u_i|| ||delta_i||)
 *
 * with hard derivatives delta_i. Unlike those of {@link oracleLoss} these do not compensate for one another. Initial weights add
 * noise of their own size to u_i.
 *
 * @param x  [n, d] points
 * @param y  [n] labels, -1 or +1
 * @throws {ShapeError} if points, labels and network do not fit together
 * @throws {DomainError} for labels outside {-1, +1}, and values that are not finite
 * @throws {DtypeError} if the backend does not offer float64
 * @see {@link multiplierLaw}
 * @example (await impliedMultipliers(openReference(), network, training)).lambda
 */
export async function impliedMultipliers(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: { readonly x: HostTensor; readonly y: HostTensor },
): Promise<ImpliedMultipliers> {
  checkNetwork(network);
  checkPoints(network, x, y);
  const dtype = 'float64';
  const count = x.shape[0]!;
  const graph = trace({ x: { shape: x.shape, dtype }, y: { shape: y.shape, dtype } }, (inputs) => {
    const layers = constantLayers(network, dtype);
    const { weight, bias } = layers[0]!;
    const { preActivations, logits } = forward(layers, inputs.x!);
    const [delta] = gradients(sum(logits), [preActivations[0]!]);
    const products = matmul(inputs.x!, inputs.x!, { transposeB: true });
    const target = matmul(inputs.x!, weight, { transposeB: true });
    return {
      delta: mul(delta!, reshape(inputs.y!, [count, 1])),
      gram: bias === undefined ? products : add(products, 1),
      // [m, n], so that the right-hand side of a neuron is contiguous.
      target: transpose(bias === undefined ? target : add(target, bias)),
      margins: mul(inputs.y!, logits),
    };
  });
  const read = await evaluate(backend, simplify(graph), { x: toHostDtype(x, dtype), y: toHostDtype(y, dtype) });
  const units = read.target!.shape[0]!;
  const gram = Float64Array.from(read.gram!.data);
  const delta = read.delta!.data;
  const inner = new Float64Array(count);
  const signalSquare = new Float64Array(count);
  const deltaSquare = new Float64Array(count);
  for (let j = 0; j < units; j++) {
    const right = Float64Array.from(read.target!.data.subarray(j * count, (j + 1) * count));
    for (const [i, signal] of solvePositiveDefinite(gram, right).entries()) {
      const form = delta[i * units + j]!;
      inner[i]! += signal * form;
      signalSquare[i]! += signal ** 2;
      deltaSquare[i]! += form ** 2;
    }
  }
  const ratio = (above: number, below: number): number => (below > 0 ? above / below : 0);
  return {
    lambda: makeHostTensor(
      inner.map((value, i) => ratio(value, deltaSquare[i]!)),
      [count],
    ),
    agreement: makeHostTensor(
      inner.map((value, i) => ratio(value, Math.sqrt(signalSquare[i]! * deltaSquare[i]!))),
      [count],
    ),
    margins: read.margins!,
  };
}
