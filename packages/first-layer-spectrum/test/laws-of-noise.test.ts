import { DomainError } from '@noprior/tensor';
import { describe, expect, it } from 'vitest';
import { marchenkoPastur } from '../src/marchenko-pastur.ts';
import { spikedDirection } from '../src/spiked-direction.ts';
import { tracyWidomQuantile } from '../src/tracy-widom-quantile.ts';

describe('marchenkoPastur', () => {
  it('has the medians of Gavish and Donoho 2014: lambda(beta) / sqrt(median) is their omega(beta)', () => {
    const omega = (beta: number) => {
      const square = 2 * (beta + 1) + (8 * beta) / (beta + 1 + Math.sqrt(beta ** 2 + 14 * beta + 1));
      return (Math.sqrt(square) * Math.sqrt(1000)) / marchenkoPastur(1000 * beta, 1000).median;
    };
    expect(omega(1)).toBeCloseTo(2.858, 3);
    // Their cubic approximation, good to 0.02.
    for (const beta of [0.1, 0.25, 0.5, 0.75, 1]) {
      const cubic = 0.56 * beta ** 3 - 0.95 * beta ** 2 + 1.82 * beta + 1.43;
      expect(Math.abs(omega(beta) - cubic)).toBeLessThan(0.03);
    }
  });

  it('is the quarter circle for a square matrix', () => {
    const { cdf } = marchenkoPastur(400, 400);
    for (const s of [0.1, 0.5, 1, 1.7]) {
      const quarter = (s * Math.sqrt(4 - s ** 2) + 4 * Math.asin(s / 2)) / (2 * Math.PI);
      expect(Math.abs(cdf(20 * s) - quarter)).toBeLessThan(1e-4);
    }
  });

  it('ends at the edges, takes no account of which side is which, and has half below its median', () => {
    const law = marchenkoPastur(900, 100);
    expect(law.cdf(20)).toBeCloseTo(0, 12);
    expect(law.cdf(40)).toBeCloseTo(1, 12);
    expect(law.cdf(law.median)).toBeCloseTo(0.5, 4);
    expect(marchenkoPastur(100, 900).median).toBe(law.median);
  });
});

describe('tracyWidomQuantile', () => {
  it('has the tabulated quantiles', () => {
    // Bejan 2005, Largest eigenvalues and sample covariance matrices, order 1.
    for (const [probability, quantile] of [
      [0.5, -1.2685],
      [0.9, 0.4501],
      [0.95, 0.9793],
      [0.99, 2.0234],
    ] as const) {
      expect(Math.abs(tracyWidomQuantile(probability) - quantile)).toBeLessThan(0.015);
    }
  });

  it('refuses what is no probability', () => {
    for (const probability of [0, 1, -1, Number.NaN])
      expect(() => tracyWidomQuantile(probability)).toThrow(DomainError);
  });
});

describe('spikedDirection', () => {
  it('by hand, in a square matrix: y = x + 1 / x, alignment 1 - 1 / x^2', () => {
    const { strength, alignment } = spikedDirection(2.5 * 0.1 * 10, 0.1, 100, 100);
    expect(strength).toBeCloseTo(2, 12);
    expect(alignment).toBeCloseTo(0.75, 12);
  });

  it('inverts the law of the singular value', () => {
    for (const [rows, columns] of [
      [50, 200],
      [200, 50],
    ] as const) {
      const beta = rows / columns;
      for (const x of [1.5, 3, 10]) {
        const y = Math.sqrt((x + 1 / x) * (x + beta / x));
        const { strength, alignment } = spikedDirection(y * Math.sqrt(columns), 1, rows, columns);
        expect(strength / Math.sqrt(columns)).toBeCloseTo(x, 10);
        expect(alignment).toBeCloseTo((x ** 4 - beta) / (x ** 4 + x ** 2), 10);
      }
    }
  });

  it('knows nothing at the edge, and everything without noise', () => {
    expect(spikedDirection(20, 1, 100, 100)).toEqual({ strength: 0, alignment: 0 });
    expect(spikedDirection(3, 0, 100, 100)).toEqual({ strength: 3, alignment: 1 });
    expect(spikedDirection(0, 0, 100, 100)).toEqual({ strength: 0, alignment: 0 });
  });
});
