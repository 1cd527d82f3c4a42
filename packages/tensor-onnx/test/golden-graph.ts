import {
  add,
  clip,
  concat,
  constant,
  type Dtype,
  equal,
  exp,
  fromNested,
  type Graph,
  gradients,
  logSumExp,
  matmul,
  max,
  mul,
  reshape,
  slice,
  softplus,
  square,
  sub,
  sum,
  surrogateRelu,
  trace,
  transpose,
  where,
} from '@noprior/tensor';

/** Inputs of {@link goldenGraph}. */
export const goldenInputs = {
  x: fromNested([
    [0.5, -1.25, 2],
    [-0.75, 0.25, 1.5],
  ]),
  lambda: fromNested([0.3, 1.7]),
  alpha: fromNested(3),
};

/** A stationarity loss with its gradients, and most other operations, for a comparison with other software. */
export function goldenGraph(dtype: Dtype): Graph {
  const specs = { x: { shape: [2, 3], dtype }, lambda: { shape: [2], dtype }, alpha: { shape: [], dtype } };
  return trace(specs, ({ x, lambda, alpha }) => {
    const w1 = constant(
      fromNested([
        [0.2, -0.4, 0.1],
        [1, 0.5, -0.3],
        [-0.6, 0.7, 0.8],
        [0.9, -0.1, 0.4],
      ]),
      dtype,
    );
    const b1 = constant(fromNested([0.1, -0.2, 0.3, 0]), dtype);
    const w2 = constant(fromNested([[1, -0.5, 0.25, 2]]), dtype);
    const hidden = surrogateRelu(add(matmul(x, w1, { transposeB: true }), b1), alpha);
    const phi = matmul(hidden, w2, { transposeB: true });
    const weighted = mul(sum(mul(phi, reshape(lambda, [2, 1]))), 0.5);
    const parameters = [w1, b1, w2];
    const loss = gradients(weighted, parameters)
      .map((gradient, index) => sum(square(sub(parameters[index]!, gradient))))
      .reduce((total, term) => add(total, term));
    const [byX, byLambda] = gradients(loss, [x, lambda]);
    return {
      loss,
      'loss/x': byX!,
      'loss/lambda': byLambda!,
      softplus: softplus(mul(10, x)),
      logSumExp: logSumExp(x, { axes: 1 }),
      chosen: where(equal(x, max(x, { axes: 0, keepdims: true })), exp(x), clip(x, -1, 1)),
      layout: concat([transpose(x), slice(transpose(x), [1, 0], [2, 2])], 0),
    };
  });
}
