import {
  add,
  fromNested,
  gradients,
  type HostTensor,
  makeHostTensor,
  makeRandom,
  matmul,
  mul,
  reshape,
  softplus,
  square,
  sub,
  sum,
  surrogateRelu,
  type Tensor,
} from '@noprior/tensor';
import type { HostTensors, ValueCase } from '../conformance-case.ts';
import { centralDifferences } from './central-differences.ts';

const n = 4;
const d = 3;
const m = 5;
const alpha = 4;
const random = makeRandom(21);

/** A network d-m-1 with n candidates, and signed multipliers c_i = lambda_i y_i. */
const inputs: HostTensors = {
  x: random.fork('x').normalTensor([n, d], 1),
  c: random.fork('c').normalTensor([n], 1),
  w1: random.fork('w1').normalTensor([m, d], 1),
  b1: random.fork('b1').normalTensor([m], 1),
  w2: random.fork('w2').normalTensor([1, m], 1),
};
const order = ['x', 'c', 'w1', 'b1', 'w2'] as const;

/** sum_parameters || theta - sum_i c_i grad_theta Phi(x_i) ||^2 for Phi = w2 activation(W1 x + b1) */
function stationarity(symbols: Readonly<Record<string, Tensor>>, activation: (z: Tensor) => Tensor): Tensor {
  const { x, c, w1, b1, w2 } = symbols;
  const hidden = activation(add(matmul(x!, w1!, { transposeB: true }), b1!));
  const outputs = matmul(hidden, w2!, { transposeB: true });
  const weighted = sum(mul(outputs, reshape(c!, [n, 1])));
  const parameters = [w1!, b1!, w2!];
  return gradients(weighted, parameters)
    .map((gradient, index) => sum(square(sub(parameters[index]!, gradient))))
    .reduce((total, term) => add(total, term));
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** The same in plain loops. `value` is the activation, `slope` what the inner gradient takes for its derivative.
 *
 * @param z  pre-activations; a parameter of its own, so that they can be replaced
 */
function plainStationarity(
  [x, c, w1, b1, w2]: readonly Float64Array[],
  value: (z: number, i: number, j: number) => number,
  slope: (z: number) => number,
): number {
  const g1 = new Float64Array(m * d);
  const gb = new Float64Array(m);
  const g2 = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let z = b1![j]!;
      for (let k = 0; k < d; k++) z += w1![j * d + k]! * x![i * d + k]!;
      const delta = c![i]! * w2![j]! * slope(z);
      for (let k = 0; k < d; k++) g1[j * d + k]! += delta * x![i * d + k]!;
      gb[j]! += delta;
      g2[j]! += c![i]! * value(z, i, j);
    }
  }
  const distance = (a: Float64Array, b: Float64Array): number =>
    a.reduce((total, one, index) => total + (one - b[index]!) ** 2, 0);
  return distance(w1!, g1) + distance(b1!, gb) + distance(w2!, g2);
}

const values = (given: HostTensors): HostTensor[] => order.map((name) => given[name]!);

/** Pre-activations at the point of differentiation. */
function preActivations(given: HostTensors): Float64Array {
  const [x, , w1, b1] = values(given).map(({ data }) => data);
  return Float64Array.from({ length: n * m }, (_, index) => {
    const [i, j] = [Math.floor(index / m), index % m];
    let z = b1![j]!;
    for (let k = 0; k < d; k++) z += w1![j * d + k]! * x![i * d + k]!;
    return z;
  });
}

const derivatives = (loss: Tensor, symbols: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
  Object.fromEntries(
    gradients(
      loss,
      order.map((name) => symbols[name]!),
    ).map((gradient, index) => [`by ${order[index]!}`, gradient]),
  );

const named = (loss: number, gradients: readonly HostTensor[]): HostTensors => ({
  loss: fromNested(loss),
  ...Object.fromEntries(gradients.map((gradient, index) => [`by ${order[index]!}`, gradient])),
});

const tolerance = { float32: { rtol: 2e-5, atol: 2e-4 }, float64: { rtol: 1e-7, atol: 1e-7 } } as const;

/** Gradients of gradients through a small network, against central differences of plain loops. */
export const networkCases: readonly ValueCase[] = [
  {
    id: 'network/stationarity of a softplus network and its gradients',
    inputs,
    program: (symbols) => {
      const loss = stationarity(symbols, softplus);
      return { loss, ...derivatives(loss, symbols) };
    },
    expected: (given) => {
      const f = (...at: readonly Float64Array[]): number =>
        plainStationarity(at, (z) => Math.log(1 + Math.exp(z)), logistic);
      return named(
        f(...values(given).map(({ data }) => Float64Array.from(data))),
        centralDifferences(f, values(given)),
      );
    },
    tolerance,
  },
  {
    id: 'network/stationarity with the surrogate derivative and its gradients',
    inputs,
    program: (symbols) => {
      const loss = stationarity(symbols, (z) => surrogateRelu(z, alpha));
      return { loss, ...derivatives(loss, symbols) };
    },
    expected: (given) => {
      // By definition relu moves with slope sigmoid(alpha z): to first order around z0 it is relu(z0) + sigmoid(alpha z0) (z - z0).
      const z0 = preActivations(given);
      const tangent = (z: number, i: number, j: number): number => {
        const at = z0[i * m + j]!;
        return Math.max(at, 0) + logistic(alpha * at) * (z - at);
      };
      const f = (...at: readonly Float64Array[]): number => plainStationarity(at, tangent, (z) => logistic(alpha * z));
      return named(
        f(...values(given).map(({ data }) => Float64Array.from(data))),
        centralDifferences(f, values(given)),
      );
    },
    tolerance,
  },
  {
    id: 'network/third derivatives of a cubic',
    inputs: { x: fromNested([1, -2, 0.5]) },
    program: ({ x }) => {
      const cube = sum(mul(square(x!), x!));
      const [first] = gradients(cube, [x!]);
      const [second] = gradients(sum(first!), [x!]);
      const [third] = gradients(sum(second!), [x!]);
      return { first: first!, second: second!, third: third! };
    },
    expected: {
      first: fromNested([3, 12, 0.75]),
      second: fromNested([6, -12, 3]),
      third: makeHostTensor([6, 6, 6], [3]),
    },
  },
];
