import { broadcastShapes, formatShape, type Shape, ShapeError, sameShape, sizeOf, stridesOf } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { normalizeAxes } from '../src/shape.ts';

test('sizeOf multiplies the extents; a scalar has one element', () => {
  expect([[], [3], [2, 3], [2, 0, 3]].map(sizeOf)).toEqual([1, 3, 6, 0]);
});

test('formatShape', () => expect([formatShape([]), formatShape([2, 3])]).toEqual(['[]', '[2, 3]']));

test('sameShape compares rank and extents', () => {
  expect(sameShape([2, 3], [2, 3])).toBe(true);
  expect(sameShape([2, 3], [3, 2])).toBe(false);
  expect(sameShape([2], [2, 1])).toBe(false);
  expect(sameShape([], [])).toBe(true);
});

test('stridesOf is row-major', () => {
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  expect(stridesOf([])).toEqual([]);
});

describe('broadcastShapes', () => {
  const cases: readonly (readonly [Shape, Shape, Shape])[] = [
    [[], [], []],
    [[2, 3], [], [2, 3]],
    [[3], [2, 3], [2, 3]],
    [
      [2, 1],
      [1, 3],
      [2, 3],
    ],
    [
      [4, 1, 3],
      [2, 1],
      [4, 2, 3],
    ],
    [[1], [0], [0]],
    [[2, 0], [1], [2, 0]],
  ];
  test.each(cases)('%j with %j gives %j', (a, b, expected) => {
    expect(broadcastShapes(a, b, 'test')).toEqual(expected);
    expect(broadcastShapes(b, a, 'test')).toEqual(expected);
  });

  test('names the operation and both shapes when they do not fit', () => {
    expect(() => broadcastShapes([2, 3], [2], 'add')).toThrow(ShapeError);
    expect(() => broadcastShapes([2, 3], [2], 'add')).toThrow('add: [2, 3] and [2] do not broadcast');
    expect(() => broadcastShapes([0], [2], 'add')).toThrow(ShapeError);
  });
});

describe('normalizeAxes', () => {
  test('undefined means all, negative counts from the end, order does not matter', () => {
    expect(normalizeAxes(undefined, 3, 'sum')).toEqual([0, 1, 2]);
    expect(normalizeAxes(-1, 3, 'sum')).toEqual([2]);
    expect(normalizeAxes([2, 0], 3, 'sum')).toEqual([0, 2]);
    expect(normalizeAxes([], 3, 'sum')).toEqual([]);
  });

  test.each([3, -4, 0.5, Number.NaN])('refuses axis %s of rank 3', (axis) => {
    expect(() => normalizeAxes(axis, 3, 'sum')).toThrow(ShapeError);
  });

  test('refuses an axis named twice, under two names too', () => {
    expect(() => normalizeAxes([0, 0], 2, 'sum')).toThrow('name one axis twice');
    expect(() => normalizeAxes([1, -1], 2, 'sum')).toThrow(ShapeError);
  });
});
