import { expect, test } from 'vitest';
import { DemoClock } from '../../src/demo/demo-clock.ts';

/** A clock that is set by hand. */
function make() {
  let now = 100;
  const clock = new DemoClock(
    [
      { task: 'train', seconds: 10 },
      { task: 'attack', seconds: 20 },
      { task: 'refinement', seconds: 25, byClock: true },
    ],
    () => now,
  );
  return {
    clock,
    pass: (seconds: number) => {
      now += seconds;
    },
  };
}

test('nothing is said before the first part says something', () => {
  const { clock, pass } = make();
  expect(clock.begin('train')).toEqual({ number: 1, of: 3 });
  pass(3);
  expect(clock.left(undefined)).toBeUndefined();
  expect(clock.left(Number.NaN)).toBeUndefined();
});

test('a machine that is half as fast takes twice as long, except for what ends by the clock', () => {
  const { clock, pass } = make();
  clock.begin('train');
  pass(5);
  // 20 s for the first part: 40 for the second.
  expect(clock.left(15)).toBe(15 + 40 + 25);
  pass(15);
  expect(clock.begin('attack')).toEqual({ number: 2, of: 3 });
  pass(10);
  expect(clock.left(undefined)).toBe(30 + 25);
  // It turns out to be slower.
  expect(clock.left(110)).toBe(110 + 25);
  pass(110);
  clock.begin('refinement');
  pass(5);
  expect(clock.left(undefined)).toBe(20);
  expect(clock.left(3)).toBe(3);
});
