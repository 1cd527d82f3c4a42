import { add, type Dtype, fill, matmul, mul, neg, sub, type Tensor, trace } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { emitModel } from '../../src/emit/emit-model.ts';

type Program = (a: Tensor, b: Tensor, c: Tensor, s: Tensor) => Tensor | Readonly<Record<string, Tensor>>;

const nodesOf = (program: Program, dtype: Dtype = 'float32') => {
  const specs = {
    a: { shape: [3, 4], dtype },
    b: { shape: [4, 5], dtype },
    c: { shape: [3, 5], dtype },
    s: { shape: [], dtype },
  };
  const graph = trace(specs, ({ a, b, c, s }) => {
    const result = program(a, b, c, s);
    return 'op' in result && typeof result.op === 'string'
      ? { y: result as Tensor }
      : (result as Record<string, Tensor>);
  });
  return emitModel(graph).model.nodes;
};

const opTypes = (program: Program): string =>
  nodesOf(program)
    .map(({ opType }) => opType)
    .join(' ');

test.each<[string, Program, object]>([
  ['p + c', (a, b, c) => add(matmul(a, b), c), {}],
  ['c + p', (a, b, c) => add(c, matmul(a, b)), {}],
  ['c - p', (a, b, c) => sub(c, matmul(a, b)), { alpha: { float: -1 } }],
  ['p - c', (a, b, c) => sub(matmul(a, b), c), { beta: { float: -1 } }],
  ['2 p', (a, b) => mul(2, matmul(a, b)), { alpha: { float: 2 } }],
  ['-p', (a, b) => neg(matmul(a, b)), { alpha: { float: -1 } }],
  ['c - p / 4', (a, b, c) => sub(c, mul(matmul(a, b), 0.25)), { alpha: { float: -0.25 } }],
])('%s is one Gemm', (_, program, attributes) => {
  const nodes = nodesOf(program);
  expect(nodes.map(({ opType }) => opType)).toEqual(['Gemm']);
  expect(nodes[0]!.attributes).toEqual(attributes);
});

test.each<[string, Program, string]>([
  [
    'a product that is read twice',
    (a, b) => {
      const p = matmul(a, b);
      return add(p, p);
    },
    'Gemm Add',
  ],
  [
    'a product that is an output too',
    (a, b, c) => {
      const p = matmul(a, b);
      return { p, q: add(p, c) };
    },
    'Gemm Add',
  ],
  ['an addend larger than the product', (a, b) => add(matmul(a, b), fill(1, [2, 3, 5], 'float32')), 'Gemm Add'],
  ['a factor that is no constant', (a, b, _, s) => mul(s, matmul(a, b)), 'Gemm Mul'],
  ['a factor that is no scalar', (a, b) => mul(fill(2, [1, 1], 'float32'), matmul(a, b)), 'Gemm Mul'],
  ['a second addend', (a, b, c, s) => add(add(matmul(a, b), c), s), 'Gemm Add'],
])('%s stays apart', (_, program, expected) => {
  expect(opTypes(program)).toBe(expected);
});

test('a factor that float32 does not hold stays apart in float64, where Gemm would round it', () => {
  expect(nodesOf((a, b) => mul(0.1, matmul(a, b)), 'float64').map(({ opType }) => opType)).toEqual(['Gemm', 'Mul']);
  expect(nodesOf((a, b) => mul(0.5, matmul(a, b)), 'float64').map(({ opType }) => opType)).toEqual(['Gemm']);
});

test('a scalar addend becomes an addend with an axis: without one, WebGPU ends the process', () => {
  const nodes = nodesOf((a, b, _, s) => sub(s, neg(matmul(a, b))));
  expect(nodes.map(({ opType }) => opType)).toEqual(['Reshape', 'Gemm']);
});

test('constant factors of the addend, and of the whole, go into Gemm', () => {
  const attributes = nodesOf((a, b, c) => mul(-2, add(mul(0.5, c), matmul(a, b)))).map(({ opType, attributes }) => [
    opType,
    attributes,
  ]);
  expect(attributes).toEqual([['Gemm', { alpha: { float: -2 }, beta: { float: -1 } }]]);
});

test('a row times a matrix keeps to the way that knows neither factors nor flags of the row', () => {
  const graph = trace(
    { u: { shape: [3, 1], dtype: 'float32' }, b: { shape: [3, 4], dtype: 'float32' } },
    ({ u, b }) => ({ y: sub(1, matmul(u, b, { transposeA: true })) }),
  );
  const nodes = emitModel(graph).model.nodes;
  expect(nodes.map(({ opType }) => opType)).toEqual(['Reshape', 'Gemm', 'Sub']);
  expect(nodes[1]!.attributes).toEqual({});
});
