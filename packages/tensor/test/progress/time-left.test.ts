import { definedOnly, TimeLeft } from '@noprior/tensor';
import { expect, test } from 'vitest';

/** What is said at each of the looks, one every second unless `at` tells. */
function say(
  ends: ConstructorParameters<typeof TimeLeft>[0],
  positions: readonly (number | undefined)[],
  at: (index: number) => number = (index) => index,
): (number | undefined)[] {
  const time = new TimeLeft(ends);
  return positions.map((position, index) =>
    time.look({ iteration: 10 * index, seconds: at(index), ...definedOnly({ position }) }),
  );
}

test('a run at an even rate: nothing at first, then the truth', () => {
  expect(say({ goal: 10 }, [0, 1, 2, 3, 4])).toEqual([undefined, undefined, 8, 7, 6]);
  const iterations = Array.from({ length: 4 }, () => undefined);
  expect(say({ maxIterations: 100 }, iterations)).toEqual([undefined, undefined, 8, 7]);
});

test('a slow start takes no part, and until it is over nothing is said', () => {
  const positions = [0, 0.01, 0.02, 0.03, 0.05, 2, 4, 6];
  expect(say({ goal: 20, maxIterations: 1e6 }, positions)).toEqual([
    ...Array.from({ length: 5 }, () => undefined),
    expect.closeTo(9.2, 1),
    8,
    7,
  ]);
});

test('a run that gets slower: the rate is that of the last half', () => {
  const left = say({ maxIterations: 80 }, [undefined, undefined, undefined, undefined, undefined], (i) => i * i);
  // From iteration 20, second 4, to iteration 40, second 16.
  expect(left.at(-1)).toBeCloseTo((12 / 20) * 40, 9);
});

test('limits bound the figure; a goal without a rate leaves them unsaid until a quarter is used up', () => {
  expect(say({ goal: 10, maxSeconds: 4 }, [0, 1, 2, 3])).toEqual([undefined, undefined, 2, 1]);
  expect(say({ goal: 10, maxSeconds: 12 }, [0, 0, 0, 0, 0])).toEqual([undefined, undefined, undefined, 9, 8]);
  expect(say({ goal: 10, maxIterations: 60 }, [0, 0, 0])).toEqual([undefined, undefined, 4]);
  expect(say({ goal: 10 }, [0, 0, 0, 0])).toEqual([undefined, undefined, undefined, undefined]);
  expect(say({}, [0, 1, 2, 3]).at(-1)).toBeUndefined();
});

test('at the goal and at the limits there is none left', () => {
  expect(say({ goal: 2 }, [0, 1, 2]).at(-1)).toBe(0);
  expect(say({ goal: 2 }, [0, 1, 5]).at(-1)).toBe(0);
  expect(say({ maxIterations: 20 }, [0, 1, 2]).at(-1)).toBe(0);
  expect(say({ maxSeconds: 1 }, [0, 1, 2]).at(-1)).toBe(0);
});

test('a goal that moves away, and thousands of looks', () => {
  expect(say({ goal: 10 }, [5, 4, 3, 2]).at(-1)).toBeUndefined();
  const many = Array.from({ length: 5000 }, (_, index) => index);
  expect(say({ goal: 10_000 }, many).at(-1)).toBeCloseTo(5001, 6);
});
