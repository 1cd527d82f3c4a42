import { oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import { describePrior, kktPresets, runKktAttack } from '@noprior/reconstruction-attack';
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

const preset = kktPresets['adam-box'];
const config = {
  ...preset,
  prior: { ...preset.prior, box: { low: -4, high: 4 }, candidatesPerClass: 2 },
  maxIterations: 1000,
};
const { candidates, evaluation, ended } = await runKktAttack(network, config, { backend });

export const result = {
  ended, // => 'maxIterations'
  x: candidates.x, // [4, 3]
  attack: evaluation.stationarity, // => 0.0250
  oracle: (await oracleLoss(backend, network, training, { alpha: 100 })).loss, // => 0.0009
  empty: parameterNormSquared(network), // => 17.2
  attackerKnows: describePrior(config.prior),
};
