import { estimateShift, estimateSpan, principalSpan, type SpanEstimate } from '@noprior/first-layer-spectrum';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, makeHostTensor, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const rows = 30;
const dimension = 20;

/** A first layer of `count` samples over noise, all multiplied by 2^exponent; numbers that float64 does not hold are 0. */
function network(seed: number, count: number, noise: number, exponent: number, hasBias: boolean): ReluNetwork {
  const random = makeRandom(seed);
  const columns = dimension + 1;
  const left = random.fork('g').normalTensor([rows, count], 1, 'float64').data;
  const right = random.fork('x').normalTensor([count, columns], 1, 'float64').data;
  const entries = random.fork('z').normalTensor([rows, columns], noise, 'float64').data;
  const scaled = Float64Array.from(entries, (value, at) => {
    let total = value;
    for (let k = 0; k < count; k++)
      total += left[Math.floor(at / columns) * count + k]! * right[k * columns + (at % columns)]!;
    // In two steps: 2^exponent alone may be no number.
    return total * 2 ** Math.trunc(exponent / 2) * 2 ** (exponent - Math.trunc(exponent / 2));
  });
  const weight = scaled.filter((_, at) => at % columns < dimension);
  const bias = scaled.filter((_, at) => at % columns === dimension);
  return {
    layers: [
      { weight: makeHostTensor(weight, [rows, dimension]), ...(hasBias ? { bias: makeHostTensor(bias, [rows]) } : {}) },
      { weight: makeHostTensor(new Float64Array(rows).fill(1), [1, rows]) },
    ],
  };
}

function withoutUnit(span: SpanEstimate) {
  const { verdict, because, rank, alignment, gap, misfit, basis } = span;
  return { verdict, because, rank, alignment, gap, misfit, basis };
}

describe('the size of a first layer makes no difference to its span', () => {
  it('over all exponents of float64, or it is refused with words', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(1000),
          count: fc.integer({ min: 1, max: 6 }),
          noise: fc.constantFrom(0, 1e-6, 0.1),
          exponent: fc.integer({ min: -1080, max: 1023 }),
          hasBias: fc.boolean(),
        }),
        ({ seed, count, noise, exponent, hasBias }) => {
          const plain = estimateSpan(network(seed, count, noise, 0, hasBias));
          expect(plain.rank).toBe(count);
          const moved = network(seed, count, noise, exponent, hasBias);
          if (exponent < -905 || exponent > 995) {
            // Near the ends: the same answer, refused, or all numbers are 0 by now.
            try {
              const { verdict, rank, because } = estimateSpan(moved);
              if (because.code !== 'zero-weights')
                expect({ verdict, rank }).toEqual({ verdict: plain.verdict, rank: plain.rank });
              else expect(exponent).toBeLessThan(-1070);
            } catch (error) {
              expect(error).toBeInstanceOf(Error);
              expect(String(error)).toMatch(/end of float64|must be finite/);
            }
            return;
          }
          const scaled = estimateSpan(moved);
          expect(withoutUnit(scaled)).toEqual(withoutUnit(plain));
          const factor = 2 ** exponent;
          expect([...scaled.singularValues]).toEqual(Array.from(plain.singularValues, (value) => value * factor));
          expect([scaled.noise, scaled.edge]).toEqual([plain.noise * factor, plain.edge * factor]);
          if (!hasBias) return;
          const [shift, shifted] = [
            estimateShift(network(seed, count, noise, 0, true), plain),
            estimateShift(moved, scaled),
          ];
          expect(shifted.shift).toBe(shift.shift);
          expect([shifted.constant, shifted.deviation]).toEqual([shift.constant, shift.deviation]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('five samples of size 1e200, beside a bias of size 1, are five', () => {
    const { layers } = network(1, 5, 0, 0, true);
    const [first, last] = layers;
    const weight = makeHostTensor(
      Float64Array.from(first!.weight.data, (value: number) => 1e200 * value),
      first!.weight.shape,
    );
    const big = { layers: [{ ...first!, weight }, last!] };
    const span = estimateSpan(big);
    expect({ rank: span.rank, verdict: span.verdict }).toEqual({ rank: 5, verdict: 'clear' });
    expect([...span.singularValues, span.edge, span.noise, ...span.strength].every(Number.isFinite)).toBe(true);
    const { shift, deviation } = estimateShift(big, span);
    expect(Number.isFinite(shift)).toBe(true);
    expect(deviation).not.toBeNaN();
  });

  it('numbers of 1e-310 are not all 0: they are refused with what to do', () => {
    const tiny = network(1, 5, 0, -1030, false);
    expect(() => estimateSpan(tiny)).toThrow(DomainError);
    expect(() => estimateSpan(tiny)).toThrow(/first layer .*e-31.*power of two/);
    expect(estimateSpan(network(1, 5, 0, -5000, false))).toMatchObject({
      verdict: 'none',
      because: { code: 'zero-weights' },
    });
  });

  it('principal directions of points neither', () => {
    const points = makeRandom(3).normalTensor([12, 5], 1, 'float64');
    const plain = principalSpan(points, { rank: 3, hasBias: false });
    for (const exponent of [-900, -600, 600, 900]) {
      const scaled = makeHostTensor(
        Float64Array.from(points.data, (value) => value * 2 ** exponent),
        points.shape,
      );
      const { rank, directions, deviations } = principalSpan(scaled, { rank: 3, hasBias: false });
      expect(rank).toBe(3);
      expect(directions).toEqual(plain.directions);
      expect([...deviations]).toEqual(Array.from(plain.deviations, (value) => value * 2 ** exponent));
    }
  });
});
