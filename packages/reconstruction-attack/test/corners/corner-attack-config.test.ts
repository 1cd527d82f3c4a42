import { type CornerAttackConfig, checkCornerAttackConfig, cornerAttackDefaults } from '@noprior/reconstruction-attack';
import { DomainError, makeHostTensor, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';

it('accepts the defaults, a box of its own for each coordinate, and the ends of every range', () => {
  expect(() => checkCornerAttackConfig(cornerAttackDefaults, 784)).not.toThrow();
  const box = { low: makeHostTensor([0, 0], [2]), high: makeHostTensor([0, 1], [2]) };
  const least = {
    slack: 0,
    tightWithin: 0,
    signalToNoise: 0,
    acceptance: 0,
    reAims: 0,
    tightening: 0,
    directions: 1,
    perDimension: 1,
    pulls: [0],
    lit: 0,
    rounds: 1,
  };
  expect(() => checkCornerAttackConfig({ ...cornerAttackDefaults, ...least, box }, 2)).not.toThrow();
  for (const free of [makeHostTensor([], [0, 2]), makeHostTensor([1, 1, 0, -1], [2, 2])]) {
    expect(() => checkCornerAttackConfig({ ...cornerAttackDefaults, free }, 2)).not.toThrow();
  }
});

it.each<[Partial<CornerAttackConfig>, RegExp]>([
  [{ directions: 0 }, /directions must be a positive integer, got 0/],
  [{ rounds: 1.5 }, /rounds must be a positive integer/],
  [{ patience: -1 }, /patience must be a positive integer/],
  [{ iterations: Number.NaN }, /iterations must be a positive integer/],
  [{ perDimension: 0 }, /perDimension must be a positive integer, got 0/],
  [{ pulls: [] }, /pulls must be one or more numbers of at least 0/],
  [{ pulls: [0, -1] }, /pulls must be .*, got \[0, -1\]/],
  [{ lit: 1.5 }, /lit must be an integer of at least 0/],
  [{ reAims: -1 }, /reAims must be an integer of at least 0/],
  [{ tightening: -1 }, /tightening must be an integer of at least 0/],
  [{ blur: 0 }, /blur must be in \(0, 1\), got 0/],
  [{ slack: -0.1 }, /slack must be at least 0/],
  [{ signalToNoise: Number.POSITIVE_INFINITY }, /signalToNoise must be at least 0/],
  [{ acceptance: Number.NaN }, /acceptance must be at least 0/],
  [{ tightWithin: 0.5 }, /tightWithin must be in \[0, 0.5\)/],
  [{ tightWithin: -0.1 }, /tightWithin must be in \[0, 0.5\)/],
  [{ rowCosine: 0 }, /rowCosine must be in \(0, 1\)/],
  [{ sameCosine: 1 }, /sameCosine must be in \(0, 1\)/],
  [{ seed: -1 }, /seed must be an integer from 0/],
  [{ dtype: 'int32' as 'float32' }, /dtype must be one of/],
  [{ box: { low: 1, high: 0 } }, /is not an interval/],
  [
    { free: makeHostTensor([1, 1, 1, 1, 1, Number.NaN, 1, 1], [2, 4]) },
    /free must be finite, at coordinate 1 of direction 1, got NaN/,
  ],
  [{ free: makeHostTensor([1, 1, 1, Number.NEGATIVE_INFINITY], [1, 4]) }, /coordinate 3 of direction 0, got -Infinity/],
])('refuses %o', (over, message) => {
  const check = () => checkCornerAttackConfig({ ...cornerAttackDefaults, ...over }, 4);
  expect(check).toThrow(DomainError);
  expect(check).toThrow(message);
});

it('refuses a box of another size', () => {
  const box = { low: 0, high: makeHostTensor([1, 1, 1], [3]) };
  expect(() => checkCornerAttackConfig({ ...cornerAttackDefaults, box }, 4)).toThrow(ShapeError);
});

it.each([
  [makeHostTensor([1, 1, 1], [1, 3]), /free must be \[q, 4\], got \[1, 3\]/],
  [makeHostTensor([1, 1, 1, 1], [4]), /free must be \[q, 4\], got \[4\]/],
])('refuses free directions of another size, %#', (free, message) => {
  const check = () => checkCornerAttackConfig({ ...cornerAttackDefaults, free }, 4);
  expect(check).toThrow(ShapeError);
  expect(check).toThrow(message);
});
