import { certificateResults, certifyNetwork, toVerdict } from '@noprior/certificate';
import { refineToKkt } from '@noprior/max-margin';
import { makeNetwork, trainNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

const backend = openReference();
const training = {
  x: fromNested([
    [3, 4, 0, 0],
    [4, 3, 0, 0],
    [-6, -8, 0, 0],
  ]),
  y: fromNested([1, 1, -1]),
};
const start = makeNetwork({ inputSize: 4, hiddenSizes: [30], initialisation: 'small', seed: 1 });
const trained = await trainNetwork(backend, start, training, { targetLoss: 1e-4, dtype: 'float64' });
const { network } = await refineToKkt(backend, trained.network, training, { targetResidual: 1e-8 });

const certificate = await certifyNetwork(backend, network, training, { distance: 100 });

const { alternative, span } = certificateResults(certificate, 'refined');
export const result = [
  toVerdict(certificate),
  span.rank,
  alternative.set!.points,
  alternative.set!.marginChange < 1e-9,
];
// => ['not-identifiable', 2, 6, true]: 6 points at distance 100 explain these weights as well as the training set
