import { expect, test } from 'vitest';
import { InterruptedError } from '../../src/interrupted-error.ts';
import { loadNamedDataset } from '../../src/options/dataset-options.ts';
import { openTerminal } from '../../src/terminal.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const terminal = openTerminal({
  out: () => undefined,
  err: () => undefined,
  interactive: false,
  env: { NOPRIOR_CACHE_DIR: temporaryFolder(), XDG_CACHE_HOME: '' },
  holdInterrupts: () => new AbortController().signal,
});

test('--seed chooses the samples, unless --data-seed does', async () => {
  const load = async (seed: number, dataSeed?: number): Promise<number[]> => {
    const options = { dataset: 'sphere', perClass: 2, dimension: 3, seed } as const;
    const given = dataSeed === undefined ? options : { ...options, dataSeed };
    return [...(await loadNamedDataset(given, terminal)).training.x.data];
  };
  expect(await load(1, 5)).toEqual(await load(5));
  expect(await load(1, 5)).toEqual(await load(2, 5));
  expect(await load(1)).not.toEqual(await load(5));
});

test('an interrupted download is an interruption, not a failure', async () => {
  const signal = AbortSignal.abort();
  for (const dataset of ['mnist', 'cifar10'] as const) {
    const load = loadNamedDataset({ dataset, perClass: 1, seed: 0 }, terminal, signal);
    await expect(load).rejects.toThrow(InterruptedError);
  }
});
