import { evaluate, fromNested, type HostTensor, makeRandom, matmul, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, test } from 'vitest';

const backend = openReference();

async function product(a: HostTensor, b: HostTensor, transposeA: boolean, transposeB: boolean): Promise<HostTensor> {
  const graph = trace({ a, b }, (inputs) => ({ c: matmul(inputs.a, inputs.b, { transposeA, transposeB }) }));
  return (await evaluate(backend, graph, { a, b })).c!;
}

describe('matmul', () => {
  test('by hand', async () => {
    const c = await product(
      fromNested([
        [1, 2],
        [3, 4],
      ]),
      fromNested([
        [5, 6],
        [7, 8],
      ]),
      false,
      false,
    );
    expect(c).toEqual(
      fromNested([
        [19, 22],
        [43, 50],
      ]),
    );
  });

  // Columns are worked on in blocks of 64 and groups of 4: sizes below, at and above both, and empty ones.
  const sizes = [
    [1, 1, 1],
    [2, 3, 3],
    [3, 5, 4],
    [5, 7, 63],
    [3, 2, 64],
    [7, 9, 65],
    [2, 70, 131],
    [0, 3, 2],
    [2, 0, 3],
    [2, 3, 0],
  ] as const;
  for (const dtype of ['float64', 'float32'] as const) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        test.each(sizes)(`%d x %d x %d, ${dtype}, flags ${transposeA} ${transposeB}`, async (rows, inner, columns) => {
          const random = makeRandom(rows * 10_000 + inner * 100 + columns);
          const a = random.normalTensor(transposeA ? [inner, rows] : [rows, inner], 1, dtype);
          const b = random.normalTensor(transposeB ? [columns, inner] : [inner, columns], 1, dtype);
          const c = await product(a, b, transposeA, transposeB);
          expect(c.shape).toEqual([rows, columns]);
          expect(c.dtype).toBe(dtype);
          const tolerance = dtype === 'float64' ? 1e-14 : 2 ** -24;
          for (let i = 0; i < rows; i++) {
            for (let j = 0; j < columns; j++) {
              let total = 0;
              let magnitude = 0;
              for (let k = 0; k < inner; k++) {
                const term =
                  a.data[transposeA ? k * rows + i : i * inner + k]! *
                  b.data[transposeB ? j * inner + k : k * columns + j]!;
                total += term;
                magnitude += Math.abs(term);
              }
              expect(Math.abs(c.data[i * columns + j]! - total)).toBeLessThanOrEqual(tolerance * magnitude);
            }
          }
        });
      }
    }
  }

  test('float32 products are accumulated in float64 and rounded once', async () => {
    // 1e8 + 1 - 1e8: 1 in float64; 0 where each partial sum is rounded to float32.
    const a = fromNested([[1e8, 1, -1e8]], 'float32');
    const b = fromNested([[1], [1], [1]], 'float32');
    expect([...(await product(a, b, false, false)).data]).toEqual([1]);
    const third = fromNested([[0.1]], 'float32');
    expect([...(await product(third, third, false, false)).data]).toEqual([Math.fround(Math.fround(0.1) ** 2)]);
  });
});
