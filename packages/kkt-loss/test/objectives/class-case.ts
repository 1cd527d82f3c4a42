import type { Candidates, ObjectiveKind } from '@noprior/kkt-loss';
import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';

/** A random network with candidates that an objective can explain it by, in float64. */
export interface ClassCase {
  readonly seed: number;
  readonly objective: ObjectiveKind;
  readonly network: ReluNetwork;
  readonly candidates: Candidates;
}

/** Random cases of the objectives beyond the binary one; two to four outputs where there are classes. */
export function classCases(
  objectives: readonly ObjectiveKind[] = ['runner-up', 'per-class', 'regression'],
): fc.Arbitrary<ClassCase> {
  return fc
    .record({
      seed: fc.nat(1_000_000),
      objective: fc.constantFrom(...objectives),
      inputSize: fc.integer({ min: 1, max: 3 }),
      hiddenSizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
      classes: fc.integer({ min: 2, max: 4 }),
      count: fc.integer({ min: 1, max: 3 }),
      bias: fc.constantFrom('none', 'first', 'all'),
    })
    .map(({ seed, objective, inputSize, hiddenSizes, classes, count, bias }) => {
      const outputSize = objective === 'regression' ? 1 : classes;
      const network = makeNetwork({ inputSize, hiddenSizes, outputSize, seed, bias, dtype: 'float64' });
      const random = makeRandom(seed).fork('candidates');
      const shape = objective === 'per-class' ? [count, classes] : [count];
      const low = objective === 'regression' ? -2 : 0.1;
      const candidates = {
        x: random.normalTensor([count, inputSize], 1),
        lambda: random.uniformTensor(shape, low, 2),
        y: makeHostTensor(
          Float64Array.from({ length: count }, () =>
            objective === 'regression' ? random.uniform() - 0.5 : Math.floor(random.uniform() * classes),
          ),
          [count],
        ),
      };
      return { seed, objective, network, candidates };
    });
}

/** Outputs by plain loops, and the pre-activations of hidden units. */
export function plainOutputs(
  { layers }: ReluNetwork,
  x: ArrayLike<number>,
): { readonly outputs: number[]; readonly hidden: number[] } {
  let h = Array.from(x);
  const hidden: number[] = [];
  for (const [index, { weight, bias }] of layers.entries()) {
    const [units, inputs] = weight.shape as readonly [number, number];
    const z = Array.from({ length: units }, (_, unit) =>
      h.reduce((sum, value, i) => sum + weight.data[unit * inputs + i]! * value, bias?.data[unit] ?? 0),
    );
    if (index === layers.length - 1) return { outputs: z, hidden };
    hidden.push(...z);
    h = z.map((value) => Math.max(0, value));
  }
  return { outputs: [], hidden };
}

/** What explains a network, by plain loops: the sum over candidates whose gradient is compared with theta. */
export function plainSum({ network, objective, candidates: { x, lambda, y } }: ClassCase): number {
  const [count = 0, dimension = 0] = x.shape;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const { outputs } = plainOutputs(network, x.data.subarray(i * dimension, (i + 1) * dimension));
    if (objective === 'regression') total += lambda.data[i]! * outputs[0]!;
    else {
      const own = y.data[i]!;
      const margins = outputs.map((value) => outputs[own]! - value);
      if (objective === 'per-class') {
        margins.forEach((margin, c) => {
          if (c !== own) total += lambda.data[i * outputs.length + c]! * margin;
        });
      } else total += lambda.data[i]! * Math.min(...margins.filter((_, c) => c !== own));
    }
  }
  return total;
}

/** How far a case is from every kink and from every tie between two classes. */
export function distanceFromKinks({ network, candidates: { x } }: ClassCase): number {
  const [count = 0, dimension = 0] = x.shape;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const { outputs, hidden } = plainOutputs(network, x.data.subarray(i * dimension, (i + 1) * dimension));
    for (const z of hidden) least = Math.min(least, Math.abs(z));
    outputs.forEach((a, c) => {
      for (const b of outputs.slice(0, c)) least = Math.min(least, Math.abs(a - b));
    });
  }
  return least;
}

/** A tensor with one element moved. */
export function moved(tensor: HostTensor, index: number, by: number): HostTensor {
  const data = Float64Array.from(tensor.data);
  data[index]! += by;
  return makeHostTensor(data, tensor.shape);
}
