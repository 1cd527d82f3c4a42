import { fromNested } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { assignOneToOne, clopperPearson, membershipAuc } from '../../src/index.ts';
import { normalQuantile } from '../../src/statistics/normal-quantile.ts';
import { regularizedIncompleteBeta } from '../../src/statistics/regularized-incomplete-beta.ts';
import { largestError, readGolden } from '../golden-file.ts';

interface BetaGolden {
  readonly incompleteBeta: { a: number; b: number; x: number; value: number }[];
  readonly clopperPearson: { successes: number; trials: number; confidence: number; low: number; high: number }[];
  readonly normalQuantiles: { p: number; z: number }[];
}

interface AucCase {
  readonly positives: number[];
  readonly negatives: number[];
  readonly confidence: number;
  readonly auc: number;
  readonly delong: { low: number; high: number };
  readonly score: { low: number; high: number };
}

describe('scipy 1.13.1', () => {
  const golden = readGolden<BetaGolden>('scipy-beta');

  test.each(golden.incompleteBeta)('incomplete beta at $x, a = $a, b = $b', ({ a, b, x, value }) => {
    expect(Math.abs(regularizedIncompleteBeta(x, a, b) / value - 1)).toBeLessThan(1e-11);
  });

  test.each(golden.clopperPearson)('Clopper-Pearson of $successes/$trials', (row) => {
    const { low, high } = clopperPearson(row.successes, row.trials, row.confidence);
    expect(largestError([low, high], [row.low, row.high])).toBeLessThan(1e-11);
  });

  test.each(golden.normalQuantiles)('normal quantile of $p', ({ p, z }) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-10);
  });

  test.each(readGolden<{ cases: AucCase[] }>('scipy-auc').cases)('AUC $auc with both intervals', (row) => {
    const score = membershipAuc(row.positives, row.negatives, { confidence: row.confidence });
    const delong = membershipAuc(row.positives, row.negatives, { confidence: row.confidence, method: 'delong' });
    expect(score.auc).toBeCloseTo(row.auc, 12);
    expect(largestError([score.interval.low, score.interval.high], [row.score.low, row.score.high])).toBeLessThan(
      1e-10,
    );
    expect(largestError([delong.interval.low, delong.interval.high], [row.delong.low, row.delong.high])).toBeLessThan(
      1e-10,
    );
  });

  test.each(readGolden<{ cases: { cost: number[][]; total: number }[] }>('scipy-assignment').cases)(
    'assignment of total $total',
    ({ cost, total }) => {
      expect(assignOneToOne(fromNested(cost)).total).toBeCloseTo(total, 10);
    },
  );
});
