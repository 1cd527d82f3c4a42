import { estimateShift } from '@noprior/first-layer-spectrum';
import { makeNetwork, trainNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

// The first two coordinates are 0 in all samples, before 0.5 is added to everything.
const training = {
  x: fromNested([
    [0.5, 0.5, 3.5, 1.5],
    [0.5, 0.5, -1.5, 1.5],
    [0.5, 0.5, 0.5, -1.5],
  ]),
  y: fromNested([1, -1, -1]),
};
const start = makeNetwork({ inputSize: 4, hiddenSizes: [100], initialisation: 'scaled-first', seed: 0 });
const { network } = await trainNetwork(openReference(), start, training, { targetLoss: 1e-3 });

export const { shift, constant, deviation } = estimateShift(network, { noise: 1e-4 });
