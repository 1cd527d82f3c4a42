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
