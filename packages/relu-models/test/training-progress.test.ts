import { readFileSync } from 'node:fs';
import { TimeLeft } from '@noprior/tensor';
import { describe, expect, it, test } from 'vitest';
import { trainingPosition } from '../src/training-progress.ts';

/** Looks of real trainings, on two cores that other programs used at the same time: iteration, ln(loss), seconds. */
interface RecordedTraining {
  readonly what: string;
  readonly targetLoss: number;
  readonly seconds: number;
  readonly looks: readonly [number, number, number][];
}

const recorded: Readonly<Record<string, RecordedTraining>> = JSON.parse(
  readFileSync(new URL('recorded-trainings.json', import.meta.url), 'utf8'),
);

describe('the time left of a training with a target loss', () => {
  test.each(Object.entries(recorded))('%s: within a factor of 3 from the first figure on', (_, training) => {
    const positionOf = (logLoss: number): number => trainingPosition(logLoss, 'normalized', 'logistic');
    const time = new TimeLeft({ goal: positionOf(Math.log(training.targetLoss)), maxIterations: 1e6 });
    let figures = 0;
    for (const [iteration, logLoss, seconds] of training.looks) {
      const left = time.look({ iteration, seconds, position: positionOf(logLoss) });
      const truth = training.seconds - seconds;
      // Differences below a second are nobody's concern.
      if (left === undefined || truth < 1) continue;
      figures++;
      expect(left / truth).toBeGreaterThan(1 / 3);
      expect(left / truth).toBeLessThan(3);
    }
    // Not silent for long: a run of seconds may be over before there is a rate.
    expect(figures / training.looks.length).toBeGreaterThan(training.seconds < 5 ? 0.2 : 0.5);
  });
});

it('positions move evenly where the loss does', () => {
  expect(trainingPosition(Math.log(0.01), 'normalized', 'logistic')).toBeCloseTo(4.605, 3);
  expect(trainingPosition(Math.log(0.01), 'constant', 'squared')).toBeCloseTo(4.605, 3);
  expect(trainingPosition(Math.log(0.01), 'constant', 'cross-entropy')).toBeCloseTo(100, 9);
});
