import { type Knowledge, knowledgeOf, known } from '@noprior/reconstruction-attack';
import { type LabelledData, makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

/** A small trained network whose samples are nearly vertices of their range, so that every attack has something to find. */
export interface Planted {
  readonly network: ReluNetwork;
  /** The same before it was trained. */
  readonly untrained: ReluNetwork;
  readonly data: LabelledData;
  readonly knowledge: Knowledge;
}

/** Four samples with 24 coordinates, nine of ten at -1 or +1, two for each label. */
export async function plantedNetwork(): Promise<Planted> {
  const random = makeRandom(7);
  const [count, dimension] = [4, 24];
  const x = Float64Array.from({ length: count * dimension }, () => {
    const value = random.uniform();
    return value < 0.45 ? -1 : value < 0.9 ? 1 : 20 * (value - 0.95);
  });
  const data = { x: makeHostTensor(x, [count, dimension]), y: makeHostTensor(Float64Array.of(1, -1, 1, -1), [count]) };
  const untrained = makeNetwork({
    inputSize: dimension,
    hiddenSizes: [60],
    initialisation: 'scaled-first',
    seed: 1,
    dtype: 'float64',
  });
  const { network } = await trainNetwork(openReference(), untrained, data, { targetLoss: 1e-4 });
  const knowledge = knowledgeOf(network, { box: known({ low: -1, high: 1 }, 'user') });
  return { network, untrained, data, knowledge };
}
