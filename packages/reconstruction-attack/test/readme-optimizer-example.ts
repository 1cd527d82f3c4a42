import { adam, applyUpdates } from '@noprior/reconstruction-attack';
import { DeviceLoop, fromNested, gradients, square, sub, sum, type TensorSpec, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

// Minimise (x - 3)^2 + (y - 3)^2 from (0, 5).
const optimizer = adam({ stepSize: 0.1 });
const vector: TensorSpec = { shape: [2], dtype: 'float64' };
const scalar: TensorSpec = { shape: [], dtype: 'float64' };
const state = { x: vector, ...optimizer.init({ x: vector }) };
const numbers = Object.fromEntries(optimizer.numbers.map((name) => [name, scalar]));
const step = trace({ ...state, ...numbers }, (inputs) => {
  const x = inputs.x!;
  const [gradient] = gradients(sum(square(sub(x, 3))), [x]);
  const { updates, state: next } = optimizer.update({ x: gradient! }, inputs, { x }, inputs);
  return { ...applyUpdates({ x }, updates), ...next };
});

const loop = await DeviceLoop.open(openReference(), step, { x: fromNested([0, 5]) });
for (let i = 0; i < 500; i++) await loop.step(optimizer.numbersAt(i));
export const { x } = await loop.read(); // => [3.000, 3.000]
await loop.dispose();
