import { expect, test } from 'vitest';
import { BenchUsageError, selectByName } from '../src/select-by-name.ts';

const cases = Array.from({ length: 300 }, (_, index) => `case ${Math.floor(index / 2)}`);
const nameOf = (one: string): string => one;

test('the cases whose name contains the filter', () => {
  expect(selectByName(cases, nameOf, 'case 14')).toHaveLength(2 * 11);
});

test('a filter that nothing matches is answered by a screenful of names, each once, and how many there are', () => {
  const select = (): unknown => selectByName(cases, nameOf, 'nix');
  expect(select).toThrow(BenchUsageError);
  expect(select).toThrow(/^--filter "nix": no case .*:\n( {2}case \d+\n){20} {2}and 130 more\n$/);
});
