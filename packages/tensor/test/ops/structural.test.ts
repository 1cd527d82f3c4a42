import {
  broadcastTo,
  concat,
  constant,
  DtypeError,
  fill,
  fillHostTensor,
  fromNested,
  gatherRows,
  logSumExp,
  matmul,
  max,
  mean,
  opRules,
  reshape,
  type Shape,
  ShapeError,
  scalar,
  scalarValue,
  slice,
  sum,
  type Tensor,
  transpose,
} from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

const ofShape = (shape: Shape): Tensor => constant(fillHostTensor(2, shape));

describe('constant', () => {
  test('keeps the elements, or converts them to the dtype asked for', () => {
    const host = fromNested([0.1, 2]);
    expect(constant(host)).toMatchObject({ op: 'constant', shape: [2], dtype: 'float64', inputs: [] });
    expect(constant(host, 'float32')).toMatchObject({
      attributes: { data: Float32Array.of(0.1, 2) },
      dtype: 'float32',
    });
  });

  test('scalarValue reads scalars only', () => {
    expect(scalarValue(scalar(3, 'float64'))).toBe(3);
    expect(scalarValue(fill(3, [1], 'float64'))).toBeUndefined();
    expect(scalarValue(sum(fill(3, [1], 'float64')))).toBeUndefined();
  });

  test('fill refuses impossible extents', () => expect(() => fill(1, [-1, -2], 'float64')).toThrow(ShapeError));

  test('inputs and constants bring their shape; their rules have none', () => {
    expect(() => opRules.input.shape([], { name: 'x' })).toThrow(ShapeError);
    expect(() => opRules.constant.shape([], { data: new Float64Array(1) })).toThrow(ShapeError);
  });
});

describe('matmul', () => {
  test.each([
    [false, false, [2, 3], [3, 4]],
    [true, false, [3, 2], [3, 4]],
    [false, true, [2, 3], [4, 3]],
    [true, true, [3, 2], [4, 3]],
  ])('transposeA %s, transposeB %s', (transposeA, transposeB, a, b) => {
    const product = matmul(ofShape(a), ofShape(b), { transposeA, transposeB });
    expect(product).toMatchObject({ op: 'matmul', shape: [2, 4], attributes: { transposeA, transposeB } });
    expect(() => matmul(ofShape(a), ofShape(b), { transposeA: !transposeA, transposeB })).toThrow(ShapeError);
  });

  test('explains extents that differ', () => {
    expect(() => matmul(ofShape([2, 3]), ofShape([2, 3]), { transposeA: true, transposeB: true })).toThrow(
      'matmul: [2, 3]^T times [2, 3]^T: inner extents 2 and 3 differ',
    );
  });

  test('refuses anything but matrices', () => {
    expect(() => matmul(ofShape([3]), ofShape([3, 1]))).toThrow('expected two matrices, got [3] and [3, 1]');
    expect(() => matmul(ofShape([3, 1]), ofShape([1, 2, 2]))).toThrow(ShapeError);
  });

  test('refuses mixed dtypes', () => {
    expect(() => matmul(ofShape([1, 1]), fill(1, [1, 1], 'float32'))).toThrow(DtypeError);
  });
});

describe.each([
  ['sum', sum],
  ['max', max],
  ['logSumExp', logSumExp],
  ['mean', mean],
] as const)('%s', (_, reduce) => {
  test('shapes', () => {
    const x = ofShape([2, 3, 4]);
    expect(reduce(x).shape).toEqual([]);
    expect(reduce(x, { keepdims: true }).shape).toEqual([1, 1, 1]);
    expect(reduce(x, { axes: 1 }).shape).toEqual([2, 4]);
    expect(reduce(x, { axes: [-1, 0], keepdims: true }).shape).toEqual([1, 3, 1]);
    expect(reduce(x, { axes: [] }).shape).toEqual([2, 3, 4]);
  });

  test('refuses axes that are not there, or named twice', () => {
    expect(() => reduce(ofShape([2]), { axes: 1 })).toThrow(ShapeError);
    expect(() => reduce(ofShape([2, 2]), { axes: [0, -2] })).toThrow(ShapeError);
  });
});

describe('reshape', () => {
  test('keeps the elements, and is nothing where the shape stays', () => {
    const x = ofShape([2, 3]);
    expect(reshape(x, [3, 2]).shape).toEqual([3, 2]);
    expect(reshape(x, [2, 3])).toBe(x);
    expect(reshape(ofShape([1, 1]), []).shape).toEqual([]);
  });

  test('refuses another number of elements, and negative extents', () => {
    expect(() => reshape(ofShape([2, 3]), [4])).toThrow(/reshape: \[2, 3\].* \[4\]/);
    expect(() => reshape(ofShape([2, 3]), [-2, -3])).toThrow(ShapeError);
  });
});

describe('broadcastTo', () => {
  test('stretches extents of 1 and adds leading axes', () => {
    expect(broadcastTo(ofShape([2, 1]), [4, 2, 3]).shape).toEqual([4, 2, 3]);
    const x = ofShape([2]);
    expect(broadcastTo(x, [2])).toBe(x);
  });

  test.each([
    [[2], [3]],
    [[2, 3], [3]],
    [[2], [1]],
    [[1], [-3]],
  ])('refuses %j to %j', (from, to) => {
    expect(() => broadcastTo(ofShape(from), to)).toThrow(ShapeError);
  });
});

describe('transpose', () => {
  test('reverses by default, permutes on demand, counts from the end', () => {
    const x = ofShape([2, 3, 4]);
    expect(transpose(x).shape).toEqual([4, 3, 2]);
    expect(transpose(x, [1, 2, 0]).shape).toEqual([3, 4, 2]);
    expect(transpose(x, [-1, 0, 1])).toMatchObject({ shape: [4, 2, 3], attributes: { permutation: [2, 0, 1] } });
  });

  test.each([[[0]], [[0, 0]], [[0, 2]], [[0, -3]], [[0, 1, 1]]])('refuses %j for a matrix', (permutation) => {
    expect(() => transpose(ofShape([2, 3]), permutation)).toThrow(ShapeError);
  });
});

describe('concat', () => {
  test('adds the extents along its axis', () => {
    expect(concat([ofShape([2, 3]), ofShape([2, 1]), ofShape([2, 0])], 1).shape).toEqual([2, 4]);
    expect(concat([ofShape([1, 3]), ofShape([2, 3])], -2)).toMatchObject({ shape: [3, 3], attributes: { axis: 0 } });
  });

  test('refuses other ranks, other extents beside the axis, other dtypes, scalars and nothing at all', () => {
    expect(() => concat([ofShape([2, 3]), ofShape([2])], 1)).toThrow(ShapeError);
    expect(() => concat([ofShape([2, 3]), ofShape([1, 3])], 1)).toThrow('[2, 3] and [1, 3] differ beside axis 1');
    expect(() => concat([ofShape([1]), fill(1, [1], 'float32')], 0)).toThrow(DtypeError);
    expect(() => concat([ofShape([])], 0)).toThrow(ShapeError);
    expect(() => concat([], 0)).toThrow(ShapeError);
  });
});

describe('slice', () => {
  test('takes a box', () => {
    expect(slice(ofShape([4, 5]), [1, 2], [3, 2]).shape).toEqual([3, 2]);
    expect(slice(ofShape([4]), [4], [0]).shape).toEqual([0]);
  });

  test.each([
    [
      [0, 3],
      [1, 3],
    ],
    [
      [-1, 0],
      [1, 1],
    ],
    [[0], [1]],
    [[0, 0], [1]],
    [
      [0.5, 0],
      [1, 1],
    ],
    [
      [0, 0],
      [1.5, 1],
    ],
    [
      [0, 2],
      [1, -1],
    ],
  ])('refuses %j + %j in [4, 5]', (begin, size) => {
    expect(() => slice(ofShape([4, 5]), begin, size)).toThrow(ShapeError);
  });
});

describe('gatherRows', () => {
  test('is a product with a one-hot matrix', () => {
    const rows = gatherRows(ofShape([3, 2]), [2, 0]);
    expect(rows).toMatchObject({ op: 'matmul', shape: [2, 2] });
    expect(rows.inputs[0]).toMatchObject({ attributes: { data: Float64Array.of(0, 0, 1, 1, 0, 0) } });
  });

  test('refuses rows that are not there, and anything but a matrix', () => {
    expect(() => gatherRows(ofShape([3, 2]), [3])).toThrow('gatherRows: row 3 is outside [3, 2]');
    expect(() => gatherRows(ofShape([3, 2]), [0.5])).toThrow(ShapeError);
    expect(() => gatherRows(ofShape([3]), [0])).toThrow(ShapeError);
  });
});

test('every rule is filed under its own name', () => {
  for (const [name, rule] of Object.entries(opRules)) expect(rule.op).toBe(name);
});
