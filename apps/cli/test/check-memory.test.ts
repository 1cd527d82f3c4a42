import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { expect, test } from 'vitest';
import { checkMemory, trainingNumbers } from '../src/check-memory.ts';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();

test.each([
  ['train', '--dataset', 'glyphs', '--hidden', '1e9', '--out', `${cwd}/m.npz`],
  ['train', '--dataset', 'glyphs', '--hidden', '1e6,1e6', '--out', `${cwd}/m.npz`],
  ['attack', '--model', `${cwd}/small.npz`, '--candidates-per-class', '1e11', '--out', `${cwd}/a`],
  [
    'attack',
    '--method',
    'evidence',
    '--model',
    `${cwd}/small.npz`,
    '--noise',
    '1',
    '--candidates-per-class',
    '1e11',
    '--out',
    `${cwd}/e`,
  ],
])('%s with sizes beyond the memory is refused, with how much it takes and how much there is', async (...args) => {
  await saveNetwork(`${cwd}/small.npz`, makeNetwork({ inputSize: 4, hiddenSizes: [3], seed: 1 }));
  const message = /takes at least \d+ GB, and there are [\d.]+ GB; choose (smaller|fewer) --[a-z-]+ \[DOMAIN\]$/;
  expectOneLine(await runInProcess(...args), message);
});

test('what fits is taken', () => {
  const numbers = trainingNumbers([784, 1000, 1], 500);
  expect(numbers).toBe(4 * (784_000 + 1000) + 500 * 1785);
  expect(() => checkMemory('x', { numbers, dtype: 'float32' }, '', 4 * numbers)).not.toThrow();
  expect(() => checkMemory('x', { numbers, dtype: 'float64' }, 'less', 4 * numbers)).toThrow(
    /^x: .*0\.0323 GB.* 0\.0161 GB; less/,
  );
});
