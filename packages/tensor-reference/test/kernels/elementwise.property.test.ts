import { add, broadcastTo, evaluate, makeRandom, type Shape, sizeOf, stridesOf, trace, where } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const backend = openReference();

/** A shape, and operands' shapes that broadcast to it: axes set to 1, leading axes left out. */
const broadcasts = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(15), fc.nat(4)), { minLength: 2, maxLength: 2 }),
  )
  .map(([shape, operands]) => ({
    shape,
    operands: operands.map(([ones, dropped]) =>
      shape.map((extent, axis) => ((ones >> axis) & 1 ? 1 : extent)).slice(Math.min(dropped, shape.length)),
    ),
  }));

/** The element of an operand that meets the element at `index` of the result. */
function at(data: ArrayLike<number>, from: Shape, index: readonly number[]): number {
  const strides = stridesOf(from);
  const offset = index.length - from.length;
  return data[
    from.reduce((total, extent, axis) => total + (extent === 1 ? 0 : index[offset + axis]! * strides[axis]!), 0)
  ]!;
}

/** Every index of a shape, row-major. */
function indices(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, extent) => prefixes.flatMap((prefix) => Array.from({ length: extent }, (_, i) => [...prefix, i])),
    [[]],
  );
}

describe('broadcasting agrees with indexing by hand', () => {
  test('two and three operands, and broadcastTo', async () => {
    await fc.assert(
      fc.asyncProperty(broadcasts, fc.nat(), async ({ shape, operands }, seed) => {
        const random = makeRandom(seed);
        const full = random.normalTensor(shape, 1);
        const [a, b] = operands.map((operand) => random.normalTensor(operand, 1));
        const graph = trace({ full, a: a!, b: b! }, (x) => ({
          sum: add(x.a, add(x.b, x.full)),
          pair: add(x.a, x.b),
          choice: where(broadcastTo(x.a, shape), x.b, x.full),
          wide: broadcastTo(x.b, shape),
        }));
        const { sum, choice, wide } = await evaluate(backend, graph, { full, a: a!, b: b! });
        expect(sum!.shape).toEqual(shape);
        const rows = indices(shape);
        expect(rows).toHaveLength(sizeOf(shape));
        rows.forEach((index, position) => {
          const [valueA, valueB] = [at(a!.data, a!.shape, index), at(b!.data, b!.shape, index)];
          expect(sum!.data[position]).toBe(valueA + (valueB + full.data[position]!));
          expect(choice!.data[position]).toBe(valueA !== 0 ? valueB : full.data[position]!);
          expect(wide!.data[position]).toBe(valueB);
        });
      }),
    );
  });
});
