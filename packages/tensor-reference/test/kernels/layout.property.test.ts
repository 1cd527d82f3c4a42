import {
  concat,
  evaluate,
  fromNested,
  gatherRows,
  makeRandom,
  reshape,
  slice,
  trace,
  transpose,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const backend = openReference();

const x = fromNested([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('moving elements', () => {
  test('by hand', async () => {
    const graph = trace({ x }, (inputs) => ({
      transposed: transpose(inputs.x),
      reshaped: reshape(inputs.x, [3, 2]),
      box: slice(inputs.x, [0, 1], [2, 2]),
      below: concat([inputs.x, slice(inputs.x, [1, 0], [1, 3])], 0),
      beside: concat([slice(inputs.x, [0, 2], [2, 1]), inputs.x], 1),
      rows: gatherRows(inputs.x, [1, 0, 1]),
    }));
    const results = await evaluate(backend, graph, { x });
    expect(results).toEqual({
      transposed: fromNested([
        [1, 4],
        [2, 5],
        [3, 6],
      ]),
      reshaped: fromNested([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      box: fromNested([
        [2, 3],
        [5, 6],
      ]),
      below: fromNested([
        [1, 2, 3],
        [4, 5, 6],
        [4, 5, 6],
      ]),
      beside: fromNested([
        [3, 1, 2, 3],
        [6, 4, 5, 6],
      ]),
      rows: fromNested([
        [4, 5, 6],
        [1, 2, 3],
        [4, 5, 6],
      ]),
    });
  });

  const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });

  test('a permutation of the axes moves element i to where its index goes', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), async (shape, seed) => {
        const random = makeRandom(seed);
        const tensor = random.normalTensor(shape, 1);
        const permutation = random.permutation(shape.length);
        const graph = trace({ tensor }, (inputs) => ({ moved: transpose(inputs.tensor, permutation) }));
        const { moved } = await evaluate(backend, graph, { tensor });
        const target = new Array<number>(shape.length);
        tensor.data.forEach((value, position) => {
          let rest = position;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            target[permutation.indexOf(axis)] = rest % shape[axis]!;
            rest = Math.floor(rest / shape[axis]!);
          }
          const there = target.reduce((total, index, axis) => total * moved!.shape[axis]! + index, 0);
          expect(moved!.data[there]).toBe(value);
        });
      }),
    );
  });

  test('slices along an axis, concatenated again, are the tensor', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), async (shape, seed) => {
        const random = makeRandom(seed);
        const tensor = random.normalTensor(shape, 1);
        const axis = random.integer(0, shape.length);
        const cut = random.integer(0, shape[axis]! + 1);
        const parts = (size: number): number[] => shape.map((extent, i) => (i === axis ? size : extent));
        const graph = trace({ tensor }, (inputs) => {
          const head = slice(
            inputs.tensor,
            shape.map(() => 0),
            parts(cut),
          );
          const begin = shape.map((_, i) => (i === axis ? cut : 0));
          const tail = slice(inputs.tensor, begin, parts(shape[axis]! - cut));
          return { whole: concat([head, tail], axis) };
        });
        expect((await evaluate(backend, graph, { tensor })).whole).toEqual(tensor);
      }),
    );
  });
});
