import type { BoxVertexConfig } from '@noprior/reconstruction-attack';
import { DomainError, makeHostTensor, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';
import { boxVertexDefaults, checkBoxVertexConfig } from '../../src/box-vertices/box-vertex-config.ts';

it('accepts the defaults, a box of its own for each coordinate, and the ends of every range', () => {
  expect(() => checkBoxVertexConfig(boxVertexDefaults, 784)).not.toThrow();
  const box = { low: makeHostTensor([0, 0], [2]), high: makeHostTensor([0, 1], [2]) };
  const least = {
    slack: 0,
    activeWithin: 0,
    signalToNoise: 0,
    zScoreThreshold: 0,
    lpRestarts: 0,
    refinementIterations: 0,
    directions: 1,
    directionsPerDimension: 1,
    sparsityWeights: [0],
    pinnedPixels: 0,
    rounds: 1,
  };
  expect(() => checkBoxVertexConfig({ ...boxVertexDefaults, ...least, box }, 2)).not.toThrow();
});

it.each<[Partial<BoxVertexConfig>, RegExp]>([
  [{ directions: 0 }, /directions must be a positive integer, got 0/],
  [{ rounds: 1.5 }, /rounds must be a positive integer/],
  [{ patience: -1 }, /patience must be a positive integer/],
  [{ lpIterations: Number.NaN }, /lpIterations must be a positive integer/],
  [{ directionsPerDimension: 0 }, /directionsPerDimension must be a positive integer, got 0/],
  [{ sparsityWeights: [] }, /sparsityWeights must be one or more numbers of at least 0/],
  [{ sparsityWeights: [0, -1] }, /sparsityWeights must be .*, got \[0, -1\]/],
  [{ pinnedPixels: 1.5 }, /pinnedPixels must be an integer of at least 0/],
  [{ lpRestarts: -1 }, /lpRestarts must be an integer of at least 0/],
  [{ refinementIterations: -1 }, /refinementIterations must be an integer of at least 0/],
  [{ noiseScale: 0 }, /noiseScale must be in \(0, 1\), got 0/],
  [{ slack: -0.1 }, /slack must be at least 0/],
  [{ signalToNoise: Number.POSITIVE_INFINITY }, /signalToNoise must be at least 0/],
  [{ zScoreThreshold: Number.NaN }, /zScoreThreshold must be at least 0/],
  [{ activeWithin: 0.5 }, /activeWithin must be in \[0, 0.5\)/],
  [{ activeWithin: -0.1 }, /activeWithin must be in \[0, 0.5\)/],
  [{ rowCosine: 0 }, /rowCosine must be in \(0, 1\)/],
  [{ sameCosine: 1 }, /sameCosine must be in \(0, 1\)/],
  [{ seed: -1 }, /seed must be an integer from 0/],
  [{ dtype: 'int32' as 'float32' }, /dtype must be one of/],
  [{ box: { low: 1, high: 0 } }, /is not an interval/],
  [{ alpha: 0 }, /alpha must be a positive number, got 0/],
  [{ objective: 'other' as 'binary' }, /objective must be one of/],
])('refuses %o', (over, message) => {
  const check = () => checkBoxVertexConfig({ ...boxVertexDefaults, ...over }, 4);
  expect(check).toThrow(DomainError);
  expect(check).toThrow(message);
});

it('refuses a box of another size', () => {
  const box = { low: 0, high: makeHostTensor([1, 1, 1], [3]) };
  expect(() => checkBoxVertexConfig({ ...boxVertexDefaults, box }, 4)).toThrow(ShapeError);
});
