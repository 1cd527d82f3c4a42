import { type BoxVertexConfig, boxVertexDefaults, checkBoxVertexConfig } from '@noprior/reconstruction-attack';
import { DomainError, makeHostTensor, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';

it('accepts the defaults, a box of its own for each coordinate, and the ends of every range', () => {
  expect(() => checkBoxVertexConfig(boxVertexDefaults, 784)).not.toThrow();
  const box = { low: makeHostTensor([0, 0], [2]), high: makeHostTensor([0, 1], [2]) };
  const least = {
    slack: 0,
    activeWithin: 0,
    signalToNoise: 0,
    acceptance: 0,
    lpRestarts: 0,
    refinementIterations: 0,
    directions: 1,
    perDimension: 1,
    sparsityWeights: [0],
    lit: 0,
    rounds: 1,
  };
  expect(() => checkBoxVertexConfig({ ...boxVertexDefaults, ...least, box }, 2)).not.toThrow();
  for (const free of [makeHostTensor([], [0, 2]), makeHostTensor([1, 1, 0, -1], [2, 2])]) {
    expect(() => checkBoxVertexConfig({ ...boxVertexDefaults, free }, 2)).not.toThrow();
  }
});

it.each<[Partial<BoxVertexConfig>, RegExp]>([
  [{ directions: 0 }, /directions must be a positive integer, got 0/],
  [{ rounds: 1.5 }, /rounds must be a positive integer/],
  [{ patience: -1 }, /patience must be a positive integer/],
  [{ iterations: Number.NaN }, /iterations must be a positive integer/],
  [{ perDimension: 0 }, /perDimension must be a positive integer, got 0/],
  [{ sparsityWeights: [] }, /sparsityWeights must be one or more numbers of at least 0/],
  [{ sparsityWeights: [0, -1] }, /sparsityWeights must be .*, got \[0, -1\]/],
  [{ lit: 1.5 }, /lit must be an integer of at least 0/],
  [{ lpRestarts: -1 }, /lpRestarts must be an integer of at least 0/],
  [{ refinementIterations: -1 }, /refinementIterations must be an integer of at least 0/],
  [{ blur: 0 }, /blur must be in \(0, 1\), got 0/],
  [{ slack: -0.1 }, /slack must be at least 0/],
  [{ signalToNoise: Number.POSITIVE_INFINITY }, /signalToNoise must be at least 0/],
  [{ acceptance: Number.NaN }, /acceptance must be at least 0/],
  [{ activeWithin: 0.5 }, /activeWithin must be in \[0, 0.5\)/],
  [{ activeWithin: -0.1 }, /activeWithin must be in \[0, 0.5\)/],
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
  const check = () => checkBoxVertexConfig({ ...boxVertexDefaults, ...over }, 4);
  expect(check).toThrow(DomainError);
  expect(check).toThrow(message);
});

it('refuses a box of another size', () => {
  const box = { low: 0, high: makeHostTensor([1, 1, 1], [3]) };
  expect(() => checkBoxVertexConfig({ ...boxVertexDefaults, box }, 4)).toThrow(ShapeError);
});

it.each([
  [makeHostTensor([1, 1, 1], [1, 3]), /free must be \[q, 4\], got \[1, 3\]/],
  [makeHostTensor([1, 1, 1, 1], [4]), /free must be \[q, 4\], got \[4\]/],
])('refuses free directions of another size, %#', (free, message) => {
  const check = () => checkBoxVertexConfig({ ...boxVertexDefaults, free }, 4);
  expect(check).toThrow(ShapeError);
  expect(check).toThrow(message);
});
