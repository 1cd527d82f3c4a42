import { gaussianEpsilon, makeNetwork, noiseForEpsilon, trainPrivately } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, it } from 'vitest';
import { exampleCode, readmeBlock } from './readme-code.ts';

/** The second example of the README: its lines are compared with it below, blanks aside. */
async function example(print: (...values: readonly unknown[]) => void): Promise<void> {
  // duplicate: each example of the README is whole
  // begin
  const data = {
    x: fromNested([
      [1, 0],
      [0, 1],
      [-1, -1],
    ]),
    y: fromNested([1, 1, -1]),
  };
  const start = makeNetwork({ inputSize: 2, hiddenSizes: [20], seed: 1 });
  const noiseMultiplier = noiseForEpsilon(10, 1e-3, 200);
  const { mu, loss } = await trainPrivately(openReference(), start, data, {
    clip: 0.5,
    noiseMultiplier,
    stepSize: 1,
    steps: 200,
    seed: 42,
  });
  print(noiseMultiplier.toFixed(3), mu.toFixed(3)); // 5.743 2.463
  print(gaussianEpsilon(mu, 1e-3).toFixed(3), loss < Math.log(2)); // 10.000 true
  // end
}

it('the example prints what it says', async () => {
  const printed: string[] = [];
  await example((...values) => printed.push(values.join(' ')));
  expect(printed).toEqual(['5.743 2.463', '10.000 true']);
});

it('the README shows the example', () => {
  expect(readmeBlock(1)).toBe(exampleCode(import.meta.url));
});
