import {
  abs,
  add,
  clip,
  constant,
  DtypeError,
  type ElementwiseOp,
  fromNested,
  opRules,
  relu,
  ShapeError,
  scalar,
  scalarValue,
  sub,
  surrogateRelu,
  trace,
  where,
} from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** [inputs, value], by hand; the table names every elementwise operation or does not compile. */
const values: { readonly [K in ElementwiseOp]: readonly (readonly [readonly number[], number])[] } = {
  neg: [
    [[2], -2],
    [[nan], nan],
  ],
  abs: [
    [[-2.5], 2.5],
    [[3], 3],
    [[0], 0],
    [[nan], nan],
  ],
  square: [
    [[-3], 9],
    [[nan], nan],
  ],
  sqrt: [
    [[9], 3],
    [[0], 0],
    [[-1], nan],
  ],
  exp: [
    [[0], 1],
    [[1], Math.E],
    [[-inf], 0],
    [[nan], nan],
  ],
  log: [
    [[1], 0],
    [[Math.E], 1],
    [[0], -inf],
    [[-1], nan],
  ],
  relu: [
    [[2], 2],
    [[-2], 0],
    [[0], 0],
    [[nan], nan],
  ],
  step: [
    [[2], 1],
    [[0], 0],
    [[-2], 0],
    [[5e-324], 1],
  ],
  sigmoid: [
    [[0], 0.5],
    [[Math.log(3)], 0.75],
    [[-Math.log(3)], 0.25],
    [[1000], 1],
    [[-1000], 0],
    [[-40], 4.248354255291589e-18],
  ],
  softplus: [
    [[0], Math.LN2],
    [[Math.log(3)], Math.log(4)],
    [[1000], 1000],
    [[-1000], 0],
    [[-40], 4.248354255291589e-18],
  ],
  stopGradient: [[[3], 3]],
  add: [[[1, 2], 3]],
  sub: [[[1, 2], -1]],
  mul: [[[3, -2], -6]],
  div: [
    [[3, -2], -1.5],
    [[1, 0], inf],
    [[0, 0], nan],
  ],
  maximum: [
    [[1, 2], 2],
    [[2, 1], 2],
    [[nan, 1], nan],
    [[1, nan], nan],
  ],
  minimum: [
    [[1, 2], 1],
    [[2, 1], 1],
    [[nan, 1], nan],
    [[1, nan], nan],
  ],
  greater: [
    [[2, 1], 1],
    [[1, 1], 0],
    [[1, 2], 0],
    [[nan, 1], 0],
  ],
  greaterEqual: [
    [[2, 1], 1],
    [[1, 1], 1],
    [[1, 2], 0],
    [[1, nan], 0],
  ],
  equal: [
    [[1, 1], 1],
    [[1, 2], 0],
    [[0, -0], 1],
    [[nan, nan], 0],
  ],
  surrogateRelu: [
    [[2, 100], 2],
    [[-2, 100], 0],
    [[0, 1], 0],
    [[nan, 1], nan],
    [[1, nan], nan],
  ],
  where: [
    [[1, 5, nan], 5],
    [[0, nan, 7], 7],
    [[-2, 5, 7], 5],
    [[-0, 5, 7], 7],
  ],
};

describe.each(Object.entries(values))('%s', (op, cases) => {
  const rule = opRules[op as ElementwiseOp];

  test.each(cases)('of %j is %d', (inputs, expected) => {
    const value = rule.scalar!(...inputs);
    if (Number.isFinite(expected)) {
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(2 * Number.EPSILON * Math.abs(expected));
    } else {
      expect(value).toBe(expected);
    }
  });

  test('takes as many inputs as its rule says', () => expect(rule.arity).toBe(cases[0]![0].length));

  test('names itself', () => expect(rule.op).toBe(op));
});

describe('elementwise operations on tensors', () => {
  const matrix = constant(
    fromNested([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  );
  const row = constant(fromNested([1, 2, 3]));

  test('broadcast as NumPy does', () => {
    expect(add(matrix, row).shape).toEqual([2, 3]);
    expect(add(row, matrix).shape).toEqual([2, 3]);
    expect(where(row, matrix, 0).shape).toEqual([2, 3]);
    expect(surrogateRelu(matrix, 10).shape).toEqual([2, 3]);
    expect(clip(row, matrix, 10).shape).toEqual([2, 3]);
  });

  test('refuse shapes that do not broadcast', () => {
    expect(() => add(matrix, constant(fromNested([1, 2])))).toThrow('add: [2, 3] and [2] do not broadcast');
    expect(() => where(matrix, row, constant(fromNested([1, 2])))).toThrow(ShapeError);
  });

  test('turn numbers into scalars of the dtype of the tensor beside them', () => {
    const [, right] = sub(constant(fromNested([1], 'float32')), 0.1).inputs;
    expect(right).toMatchObject({ op: 'constant', shape: [], dtype: 'float32' });
    expect(scalarValue(right!)).toBe(Math.fround(0.1));
    expect(sub(1, matrix).inputs[0]!.dtype).toBe('float64');
  });

  test('refuse to mix dtypes', () => {
    expect(() => add(matrix, scalar(1, 'float32'))).toThrow(DtypeError);
    expect(() => add(matrix, scalar(1, 'float32'))).toThrow(/add: .*float64 .*float32/);
  });

  test('refuse numbers alone', () => {
    expect(() => add(1, 2)).toThrow(/add: .*operand/);
    expect(() => add(1, 2)).toThrow(ShapeError);
  });

  test('keep the dtype of their inputs', () => {
    const { outputs } = trace({ x: { shape: [2], dtype: 'float32' } }, ({ x }) => ({ y: relu(abs(x)) }));
    expect(outputs.y).toMatchObject({ op: 'relu', dtype: 'float32', shape: [2] });
  });
});
