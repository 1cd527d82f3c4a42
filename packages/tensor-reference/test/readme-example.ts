import { add, fromNested, mul, neg, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

const backend = openReference();
const decay = trace({ x: { shape: [2], dtype: 'float64' }, rate: { shape: [], dtype: 'float64' } }, ({ x, rate }) => ({
  x: add(x, neg(mul(rate, x))),
}));

const executable = await backend.compile(decay);
const rate = await backend.upload(fromNested(0.5));
let x = await backend.upload(fromNested([8, 16]));
for (let iteration = 0; iteration < 3; iteration++) {
  // The state is replaced: the old one is donated, and nothing is read back within the loop.
  x = (await executable.run({ x, rate }, { donate: ['x'] })).x!;
}

export const result = await backend.read(x);
// result.data => [1, 2]
await backend.dispose();
