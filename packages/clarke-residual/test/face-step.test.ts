import { makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { randomCases } from '@noprior/test-cases';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeClarkeState } from '../src/clarke-state.ts';
import { makeClarkeSystem } from '../src/clarke-system.ts';
import { faceOf, free, gradientOn } from '../src/face.ts';
import { faceStep } from '../src/face-step.ts';
import { makeGramProducts, squaredRows } from '../src/gram-products.ts';
import { makeSampleScratch } from '../src/sample-scratch.ts';

const backend = openReference();

/** R^T R by plain loops. */
function plainSquare(R: Float64Array, width: number): Float64Array {
  const product = new Float64Array(width * width);
  for (let k = 0; k < squaredRows; k++) {
    for (let p = 0; p < width; p++) {
      for (let q = 0; q < width; q++) product[p * width + q]! += R[k * width + p]! * R[k * width + q]!;
    }
  }
  return product;
}

it('the step is the same with products of whole rows as unit by unit', async () => {
  let withFree = 0;
  await fc.assert(
    fc.asyncProperty(randomCases(), async ({ seed, network, candidates }) => {
      const system = await makeClarkeSystem(backend, network, candidates, 0.3);
      const random = makeRandom(seed).fork('start');
      const lambda = Float64Array.from({ length: system.count }, () => random.uniform());
      const selections = system.units
        .slice(0, -1)
        .map((width) => Float64Array.from({ length: system.count * width }, () => random.uniform()));
      const state = makeClarkeState(system, { lambda, selections });
      const face = faceOf(system, state, makeSampleScratch(system).negligible);
      if (face.includes(free)) withFree++;
      const here = await makeGramProducts(backend, system);
      const square = (R: Float64Array) => Promise.resolve(plainSquare(R, system.count));
      const unitByUnit = await faceStep(system, state, here, face);
      const whole = await faceStep(system, state, { ...here, square }, face);
      // Along the gradient both fall alike, however flat the problem is.
      const gradient = gradientOn(system, state, face);
      const along = (way: Float64Array): number => way.reduce((total, value, i) => total + value * gradient[i]!, 0);
      expect(along(whole.lambda)).toBeCloseTo(along(unitByUnit.lambda), 6);
    }),
    { numRuns: 50 },
  );
  expect(withFree).toBeGreaterThan(10);
});

it('square on a backend is R^T R', async () => {
  const count = 20;
  const products = await makeGramProducts(backend, { count, units: [30_000] });
  const R = makeRandom(1).normalTensor([squaredRows, count], 1).data as Float64Array;
  const found = await products.square!(R);
  await products.dispose();
  plainSquare(R, count).forEach((value, at) => {
    expect(found[at]).toBeCloseTo(value, 9);
  });
});
