import { expect, test } from 'vitest';
import { DurationModel, type Step } from '../../src/index.ts';

const step = (key: string, kind: string, estimate: number, ...inputs: string[]): Step => ({
  key,
  kind,
  version: 1,
  parameters: {},
  inputs: Object.fromEntries(inputs.map((input) => [input, input])),
  environment: null,
  estimate,
});

test('before anything is done, what is declared counts', () => {
  expect(new DurationModel().seconds(step('a', 'train', 5))).toBe(5);
});

test('steps of a kind teach about their kind, and a little about others', () => {
  const durations = new DurationModel();
  durations.add(step('a', 'train', 10), 30);
  durations.add(step('b', 'train', 30), 50);
  durations.add(step('c', 'score', 10), 20);
  expect(durations.seconds(step('d', 'train', 5))).toBe(10); // 80 / 40
  expect(durations.seconds(step('e', 'score', 5))).toBe(10); // 20 / 10
  expect(durations.seconds(step('f', 'attack', 5))).toBe(10); // 100 / 50
  durations.add(step('g', 'score', 10), 0);
  expect(durations.seconds(step('e', 'score', 5))).toBe(5);
});

test('what is left: work over workers, but no less than the longest chain', () => {
  const durations = new DurationModel();
  const steps = [step('a', 'x', 4), step('b', 'x', 3, 'a'), step('c', 'x', 1), step('d', 'x', 2, 'c')];
  expect(durations.secondsLeft(steps, 1)).toBe(10);
  expect(durations.secondsLeft(steps, 2)).toBe(7); // a, b
  expect(durations.secondsLeft(steps, 8)).toBe(7);
  expect(durations.secondsLeft([step('b', 'x', 3, 'done')], 2)).toBe(3);
  expect(durations.secondsLeft([], 2)).toBe(0);
});

/** The steps of `noprior reproduce sphere-radius --scale smoke`, one worker, in their order: kind, declared seconds, seconds. */
const recorded = `
data 0.5 0.022
train 0.426 1.064
oracle 0.3 0.042
attack 0.31 0.309
score 0.3 0.012
data 0.5 0.001
train 0.426 0.601
oracle 0.3 0.074
attack 0.31 0.231
score 0.3 0.031
data 0.5 0.008
train 0.426 0.428
oracle 0.3 0.072
attack 0.31 0.168
score 0.3 0.018
attack 0.31 0.137
score 0.3 0.007
attack 0.31 0.14
score 0.3 0.005
attack 0.31 0.083
score 0.3 0.005
attack 0.31 0.146
score 0.3 0.005
attack 0.31 0.06
score 0.3 0.005
attack 0.31 0.136
score 0.3 0.009
train 0.426 0.373
oracle 0.3 0.019
attack 0.31 0.146
score 0.3 0.016
train 0.426 0.307
oracle 0.3 0.023
attack 0.31 0.168
score 0.3 0.003
train 0.426 0.392
oracle 0.3 0.166
attack 0.31 0.175
score 0.3 0.004
attack 0.31 0.153
score 0.3 0.003
attack 0.31 0.175
score 0.3 0.003
attack 0.31 0.195
score 0.3 0.01
attack 0.31 0.145
score 0.3 0.01
attack 0.31 0.145
score 0.3 0.005
attack 0.31 0.203
score 0.3 0.003
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '))
  .map(([kind = '', estimate, seconds], index) => ({
    of: step(`${index}`, kind, Number(estimate)),
    seconds: Number(seconds),
  }));

test('a recorded run: silent until most kinds of work are known, then within a factor of 3', () => {
  const durations = new DurationModel();
  const steps = recorded.map(({ of }) => of);
  expect(durations.isCalibrated(steps)).toBe(false);
  let figures = 0;
  for (const [index, { of, seconds }] of recorded.entries()) {
    durations.add(of, seconds);
    const left = steps.slice(index + 1);
    const truth = recorded.slice(index + 1).reduce((total, one) => total + one.seconds, 0);
    if (!durations.isCalibrated(left) || truth < 0.5) continue;
    figures++;
    expect(durations.secondsLeft(left, 1) / truth).toBeGreaterThan(1 / 3);
    expect(durations.secondsLeft(left, 1) / truth).toBeLessThan(3);
  }
  expect(figures).toBeGreaterThan(30);
});
