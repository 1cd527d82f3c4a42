import { broadcastShapes, sizeOf } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collapse } from '../../src/kernels/collapse.ts';

test('neighbours of one pattern merge, extents of 1 go', () => {
  expect(collapse([[5, 3, 4], [4]], [5, 3, 4])).toEqual({
    inputs: [
      [15, 4],
      [1, 4],
    ],
    result: [15, 4],
  });
  expect(
    collapse(
      [
        [2, 1, 3],
        [2, 1, 3],
      ],
      [2, 1, 3],
    ),
  ).toEqual({ inputs: [[6], [6]], result: [6] });
  expect(
    collapse(
      [
        [2, 1],
        [1, 3],
      ],
      [2, 3],
    ),
  ).toEqual({
    inputs: [
      [2, 1],
      [1, 3],
    ],
    result: [2, 3],
  });
  expect(collapse([[], [2, 3]], [2, 3])).toEqual({ inputs: [[1], [6]], result: [6] });
  expect(collapse([[], []], [])).toEqual({ inputs: [[], []], result: [] });
});

test('collapsed shapes hold the same elements, broadcast to the collapsed result, and no two neighbours could merge', () => {
  const axis = fc.record({ extent: fc.integer({ min: 1, max: 4 }), a: fc.boolean(), b: fc.boolean() });
  fc.assert(
    fc.property(fc.array(axis, { maxLength: 9 }), fc.nat(3), (axes, dropped) => {
      const a = axes.map(({ extent, a: own }) => (own ? extent : 1));
      const b = axes.map(({ extent, b: own }) => (own ? extent : 1)).slice(Math.min(dropped, axes.length));
      const shape = broadcastShapes(a, b, 'test');
      const { inputs, result } = collapse([a, b], shape);
      expect(inputs.map(sizeOf)).toEqual([sizeOf(a), sizeOf(b)]);
      expect(broadcastShapes(inputs[0]!, inputs[1]!, 'test')).toEqual(result);
      const patterns = result.map((_, index) => inputs.map((shapes) => shapes[index] === 1).join());
      patterns.forEach((pattern, index) => {
        if (index > 0) expect(pattern).not.toBe(patterns[index - 1]);
      });
      expect(result.every((extent) => extent > 1)).toBe(true);
    }),
  );
});
