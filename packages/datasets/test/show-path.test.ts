import { expect, test } from 'vitest';
import { showPath } from '../src/show-path.ts';

test.each([
  ['MNIST/raw/train-images-idx3-ubyte.gz', 'MNIST/raw/train-images-idx3-ubyte.gz'],
  ['My Data/train.csv', '"My Data/train.csv"'],
  ['a\u001b[31m\u202eb', '"a\\u001b[31m\\u202eb"'],
  [`${'long/'.repeat(40)}train.csv`, `${'long/'.repeat(40)}train.csv`],
])('%j', (path, expected) => {
  expect(showPath(path)).toBe(expected);
});

test('of a long path that must be quoted the end is shown', () => {
  expect(showPath(`${'my data/'.repeat(30)}train.csv`)).toMatch(/^\.\.\."[^"]{70}"$/);
  expect(showPath(`${'my data/'.repeat(30)}train.csv`)).toMatch(/my data\/train\.csv"$/);
});
