import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNetwork, makeNetwork, margins, saveNetwork, trainNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, expect, it } from 'vitest';

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
  const { network, stopped } = await trainNetwork(backend, start, data, { targetLoss: 1e-6 });
  const q = await margins(backend, network, data);
  print(stopped, Math.min(...q.data) > 10); // targetLoss true
  await saveNetwork(path, network);
  print((await loadNetwork(path)).layers.length); // 2
  // end
}

/** Without blanks, and without the commas before closing brackets that the formatter adds. */
function compact(code: string): string {
  return code.replace(/\s+/g, '').replace(/,(?=[\]})])/g, '');
}

it('the example prints what it says', async () => {
  const printed: string[] = [];
  await example((...values) => printed.push(values.join(' ')));
  expect(printed).toEqual(['targetLoss true', '2']);
});

it('the README shows the example', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const block = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const source = readFileSync(new URL(import.meta.url), 'utf8');
  const body = /\/\/ begin\n([\s\S]*?)\/\/ end/.exec(source)![1]!;
  const imports = source.split('\n').filter((line) => /^import .* from '@noprior/.test(line));
  const shown = block.replaceAll("'network.safetensors'", 'path').replaceAll('console.log', 'print');
  expect(compact(shown)).toBe(compact([...imports, body].join('\n')));
});
