import { refineToKkt } from '@noprior/max-margin';
import { makeNetwork, trainNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

const backend = openReference();
const training = {
  x: fromNested([
    [3, 4],
    [4, 3],
    [-6, -8],
  ]),
  y: fromNested([1, 1, -1]),
};
const start = makeNetwork({ inputSize: 2, hiddenSizes: [30], initialisation: 'small', seed: 1 });
const { network } = await trainNetwork(backend, start, training, { targetLoss: 1e-4, dtype: 'float64' });

const kkt = await refineToKkt(backend, network, training, { targetResidual: 1e-8 });

export const result = [kkt.residual < 1e-8, kkt.ended, Math.min(...kkt.margins.data), kkt.lambda.data.length];
// => [true, 'targetResidual', 1, 3]: theta is a sum of the three points' gradients, to 1e-8 of its length
