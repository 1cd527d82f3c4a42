import {
  abs,
  add,
  broadcastTo,
  clip,
  concat,
  div,
  equal,
  evaluate,
  exp,
  type Graph,
  gradients,
  greater,
  greaterEqual,
  log,
  logSumExp,
  makeGraph,
  makeRandom,
  matmul,
  max,
  maximum,
  minimum,
  mul,
  neg,
  type OpName,
  relu,
  reshape,
  scalarValue,
  sigmoid,
  simplify,
  sizeOf,
  slice,
  softplus,
  sqrt,
  square,
  step,
  stopGradient,
  sub,
  sum,
  surrogateRelu,
  type Tensor,
  trace,
  transpose,
  where,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** How one instruction of a random program grows it. */
interface Instruction {
  readonly op: Exclude<OpName, 'input'>;
  readonly picks: readonly [number, number, number];
  readonly choice: number;
}

type Build = (operands: readonly [Tensor, Tensor, Tensor], choice: number) => Tensor;

/** A second operand that broadcasts with the first: itself, a row, a column, or a scalar made of another tensor. */
function companion(a: Tensor, other: Tensor, choice: number): Tensor {
  if (other.shape.length === a.shape.length && other.shape.every((extent, axis) => extent === a.shape[axis]))
    return other;
  if (choice % 3 === 0 || a.shape.length === 0) return mul(0.125, sum(other));
  const axis = choice % a.shape.length;
  return choice % 3 === 1 ? max(a, { axes: axis, keepdims: true }) : mul(add(sum(other), a), -1);
}

/** A matrix with the elements of any tensor. */
function toMatrix(x: Tensor): Tensor {
  return x.shape.length === 2 ? x : reshape(x, [1, sizeOf(x.shape)]);
}

const constants = [-2, -1, -0.5, 0, 0.5, 1, 2, 4] as const;
const unary =
  (apply: (x: Tensor) => Tensor): Build =>
  ([a]) =>
    apply(a);
const binary =
  (apply: (a: Tensor, b: Tensor) => Tensor): Build =>
  ([a, b], choice) => {
    const other = companion(a, b, choice);
    return choice % 2 === 0 ? apply(a, other) : apply(other, a);
  };
const axesOf = (a: Tensor, choice: number): number[] =>
  a.shape.flatMap((_, axis) => ((choice >> axis) & 1 ? [axis] : []));

/** Every operation on operands whose shapes are made to fit. Constants are powers of two and denominators positive:
 * then every rewrite is exact, so neither rounding nor the sign of a zero can flip a comparison. */
const builders: { readonly [K in Instruction['op']]: Build } = {
  constant: ([a], choice) => (choice % 2 ? mul : add)(a, constants[choice % constants.length]!),
  neg: unary(neg),
  abs: unary(abs),
  square: unary((x) => clip(square(x), -4, 4)),
  sqrt: unary((x) => sqrt(add(square(x), 1))),
  exp: unary((x) => exp(minimum(x, 1))),
  log: unary((x) => log(add(abs(x), 0.5))),
  relu: unary(relu),
  step: unary(step),
  sigmoid: unary(sigmoid),
  softplus: unary(softplus),
  stopGradient: unary(stopGradient),
  add: binary(add),
  sub: binary(sub),
  mul: binary((a, b) => clip(mul(a, b), -4, 4)),
  div: binary((a, b) => div(a, add(1, square(b)))),
  maximum: binary(maximum),
  minimum: binary(minimum),
  greater: binary(greater),
  greaterEqual: binary(greaterEqual),
  equal: binary(equal),
  surrogateRelu: ([a], choice) => surrogateRelu(a, 2 ** (choice % 4)),
  where: ([a, b, c], choice) => where(step(companion(a, b, choice)), a, companion(a, c, choice >> 2)),
  matmul: ([a, b], choice) => {
    const left = toMatrix(a);
    const right = toMatrix(b);
    for (let flags = 0; flags < 4; flags++) {
      const [transposeA, transposeB] = [((choice + flags) & 1) === 1, ((choice + flags) & 2) === 2];
      if (left.shape[transposeA ? 0 : 1] === right.shape[transposeB ? 1 : 0]) {
        return mul(0.25, matmul(left, right, { transposeA, transposeB }));
      }
    }
    return choice % 2 ? matmul(transpose(left), left) : matmul(left, transpose(left));
  },
  sum: ([a], choice) => mul(0.25, sum(a, { axes: axesOf(a, choice), keepdims: choice % 2 === 0 })),
  max: ([a], choice) => max(a, { axes: axesOf(a, choice), keepdims: choice % 2 === 0 }),
  logSumExp: ([a], choice) => logSumExp(a, { axes: axesOf(a, choice), keepdims: choice % 2 === 0 }),
  reshape: ([a], choice) =>
    reshape(a, [[sizeOf(a.shape)], [1, sizeOf(a.shape)], [...a.shape, 1], a.shape][choice % 4]!),
  broadcastTo: ([a], choice) => (sizeOf(a.shape) > 64 ? a : broadcastTo(a, choice % 2 ? [2, ...a.shape] : a.shape)),
  transpose: ([a], choice) => {
    const rank = a.shape.length;
    return transpose(a, choice % 3 === 0 ? undefined : a.shape.map((_, axis) => (axis + choice) % rank));
  },
  concat: ([a], choice) => {
    if (a.shape.length === 0 || sizeOf(a.shape) > 64) return a;
    return concat([a, neg(a)], choice % a.shape.length);
  },
  slice: ([a], choice) => {
    const half = a.shape.map((extent) => Math.ceil(extent / 2));
    return slice(a, choice % 2 ? a.shape.map((extent, axis) => extent - half[axis]!) : a.shape.map(() => 0), half);
  },
};

const instructions: fc.Arbitrary<Instruction> = fc.record({
  op: fc.constantFrom(...(Object.keys(builders) as Instruction['op'][])),
  picks: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
  choice: fc.nat(63),
});

const inputs = trace(
  {
    x: { shape: [3, 2], dtype: 'float64' },
    y: { shape: [2, 4], dtype: 'float64' },
    row: { shape: [2], dtype: 'float64' },
    s: { shape: [], dtype: 'float64' },
    unused: { shape: [1], dtype: 'float64' },
  },
  () => ({}),
).inputs;

/** The last three tensors of a random program; later picks are likelier than early ones, so that programs grow deep. */
function grow(program: readonly Instruction[]): Tensor[] {
  const pool: Tensor[] = [...inputs];
  for (const { op, picks, choice } of program) {
    const operands = picks.map((pick) => pool[Math.max(pick % pool.length, (pick >> 8) % pool.length)]!);
    const [a, b, c] = operands as [Tensor, Tensor, Tensor];
    pool.push(builders[op]([a, b, c], choice));
  }
  return pool.slice(-3);
}

/** Number of nodes that compute something; a multiplication by a constant goes into a product or a sum where there is one. */
function work(graph: Graph): number {
  return graph.nodes.filter(
    (node) =>
      !['broadcastTo', 'reshape', 'constant'].includes(node.op) &&
      !(node.op === 'mul' && scalarValue(node.inputs[0]!) !== undefined),
  ).length;
}

async function expectEqualAfterSimplify(outputs: Readonly<Record<string, Tensor>>, seed: number): Promise<number> {
  const graph = makeGraph(inputs, outputs);
  const simple = simplify(graph);
  expect(simple.inputs).toEqual(graph.inputs);
  // A broadcast may move behind the arithmetic while an output still reads it, a constant factor out of a product while
  // something else reads the multiple, and an outer product may need its vectors in another shape; nothing else is ever added.
  expect(work(simple)).toBeLessThanOrEqual(work(graph));
  const random = makeRandom(seed);
  const values = Object.fromEntries(inputs.map((node) => [node.attributes.name, random.normalTensor(node.shape, 1)]));
  const backend = openReference();
  const [expected, actual] = [await evaluate(backend, graph, values), await evaluate(backend, simple, values)];
  let finite = 0;
  for (const [name, tensor] of Object.entries(expected)) {
    expect(actual[name]!.shape).toEqual(tensor.shape);
    expect(actual[name]!.dtype).toBe(tensor.dtype);
    tensor.data.forEach((value, index) => {
      const other = actual[name]!.data[index]!;
      // Equal as numbers, so that 0 and -0 agree, or both NaN.
      expect(other === value || Object.is(other, value), `${name}[${index}]: ${other} for ${value}`).toBe(true);
      if (Number.isFinite(value)) finite++;
    });
  }
  // What is simple stays as it is, node by node.
  expect(simplify(simple).nodes.every((node, index) => node === simple.nodes[index])).toBe(true);
  return finite;
}

const programs = fc.array(instructions, { minLength: 1, maxLength: 30 });

describe('simplify keeps the values of random programs over all operations', () => {
  test('of the programs themselves', async () => {
    let finite = 0;
    await fc.assert(
      fc.asyncProperty(programs, fc.nat(), async (program, seed) => {
        const [a, b, c] = grow(program);
        finite += await expectEqualAfterSimplify({ a: a!, b: b!, c: c! }, seed);
      }),
      { numRuns: 300 },
    );
    expect(finite).toBeGreaterThan(1000);
  });

  test('of their first and second derivatives', async () => {
    let finite = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(instructions, { minLength: 1, maxLength: 10 }), fc.nat(), async (program, seed) => {
        const loss = grow(program)
          .map((tensor) => sum(tensor))
          .reduce((total, term) => add(total, term));
        const firsts = gradients(loss, inputs);
        const norm = firsts.map((first) => sum(square(first))).reduce((total, term) => add(total, term));
        const seconds = gradients(norm, inputs);
        const outputs = [loss, ...firsts, ...seconds].map((tensor, index) => [`output${index}`, tensor] as const);
        finite += await expectEqualAfterSimplify(Object.fromEntries(outputs), seed);
      }),
      { numRuns: 150 },
    );
    expect(finite).toBeGreaterThan(1000);
  });
});
