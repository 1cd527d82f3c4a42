import { evaluate, fromNested, type HostTensor, logSumExp, makeRandom, max, sum, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const backend = openReference();

const reductions = fc
  .array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
  .chain((shape) =>
    fc.record({ shape: fc.constant(shape), axes: fc.subarray(shape.map((_, axis) => axis)), keepdims: fc.boolean() }),
  );

async function reduced(x: HostTensor, axes: readonly number[], keepdims = false): Promise<Record<string, HostTensor>> {
  const graph = trace({ x }, (inputs) => ({
    sum: sum(inputs.x, { axes, keepdims }),
    max: max(inputs.x, { axes, keepdims }),
    logSumExp: logSumExp(inputs.x, { axes, keepdims }),
  }));
  return evaluate(backend, graph, { x });
}

describe('reductions', () => {
  test('agree with groups collected by hand', async () => {
    await fc.assert(
      fc.asyncProperty(reductions, fc.nat(), async ({ shape, axes, keepdims }, seed) => {
        const x = makeRandom(seed).normalTensor(shape, 2);
        const results = await reduced(x, axes, keepdims);
        const kept = shape.flatMap((extent, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [extent]));
        const groups = Array.from({ length: kept.reduce((a, b) => a * b, 1) }, (): number[] => []);
        x.data.forEach((value, position) => {
          let rest = position;
          let group = 0;
          let stride = 1;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            const index = rest % shape[axis]!;
            rest = Math.floor(rest / shape[axis]!);
            if (axes.includes(axis)) continue;
            group += index * stride;
            stride *= shape[axis]!;
          }
          groups[group]!.push(value);
        });
        for (const tensor of Object.values(results)) expect(tensor.shape).toEqual(kept);
        groups.forEach((values, group) => {
          const magnitude = values.reduce((total, value) => total + Math.abs(value), 0);
          const total = values.reduce((a, b) => a + b, 0);
          expect(Math.abs(results.sum!.data[group]! - total)).toBeLessThanOrEqual(1e-14 * magnitude);
          expect(results.max!.data[group]).toBe(Math.max(...values));
          if (values.length === 0) {
            expect(results.logSumExp!.data[group]).toBe(Number.NEGATIVE_INFINITY);
          } else {
            const plain = Math.log(values.reduce((a, b) => a + Math.exp(b), 0));
            expect(Math.abs(results.logSumExp!.data[group]! - plain)).toBeLessThan(1e-13);
          }
        });
      }),
    );
  });

  test('logSumExp neither overflows nor underflows, and keeps infinities', async () => {
    const { POSITIVE_INFINITY: inf } = Number;
    const x = fromNested([
      [1000, 1000],
      [-1000, -1000],
      [-inf, -inf],
      [inf, 0],
      [-inf, 3],
    ]);
    const { logSumExp: result } = await reduced(x, [1]);
    expect([...result!.data]).toEqual([1000 + Math.LN2, -1000 + Math.LN2, -inf, inf, 3]);
  });

  test('NaN reaches its own group only', async () => {
    const x = fromNested([
      [Number.NaN, 1],
      [2, 3],
    ]);
    const results = await reduced(x, [1]);
    expect([...results.sum!.data]).toEqual([Number.NaN, 5]);
    expect([...results.max!.data]).toEqual([Number.NaN, 3]);
    expect(results.logSumExp!.data[0]).toBeNaN();
  });

  test('float32 sums are accumulated in float64: a million squares keep 1e-7', async () => {
    const x = makeRandom(4).uniformTensor([1_000_000], 0, 1, 'float32');
    const exact = Float64Array.from(x.data).reduce((total, value) => total + value, 0);
    const { sum: total } = await reduced(x, [0]);
    expect(Math.abs(total!.data[0]! / exact - 1)).toBeLessThan(2 ** -24);
  });
});
