import { makeHostTensor, makeRandom } from '@noprior/tensor';
import type { LabelledData } from '../src/index.ts';

/** `count` points on the unit sphere, half of them with x_1 > 0 and label +1. */
export function sphereData(count: number, dimension: number, seed: number): LabelledData {
  const x = makeRandom(seed).sphereTensor(count, dimension, 1);
  const labels = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? -1 : 1));
  labels.forEach((label, row) => {
    x.data[row * dimension] = label * Math.abs(x.data[row * dimension]!);
  });
  return { x, y: makeHostTensor(labels, [count]) };
}
