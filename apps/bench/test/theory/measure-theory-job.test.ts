import { expect, test } from 'vitest';
import { measureTheoryJob } from '../../src/theory/measure-theory-job.ts';
import { theoryJobs } from '../../src/theory/theory-jobs.ts';
import { theorySuites } from '../../src/theory/theory-result.ts';

const lines: string[] = [];
const context = { onProgress: (line: string) => lines.push(line) };

test.each(theorySuites)('%s: every job has a name of its own, at both scales', (suite) => {
  for (const scale of ['full', 'smoke'] as const) {
    const names = theoryJobs(suite, scale);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('polish: the Clarke residual falls, above its certificate and below the hard one', async () => {
  const { rows, backend, load } = await measureTheoryJob('polish', 'smoke', 0, context);
  const [row] = rows;
  for (const { hard, clarke, clarkeLowerBound, clarkeAt1e6 } of [row!.start, row!.end]) {
    expect(clarke).toBeLessThanOrEqual(hard * (1 + 1e-6));
    expect(clarke).toBeLessThanOrEqual(clarkeAt1e6 * (1 + 1e-3));
    expect(clarkeLowerBound).toBeLessThanOrEqual(clarke * (1 + 1e-6));
  }
  expect(row!.end.clarke).toBeLessThan(0.1 * row!.start.clarke);
  expect(row!.normRatio).toBeLessThanOrEqual(row!.normRatioInSpan);
  expect(row!.normRatioInSpan).toBeLessThan(1);
  const [first, second] = row!.reached;
  expect(first!.iteration!).toBeLessThan(second!.iteration!);
  expect(row!.curve.at(-1)![0]).toBe(row!.iterations);
  expect(row!.curve.at(-1)![2]).toBe(row!.residual);
  expect([backend, load.length]).toEqual(['onnx:cpu', 2]);
  expect(lines).toContain('residuals at the start');
});

test('training length: stages go on from each other, each with its certificate; the KKT point comes last', async () => {
  const { rows } = await measureTheoryJob('training-length', 'smoke', 0, context);
  const [{ stages }] = rows as [(typeof rows)[number]];
  expect(stages.map(({ name }) => name)).toEqual(['loss 1e-1', 'loss 1e-4', 'KKT point']);
  const [early, late, kkt] = stages as [(typeof stages)[number], (typeof stages)[number], (typeof stages)[number]];
  expect(early.loss!).toBeLessThanOrEqual(0.1);
  expect(late.loss!).toBeLessThanOrEqual(1e-4);
  expect(late.iterations).toBeGreaterThan(early.iterations);
  for (const { clarke, clarkeLowerBound, hard, far, radii } of stages) {
    expect(clarkeLowerBound).toBeLessThanOrEqual(clarke * (1 + 1e-6));
    expect(clarke).toBeLessThanOrEqual(hard * (1 + 1e-6));
    expect(far.bound.min!).toBeLessThanOrEqual(far.reachable.min!);
    expect(radii.random!.count).toBe(8);
  }
  expect(kkt.clarke).toBeLessThan(1e-3 * late.clarke);
  expect(kkt.normalizedMargin).toBeGreaterThan(late.normalizedMargin);
  expect(kkt.offSpanNorm!).toBeLessThan(1e-9 * late.offSpanNorm!);
});

test('bounds: every one holds, on random and on trained networks', async () => {
  for (const [index] of theoryJobs('bounds', 'smoke').entries()) {
    const { rows } = await measureTheoryJob('bounds', 'smoke', index, context);
    for (const row of rows) {
      expect(row.hold).toBe(row.trials);
      const counted = row.bothUnbounded + row.bothZero + row.measuredUnbounded + (row.tightness?.count ?? 0);
      expect(counted).toBeLessThanOrEqual(row.trials);
      for (const [predicted, measured] of row.pairs) expect(predicted).toBeLessThanOrEqual(measured * (1 + 1e-3));
    }
  }
});

test('far sets: at the distance that was asked for, with the loss and the margins of the original', async () => {
  const { rows } = await measureTheoryJob('far-sets', 'smoke', 0, context);
  expect(rows.map(({ distance, outcome }) => [distance, outcome])).toEqual([
    [1, 'free'],
    [1000, 'free'],
  ]);
  for (const row of rows) {
    expect(row.distances!.min).toBeCloseTo(row.distance, 6);
    expect(row.lossDifference!).toBeLessThan(1e-9);
    expect(row.marginDifference!).toBeLessThan(1e-9);
    expect(row.newPoints).toBeGreaterThan(row.points);
    expect(row.farClarke!).toBeLessThan(row.clarke! + 1e-8);
  }
});

test('the Clarke solver: gaps are certified as asked', async () => {
  const { rows } = await measureTheoryJob('clarke', 'smoke', 0, context);
  const [hard, ...clarke] = rows;
  expect(hard!.solver).toBe('hard');
  for (const { gap, certifiedGap, residual, converged } of clarke) {
    expect(converged).toBe(true);
    expect(certifiedGap!).toBeLessThanOrEqual(gap!);
    expect(residual).toBeLessThanOrEqual(hard!.residual);
  }
});
