// One loss with its gradients on each backend, for tools/packages/check-browser.mjs: the example of the README at the top.
import { openBackend } from '@noprior/backends';
import { evaluateKkt } from '@noprior/kkt-loss';
import { fromNested } from '@noprior/tensor';

const network = {
  layers: [
    {
      weight: fromNested([
        [1, 0],
        [0, 2],
      ]),
      bias: fromNested([0.5, -0.5]),
    },
    { weight: fromNested([[1, -1]]) },
  ],
};
const x = fromNested([
  [1, 0],
  [0, 1],
]);
const candidates = { x, lambda: fromNested([0.5, 0.5]), y: fromNested([1, -1]) };

globalThis.computeLosses = async (names) => {
  const losses = {};
  for (const name of names) {
    const backend = await openBackend(name, { wasmPaths: { tfjs: '/wasm/' } });
    // With `auto` and no dtype, both are at their defaults.
    const options = { scale: 'sum', gradients: true, ...(name === 'auto' ? {} : { dtype: 'float32' }) };
    const { stationarity, gradX } = await evaluateKkt(backend, network, candidates, options);
    losses[name] = { stationarity, gradX: [...gradX.data] };
    await backend.dispose();
  }
  return losses;
};
