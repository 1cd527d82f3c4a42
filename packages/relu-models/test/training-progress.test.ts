import { describe, expect, it } from 'vitest';
import { estimateSecondsLeft, type LossRecord, type TrainingLimits } from '../src/index.ts';
import { addRecord } from '../src/training-progress.ts';

const limits: TrainingLimits = {
  schedule: 'normalized',
  logTarget: -20,
  maxIterations: 100_000,
  maxSeconds: Number.POSITIVE_INFINITY,
};

/** One look every 10 iterations of 0.1 s each. */
function course(logLoss: (iteration: number) => number, end: number): LossRecord[] {
  return Array.from({ length: end / 10 + 1 }, (_, index) => {
    const iteration = 10 * index;
    return { iteration, logLoss: logLoss(iteration), seconds: iteration / 10 };
  });
}

describe('estimateSecondsLeft', () => {
  it('continues a line in ln(loss) for the normalized schedule', () => {
    // 0.01 per iteration: from -5 to -20 takes 1,500 iterations.
    expect(
      estimateSecondsLeft(
        course((t) => -0.01 * t, 500),
        limits,
      ),
    ).toBeCloseTo(150, 9);
  });

  it('uses the last half only', () => {
    const bent = course((t) => (t < 500 ? 0 : -0.01 * (t - 500)), 1000);
    expect(estimateSecondsLeft(bent, limits)).toBeCloseTo(150, 9);
  });

  it('continues a power law for the constant schedule', () => {
    // loss = 1 / t: from 1e-3 to e^-20 takes e^20 - 1000 iterations.
    const power = course((t) => -Math.log(Math.max(t, 1)), 1000);
    const expected = (Math.exp(20) - 1000) / 10;
    const patient = { ...limits, schedule: 'constant', maxIterations: 1e12 } as const;
    expect(estimateSecondsLeft(power, patient)! / expected).toBeCloseTo(1, 9);
  });

  it('is bounded by the limits, also if the loss does not fall', () => {
    const flat = course(() => -1, 100);
    expect(estimateSecondsLeft(flat, { ...limits, maxIterations: 300 })).toBeCloseTo(20, 9);
    expect(estimateSecondsLeft(flat, { ...limits, maxSeconds: 13 })).toBeCloseTo(3, 9);
  });

  it('says nothing without two looks', () => {
    expect(estimateSecondsLeft([], limits)).toBeUndefined();
    expect(
      estimateSecondsLeft(
        course(() => 0, 0),
        limits,
      ),
    ).toBeUndefined();
  });
});

it('addRecord keeps the newest and forgets every other of 512', () => {
  let records: LossRecord[] = [];
  for (let iteration = 0; iteration < 5000; iteration++)
    records = addRecord(records, { iteration, logLoss: 0, seconds: 0 });
  expect(records.length).toBeLessThanOrEqual(512);
  expect(records[0]!.iteration).toBe(0);
  expect(records.at(-1)!.iteration).toBe(4999);
});
