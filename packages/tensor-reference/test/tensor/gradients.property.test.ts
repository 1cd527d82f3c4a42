import {
  abs,
  add,
  broadcastTo,
  concat,
  constant,
  div,
  equal,
  exp,
  gradients,
  greater,
  greaterEqual,
  type HostTensor,
  log,
  logSumExp,
  makeHostTensor,
  makeRandom,
  matmul,
  max,
  maximum,
  minimum,
  mul,
  neg,
  type OpName,
  type Random,
  relu,
  reshape,
  type Shape,
  sigmoid,
  sizeOf,
  slice,
  softplus,
  sqrt,
  square,
  step,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
} from '@noprior/tensor';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { expectGradients, type Values } from './finite-differences.ts';

interface Extents {
  readonly n: number;
  readonly m: number;
  readonly k: number;
}

interface Case {
  /** Shapes of the operands from random extents; shapes that broadcast are cases of their own. */
  readonly shapes: (extents: Extents) => readonly Shape[];
  readonly apply: (operands: readonly Tensor[], extents: Extents) => Tensor;
  /** Element `index` of operand `position`, away from kinks; normal numbers by default. */
  readonly draw?: (random: Random, position: number, index: number) => number;
}

const same = ({ n, m }: Extents): Shape[] => [
  [n, m],
  [n, m],
];
const row = ({ n, m }: Extents): Shape[] => [[n, m], [m]];
const outer = ({ n, m, k }: Extents): Shape[] => [
  [n, 1, k],
  [m, 1],
];
const withScalar = ({ n }: Extents): Shape[] => [[], [n]];

const awayFromZero = (random: Random): number =>
  (random.uniform() < 0.5 ? -1 : 1) * random.uniformTensor([], 0.3, 2).data[0]!;
const positive = (random: Random): number => 0.3 + 2 * random.uniform();
/** Operands on two lattices a quarter apart, so that they never meet. */
const interleaved = (random: Random, position: number): number =>
  0.5 * random.integer(-3, 4) + 0.25 * position + 0.1 * random.uniform();
/** Numbers on a lattice, each point once among 53 in a row, and less than a third of its width beside it: none tie. */
const distinct = (random: Random, _: number, index: number): number =>
  0.1 * ((index * 29) % 53) + 0.03 * random.uniform();

const unary = (apply: (x: Tensor) => Tensor, draw?: Case['draw']): Case[] => [
  { shapes: ({ n, m }) => [[n, m]], apply: ([x]) => apply(x!), ...(draw && { draw }) },
];
const binary = (apply: (a: Tensor, b: Tensor) => Tensor, draw?: Case['draw']): Case[] =>
  [same, row, outer, withScalar].map((shapes) => ({
    shapes,
    apply: ([a, b]) => apply(a!, b!),
    ...(draw && { draw }),
  }));
const reductions = (reduce: typeof sum, draw?: Case['draw']): Case[] =>
  [{}, { axes: 0 }, { axes: [0, 2] }, { axes: 1, keepdims: true }, { axes: [] }].map((options) => ({
    shapes: ({ n, m, k }) => [[n, m, k]],
    apply: ([x]) => reduce(x!, options),
    ...(draw && { draw }),
  }));

/** Every operation; one without an entry does not compile. `surrogateRelu`, whose derivative is not the slope of its
 * value on purpose, and `stopGradient` have tests of their own. */
const cases: {
  readonly [K in Exclude<OpName, 'input' | 'constant' | 'surrogateRelu' | 'stopGradient'>]: readonly Case[];
} = {
  neg: unary(neg),
  abs: unary(abs, awayFromZero),
  square: unary(square),
  sqrt: unary(sqrt, positive),
  exp: unary(exp),
  log: unary(log, positive),
  relu: unary(relu, awayFromZero),
  step: unary(step, awayFromZero),
  sigmoid: unary(sigmoid),
  softplus: unary(softplus),
  add: binary(add),
  sub: binary(sub),
  mul: binary(mul),
  div: binary(div, awayFromZero),
  maximum: binary(maximum, interleaved),
  minimum: binary(minimum, interleaved),
  greater: binary(greater, interleaved),
  greaterEqual: binary(greaterEqual, interleaved),
  equal: binary(equal, interleaved),
  where: [
    { shapes: ({ n, m }) => [[n, m], [m], [n, 1]], apply: ([c, a, b]) => where(step(c!), a!, b!), draw: awayFromZero },
    {
      shapes: ({ n, m }) => [[m], [n, m], []],
      apply: ([c, a, b]) => where(greater(c!, 0), a!, b!),
      draw: awayFromZero,
    },
  ],
  matmul: [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => ({
      shapes: ({ n, m, k }: Extents) => [transposeA ? [k, n] : [n, k], transposeB ? [m, k] : [k, m]],
      apply: ([a, b]: readonly Tensor[]) => matmul(a!, b!, { transposeA, transposeB }),
    })),
  ),
  sum: reductions(sum),
  max: reductions(max, distinct),
  logSumExp: reductions(logSumExp),
  reshape: [{ shapes: ({ n, m, k }) => [[n, m * k]], apply: ([x], { n, m, k }) => reshape(x!, [k, n, m]) }],
  broadcastTo: [
    { shapes: ({ n }) => [[n, 1]], apply: ([x], { n, m, k }) => broadcastTo(x!, [k, n, m]) },
    { shapes: () => [[]], apply: ([x], { n, m }) => broadcastTo(x!, [n, m]) },
  ],
  transpose: [
    { shapes: ({ n, m, k }) => [[n, m, k]], apply: ([x]) => transpose(x!, [1, 2, 0]) },
    { shapes: ({ n, m }) => [[n, m]], apply: ([x]) => transpose(x!) },
  ],
  concat: [
    {
      shapes: ({ n, m, k }) => [
        [n, m],
        [n, k],
        [n, 1],
      ],
      apply: (operands) => concat(operands, 1),
    },
    { shapes: ({ n, m }) => [[n, m]], apply: ([x]) => concat([x!, x!], 0) },
  ],
  slice: [
    { shapes: ({ n, m, k }) => [[n + 2, m, k + 1]], apply: ([x], { n, m, k }) => slice(x!, [1, 0, 1], [n, m, k]) },
    { shapes: ({ n }) => [[n]], apply: ([x]) => slice(x!, [0], [1]) },
  ],
};

const samples = fc.record({
  extents: fc.record({
    n: fc.integer({ min: 1, max: 4 }),
    m: fc.integer({ min: 1, max: 4 }),
    k: fc.integer({ min: 1, max: 3 }),
  }),
  seed: fc.nat(),
});

function drawValues({ shapes, draw }: Case, extents: Extents, random: Random): Values {
  const element = draw ?? ((): number => random.normal());
  return Object.fromEntries(
    shapes(extents).map((shape, position): [string, HostTensor] => {
      const data = Float64Array.from({ length: sizeOf(shape) }, (_, index) => element(random, position, index));
      return [`x${position}`, makeHostTensor(data, shape)];
    }),
  );
}

/** A fixed generic linear functional of a tensor, so that no component of a derivative goes unseen. */
function weighted(tensor: Tensor, random: Random): Tensor {
  return sum(mul(constant(random.normalTensor(tensor.shape, 1)), tensor));
}

describe.each(Object.entries(cases))('%s', (_, opCases) => {
  test.each(opCases.map((opCase, index) => [index, opCase] as const))(
    'case %d: first derivatives by every input agree with central differences',
    async (_index, opCase) => {
      await fc.assert(
        fc.asyncProperty(samples, async ({ extents, seed }) => {
          const values = drawValues(opCase, extents, makeRandom(seed));
          await expectGradients((symbols) => {
            const result = opCase.apply(Object.values(symbols), extents);
            return weighted(result, makeRandom(seed).fork('weights'));
          }, values);
        }),
        { numRuns: 12 },
      );
    },
  );

  test.each(opCases.map((opCase, index) => [index, opCase] as const))(
    'case %d: second derivatives, through vector-Jacobian products whose cotangent depends on the inputs',
    async (_index, opCase) => {
      await fc.assert(
        fc.asyncProperty(samples, async ({ extents, seed }) => {
          const values = drawValues(opCase, extents, makeRandom(seed));
          await expectGradients(
            (symbols) => {
              const operands = Object.values(symbols);
              const result = opCase.apply(operands, extents);
              const random = makeRandom(seed).fork('weights');
              const cotangent = mul(constant(random.normalTensor(result.shape, 1)), add(1, square(sum(operands[0]!))));
              const firsts = gradients(result, operands, cotangent);
              return firsts.map((first) => weighted(first, random)).reduce((total, term) => add(total, term));
            },
            values,
            { tolerance: 4e-6 },
          );
        }),
        { numRuns: 12 },
      );
    },
  );
});
