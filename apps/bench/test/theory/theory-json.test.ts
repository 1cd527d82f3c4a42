import { expect, test } from 'vitest';
import { theoryJson } from '../../src/theory/theory-json.ts';

test('lists of numbers and of pairs stand on one line each, and nothing is lost', () => {
  const value = {
    pairs: [
      [1, 2.5e-7],
      [null, -3],
    ],
    load: [0.5, 1],
    empty: [],
    jobs: [{ job: 'a [1, 2], [3]', rows: [{ x: [1] }, { x: [] }] }],
    words: ['one', '[ 2 ]'],
  };
  const text = theoryJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('"pairs": [[1, 2.5e-7], [null, -3]]');
  expect(text).toContain('"load": [0.5, 1]');
  expect(text.endsWith('}\n')).toBe(true);
});
