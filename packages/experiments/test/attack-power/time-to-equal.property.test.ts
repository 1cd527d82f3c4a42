import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SnapshotScore } from '../../src/attack-power/steps/score-snapshots-kind.ts';
import { leastCount, timeToEqual } from '../../src/attack-power/time-to-equal.ts';

function run(...points: readonly (readonly [seconds: number, found: number, cosine: number])[]): SnapshotScore[] {
  return points.map(([seconds, found, medianCosine], iteration) => ({
    iteration,
    seconds,
    found,
    above09: 0,
    medianCosine,
    heldOutMedianCosine: 0.3,
  }));
}

test('the first time of each counts, not the end of the run', () => {
  const reference = run([10, 2, 0.2], [20, 9, 0.8], [30, 9, 0.8], [1000, 3, 0.5]);
  const attack = run([1, 0, 0.1], [2, 9, 0.7], [4, 5, 0.9]);
  expect(timeToEqual(reference, attack, 'medianCosine')).toEqual({
    target: 0.8,
    reference: { seconds: 20, iteration: 1 },
    referenceGotAnywhere: true,
    seconds: 4,
  });
  expect(timeToEqual(reference, attack, 'found')).toMatchObject({ target: 9, seconds: 2 });
});

test('an attack that never gets there has no time', () => {
  const never = timeToEqual(run([1, 9, 0.8]), run([1, 8, 0.7]), 'medianCosine');
  expect(never).toMatchObject({ seconds: null, referenceGotAnywhere: true });
});

test('a reference without a remarkable count got nowhere, whatever its cosine', () => {
  const low = run([1, leastCount - 1, 0.9]);
  expect(timeToEqual(low, run([1, 9, 1]), 'medianCosine')?.referenceGotAnywhere).toBe(false);
});

test('nothing to compare without snapshots', () => {
  expect(timeToEqual([], run([1, 1, 1]), 'medianCosine')).toBeUndefined();
  expect(timeToEqual(run([1, 1, 1]), [], 'medianCosine')).toBeUndefined();
});

test('later snapshots of the attack change nothing; a slower clock of the reference scales its time', () => {
  const point = fc.tuple(
    fc.double({ min: 0.01, max: 1000, noNaN: true }),
    fc.nat(20),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  const points = fc.array(point, { minLength: 1, maxLength: 12 }).map((all) => run(...all.sort((a, b) => a[0] - b[0])));
  fc.assert(
    fc.property(points, points, fc.constantFrom('medianCosine', 'found'), (reference, attack, quality) => {
      const equal = timeToEqual(reference, attack, quality)!;
      expect(reference.every((one) => one[quality] <= equal.target)).toBe(true);
      if (equal.seconds === null) {
        expect(attack.every((one) => one[quality] < equal.target)).toBe(true);
        return;
      }
      expect(attack.filter(({ seconds }) => seconds < equal.seconds!).every((one) => one[quality] < equal.target)).toBe(
        true,
      );
      const upTo = attack.filter(({ seconds }) => seconds <= equal.seconds!);
      expect(timeToEqual(reference, upTo, quality)).toEqual(equal);
      const slower = reference.map((one) => ({ ...one, seconds: 2 * one.seconds }));
      expect(timeToEqual(slower, attack, quality)!.reference.seconds).toBe(2 * equal.reference.seconds);
    }),
  );
});
