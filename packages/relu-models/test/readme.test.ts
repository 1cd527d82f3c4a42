import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNetwork, makeNetwork, margins, saveNetwork, trainNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, expect, it } from 'vitest';
import { exampleCode, readmeBlock } from './readme-code.ts';

const folder = mkdtempSync(join(tmpdir(), 'relu-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The example of the README: its lines are compared with it below, blanks aside. */
async function example(print: (...values: readonly unknown[]) => void): Promise<void> {
  const path = join(folder, 'network.safetensors');
  // begin
  const backend = openReference();
  const data = {
    x: fromNested([
      [1, 0],
      [0, 1],
      [-1, -1],
    ]),
    y: fromNested([1, 1, -1]),
  };
  const start = makeNetwork({ inputSize: 2, hiddenSizes: [20], seed: 1 });
  const { network, ended } = await trainNetwork(backend, start, data, { targetLoss: 1e-6 });
  const q = await margins(backend, network, data);
  print(ended, Math.min(...q.data) > 10); // targetLoss true
  await saveNetwork(path, network);
  print((await loadNetwork(path)).layers.length); // 2
  // end
}

it('the example prints what it says', async () => {
  const printed: string[] = [];
  await example((...values) => printed.push(values.join(' ')));
  expect(printed).toEqual(['targetLoss true', '2']);
});

it('the README shows the example', () => {
  expect(readmeBlock(0).replaceAll("'network.safetensors'", 'path')).toBe(exampleCode(import.meta.url));
});
