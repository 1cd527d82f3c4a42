import { fillHostTensor, fromNested, makeHostTensor, ShapeError, toHostDtype } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

describe('makeHostTensor', () => {
  test('wraps typed arrays without copying and copies plain ones as float64', () => {
    const data = new Float32Array([1, 2, 3, 4]);
    const tensor = makeHostTensor(data, [2, 2]);
    expect(tensor.data).toBe(data);
    expect(tensor.dtype).toBe('float32');
    expect(makeHostTensor([1, 2], [2])).toEqual({ shape: [2], dtype: 'float64', data: new Float64Array([1, 2]) });
  });

  test('refuses elements that do not fill the shape, and shapes that are none', () => {
    expect(() => makeHostTensor([1, 2, 3], [2, 2])).toThrow('3 elements do not fill the shape [2, 2]');
    expect(() => makeHostTensor([1, 2, 3], [2, 2])).toThrow(ShapeError);
    expect(() => makeHostTensor([1, 2, 3, 4], [-2, -2])).toThrow(ShapeError);
    expect(() => makeHostTensor([1], [0.5, 2])).toThrow(ShapeError);
  });
});

describe('fromNested', () => {
  test('reads the shape off the nesting', () => {
    expect(fromNested(5)).toEqual({ shape: [], dtype: 'float64', data: new Float64Array([5]) });
    expect(
      fromNested(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        'float32',
      ),
    ).toEqual({
      shape: [2, 3],
      dtype: 'float32',
      data: new Float32Array([1, 2, 3, 4, 5, 6]),
    });
    expect(fromNested([]).shape).toEqual([0]);
    expect(fromNested([[], []]).shape).toEqual([2, 0]);
  });

  test.each([[[[1], [2, 3]]], [[[1], 2]], [[1, [2]]], [[[], [1]]]])('refuses the ragged %j', (values) => {
    expect(() => fromNested(values)).toThrow(ShapeError);
  });
});

test('toHostDtype rounds to float32 and returns the tensor itself where nothing changes', () => {
  const tensor = fromNested([0.1, 2]);
  expect(toHostDtype(tensor, 'float64')).toBe(tensor);
  expect([...toHostDtype(tensor, 'float32').data]).toEqual([Math.fround(0.1), 2]);
  expect([...toHostDtype(toHostDtype(tensor, 'float32'), 'float64').data]).toEqual([Math.fround(0.1), 2]);
});

test('fillHostTensor fills, and refuses impossible extents', () => {
  expect(fillHostTensor(0.5, []).data).toEqual(new Float64Array([0.5]));
  expect(fillHostTensor(7, [2, 2], 'float32').data).toEqual(new Float32Array([7, 7, 7, 7]));
  expect(() => fillHostTensor(1, [-1, -1])).toThrow(ShapeError);
});
