import { openOnnxCpu } from '@noprior/tensor-onnx';
import { afterAll, expect, test } from 'vitest';
import type { Experiment, GridPoint, PointResult, StageKinds } from '../../src/index.ts';
import { clarkeSolverTime } from '../../src/theory/clarke-solver-time.ts';
import { farKktSets } from '../../src/theory/far-kkt-sets.ts';
import { kktConvergence } from '../../src/theory/kkt-convergence.ts';
import { kktRefinement } from '../../src/theory/kkt-refinement.ts';
import { randomNetworkBounds } from '../../src/theory/random-network-bounds.ts';
import { trainedNetworkBounds } from '../../src/theory/trained-network-bounds.ts';
import { runSmokeStudy } from '../run-smoke-study.ts';

const backend = await openOnnxCpu({ threads: 1 });
afterAll(() => backend.dispose());

/** The results of a study at the smallest scale; every claim is decided, by numbers. */
async function smoke<Point extends GridPoint, Sizes, Kinds extends StageKinds>(
  experiment: Experiment<Point, Sizes, Kinds>,
): Promise<PointResult<Point, Kinds>[]> {
  const { results, summary } = await runSmokeStudy(experiment, backend);
  for (const { verdict, measured } of summary.claims) {
    expect(verdict).not.toBe('undecided');
    for (const { value } of measured) expect(value).not.toBeNaN();
  }
  return results;
}

/** The values of stages that must all be there. */
function present<T>(value: T | undefined): T {
  expect(value).toBeDefined();
  return value!;
}

test('kkt-refinement: the Clarke residual falls, above its certificate and below the hard one', async () => {
  const results = await smoke(kktRefinement);
  expect(results.map(({ point }) => point.variant)).toEqual(['default', 'no momentum']);
  const { start, refine, end } = results[0]!.stages;
  for (const stage of [start, end]) {
    const { hard, clarke, clarkeLowerBound, clarkeAt1e6 } = present(stage).values;
    expect(clarke).toBeLessThanOrEqual(hard * (1 + 1e-6));
    expect(clarke).toBeLessThanOrEqual(present(clarkeAt1e6 ?? undefined) * (1 + 1e-3));
    expect(clarkeLowerBound).toBeLessThanOrEqual(clarke * (1 + 1e-6));
  }
  expect(end!.values.clarke).toBeLessThan(0.1 * start!.values.clarke);
  const { normRatio, normRatioInSpan, reached, curve, iterations, residual } = present(refine).values;
  expect(normRatio).toBeLessThanOrEqual(normRatioInSpan);
  expect(normRatioInSpan).toBeLessThan(1);
  expect(reached[0]!.iteration!).toBeLessThan(reached[1]!.iteration!);
  expect(curve.at(-1)).toMatchObject([iterations, expect.any(Number), residual]);
});

test('kkt-convergence: one training gives all its points; the KKT point comes last', async () => {
  const results = await smoke(kktConvergence);
  const [early, late, kkt] = results.map(({ point, stages }) => {
    const { train, residuals, radii } = stages;
    return { loss: point.targetLoss, train: train!, residuals: residuals!.values, radii: radii!.values };
  });
  expect(early!.train.key).toBe(late!.train.key);
  const [first, second] = early!.train.values.path;
  expect(first!.loss).toBeLessThanOrEqual(0.1);
  expect(second!.loss).toBeLessThanOrEqual(1e-4);
  expect(second!.iterations).toBeGreaterThan(first!.iterations);
  for (const { residuals, radii } of [early!, late!, kkt!]) {
    expect(residuals.clarkeLowerBound).toBeLessThanOrEqual(residuals.clarke * (1 + 1e-6));
    expect(residuals.clarke).toBeLessThanOrEqual(residuals.hard * (1 + 1e-6));
    expect(radii.far.bound.min!).toBeLessThanOrEqual(radii.far.reachable.min ?? Number.POSITIVE_INFINITY);
    expect(radii.radii.random!.count).toBe(8);
  }
  expect(kkt!.residuals.clarke).toBeLessThan(1e-3 * late!.residuals.clarke);
  expect(kkt!.residuals.normalizedMargin!).toBeGreaterThan(late!.residuals.normalizedMargin!);
  expect(kkt!.radii.offSpanNorm!).toBeLessThan(1e-9 * late!.radii.offSpanNorm!);
});

test('random-network-bounds: every trial holds', async () => {
  for (const { stages } of await smoke(randomNetworkBounds)) {
    const { hold, trials } = stages.trials!.values;
    expect(hold).toBe(trials);
  }
});

test('trained-network-bounds: every bound holds, trained and refined', async () => {
  for (const { stages } of await smoke(trainedNetworkBounds)) {
    const { hold, trials, pairs } = stages.bounds!.values;
    expect(hold).toBe(trials);
    for (const [predicted, measured] of pairs) expect(predicted).toBeLessThanOrEqual(measured * (1 + 1e-3));
  }
});

test('far-kkt-sets: at the distance asked for with loss and margins kept, unless the data have full span', async () => {
  const results = await smoke(farKktSets);
  expect(results.map(({ point, stages }) => [point.distance, stages.far?.values.outcome])).toEqual([
    [1, 'free'],
    [1000, 'free'],
    [1, 'full-span'],
    [1000, 'full-span'],
  ]);
  for (const { point, stages } of results) {
    const { set, points, outcome } = stages.far!.values;
    if (outcome !== 'free') continue;
    expect(set!.distances.min).toBeCloseTo(point.distance, 6);
    expect(set!.lossDifference).toBeLessThan(1e-9);
    expect(set!.marginDifference).toBeLessThan(1e-9);
    expect(set!.points).toBeGreaterThan(points);
    expect(set!.farClarke).toBeLessThan(set!.clarke + 1e-8);
  }
});

test('clarke-solver-time: gaps are certified as asked, below the hard residual', async () => {
  for (const { point, stages } of await smoke(clarkeSolverTime)) {
    const { converged, certifiedGap, residual } = stages.clarke!.values;
    expect(converged).toBe(true);
    expect(certifiedGap!).toBeLessThanOrEqual(point.gap);
    expect(residual).toBeLessThanOrEqual(stages.hard!.values.residual);
  }
});
