import { type Candidates, type Scale, scaleFactor } from '@noprior/kkt-loss';
import { type DataSpan, norm, rowOf, type SpanOptions, spanOf, takeRows } from '@noprior/linear-algebra';
import { forward, inputLayers, parameterSpecs, parameters, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  evaluate,
  gradients,
  type HostTensor,
  makeHostTensor,
  matmul,
  mul,
  reshape,
  sub,
  sum,
  trace,
} from '@noprior/tensor';

/** How the first layer comes from the candidates:  W_1 = sum_i c_i y_i delta_i x_i^T + R_1,  c_i = s lambda_i. */
export interface FirstLayer {
  /** [m] ||c o delta_j||_2 of every unit */
  readonly weightNorms: Float64Array;
  /** [m, d] R_1 */
  readonly residual: HostTensor;
  /** [m] ||r_j|| */
  readonly residualNorms: Float64Array;
}

/** The decomposition for a float64 network and its candidates. */
export async function firstLayer(
  backend: Backend,
  network: ReluNetwork,
  { x, lambda, y }: Candidates,
  scale: Scale,
): Promise<FirstLayer> {
  const count = x.shape[0]!;
  const factor = scaleFactor(scale, count);
  const coefficients = makeHostTensor(
    Float64Array.from(lambda.data, (value, i) => factor * value * y.data[i]!),
    [count],
  );
  const specs = {
    ...parameterSpecs(network),
    x: { shape: x.shape, dtype: 'float64' as const },
    coefficients: { shape: [count], dtype: 'float64' as const },
  };
  const graph = trace(specs, (inputs) => {
    const layers = inputLayers(network, inputs);
    const { preActivations, logits } = forward(layers, inputs.x!);
    const [delta] = gradients(sum(logits), [preActivations[0]!]);
    const weighted = mul(delta!, reshape(inputs.coefficients!, [count, 1]));
    return { weighted, residual: sub(layers[0]!.weight, matmul(weighted, inputs.x!, { transposeA: true })) };
  });
  const read = await evaluate(backend, graph, { ...parameters(network), x, coefficients });
  const residual = read.residual!;
  const [units] = residual.shape as readonly [number, number];
  const weighted = read.weighted!;
  const weightNorms = new Float64Array(units);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < units; j++) weightNorms[j]! += weighted.data[i * units + j]! ** 2;
  }
  return {
    weightNorms: weightNorms.map(Math.sqrt),
    residual,
    residualNorms: Float64Array.from({ length: units }, (_, j) => norm(rowOf(residual, j))),
  };
}

/** Span of the points whose multiplier is not 0: those that the first layer comes from. */
export function supportSpan({ x, lambda }: Pick<Candidates, 'x' | 'lambda'>, options: SpanOptions = {}): DataSpan {
  const support = [...lambda.data.keys()].filter((i) => lambda.data[i] !== 0);
  const points =
    support.length > 0 ? takeRows(x, support) : makeHostTensor(new Float64Array(x.shape[1]!), [1, x.shape[1]!]);
  return spanOf(points, options);
}

/** Norms of the parts of the rows of a matrix that are orthogonal to a span.
 *
 * @param rows  [m, d]
 * @returns     [m]
 */
export async function normsOffSpan(backend: Backend, { basis }: DataSpan, rows: HostTensor): Promise<Float64Array> {
  const units = rows.shape[0]!;
  if (basis.shape[0] === 0) return Float64Array.from({ length: units }, (_, j) => norm(rowOf(rows, j)));
  const graph = trace(
    { rows: { shape: rows.shape, dtype: 'float64' }, basis: { shape: basis.shape, dtype: 'float64' } },
    (inputs) => {
      const without = (left: typeof inputs.rows) =>
        sub(left, matmul(matmul(left, inputs.basis, { transposeB: true }), inputs.basis));
      return { left: without(without(inputs.rows)) };
    },
  );
  const { left } = await evaluate(backend, graph, { rows, basis });
  return Float64Array.from({ length: units }, (_, j) => norm(rowOf(left!, j)));
}
