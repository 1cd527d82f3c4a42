import { cosineSimilarities, nearestNeighbors } from '@noprior/metrics';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** What the points are worth that an attack takes for samples, without knowing the truth. */
export interface TakenScore {
  readonly count: number;
  /** How many have a training sample above the best match of any held-out sample. */
  readonly right: number;
  /** Different training samples among these. */
  readonly samples: number;
  /** Each point's nearest training sample by cosine. */
  readonly nearest: readonly { readonly candidate: number; readonly image: number; readonly cosine: number }[];
}

/** Score the points that an attack takes for samples.
 *
 * @param x          [n, d] candidates, those first
 * @param count      how many they are, from 1 to n
 * @param training   [m, d]
 * @param threshold  best match of any held-out sample among all candidates
 */
export function scoreTaken(x: HostTensor, count: number, training: HostTensor, threshold: number): TakenScore {
  const d = x.shape[1]!;
  const taken = makeHostTensor(x.data.subarray(0, count * d), [count, d]);
  const { index, value } = nearestNeighbors(cosineSimilarities(training, taken), 'largest');
  const nearest = index.map((image, candidate) => ({ candidate, image, cosine: value[candidate]! }));
  const right = nearest.filter(({ cosine }) => cosine > threshold);
  return { count, right: right.length, samples: new Set(right.map(({ image }) => image)).size, nearest };
}
