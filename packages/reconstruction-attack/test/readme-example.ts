import { oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import { kktAttack, knowledgeOf, known, runAttack } from '@noprior/reconstruction-attack';
import { makeNetwork, trainNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

const backend = openReference();
const training = {
  x: fromNested([
    [3, 1, 0],
    [-2, 1, 2],
  ]),
  y: fromNested([1, -1]),
};
const start = makeNetwork({ inputSize: 3, hiddenSizes: [30], initialisation: 'small', seed: 0 });
const { network } = await trainNetwork(backend, start, training, { targetLoss: 1e-6 });

const knowledge = knowledgeOf(network, { box: known({ low: -4, high: 4 }, 'user') });
const { defaults } = kktAttack;
const config = { ...defaults, prior: { ...defaults.prior, candidatesPerClass: 2 }, maxIterations: 1000 };
const found = await runAttack(kktAttack, network, knowledge, { backend, config });

export const result = {
  ended: found.ended, // => 'maxIterations'
  x: found.candidates.x, // [4, 3]
  attack: found.evaluation?.stationarity, // => 0.0250
  oracle: (await oracleLoss(backend, network, training, { alpha: 100 })).loss, // => 0.0009
  empty: parameterNormSquared(network), // => 17.2
  attackerKnows: Object.keys(found.knowledge), // => ['box']
};
