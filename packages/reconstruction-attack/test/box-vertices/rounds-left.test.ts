import { expect, test } from 'vitest';
import { roundsLeft } from '../../src/box-vertices/rounds-left.ts';

const rule = { rounds: 12, patience: 2, rank: 20 };

/** Rounds of real attacks on networks of 10, 20 and 20 samples: what each found, and when it ended, in seconds. */
const recorded = [
  { rank: 10, predictedMembers: [0, 0], seconds: [2.43, 6.82] },
  { rank: 20, predictedMembers: [0, 0], seconds: [7.55, 17.0] },
  { rank: 19, predictedMembers: [15, 1, 1, 0, 0], seconds: [12.6, 21.4, 27.4, 36.2, 47.8] },
];

test.each(recorded)(
  '$predictedMembers of $rank: the time left is right within a factor of 3',
  ({ rank, predictedMembers, seconds }) => {
    const end = seconds.at(-1)!;
    let figures = 0;
    for (let round = 1; round < predictedMembers.length; round++) {
      const left = roundsLeft(predictedMembers.slice(0, round), { ...rule, rank });
      if (left === undefined) continue;
      figures++;
      const ratio = (left * (seconds[round - 1]! - (seconds[round - 2] ?? 0))) / (end - seconds[round - 1]!);
      expect(ratio).toBeGreaterThan(1 / 3);
      expect(ratio).toBeLessThan(3);
    }
    expect(figures).toBeGreaterThan(0);
  },
);

test.each<[string, number[], number | undefined]>([
  ['nothing yet', [], undefined],
  ['one round that found something has no rate', [5], undefined],
  ['one idle round of two', [0], 1],
  ['two idle rounds end it', [3, 0, 0], 0],
  ['all found', [12, 8], 0],
  ['one idle round after others', [6, 2, 0], 1],
  // 1, then 0.5, then two idle ones.
  ['half as many each time', [4, 2], 4],
  ['as many as before would find all', [8, 8], 1],
  ['at most the rounds that are left', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 1],
])('%s', (_, predictedMembers, left) => {
  expect(roundsLeft(predictedMembers, rule)).toBe(left);
});
