import { DomainError, makeRandom } from '@noprior/tensor';
import { alternatingIndices, type SampleSource } from './sample-source.ts';

/** Points uniform on the unit sphere in `dimension` dimensions, labelled by the sign of their first coordinate.
 *
 * Labels alternate: where a point lies on the other side, its first coordinate changes sign, which leaves each half
 * uniform. Points are drawn one after the other, so a larger `perClass` begins with the same points.
 *
 * @throws {DomainError} unless `dimension` is an integer >= 1
 * @see Refael et al. 2025, arXiv:2509.21296, the experiment on the sphere
 */
export function makeSphereSource(seed: number, perClass: number, dimension: number): SampleSource {
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    throw new DomainError(`loadDataset: dimension must be an integer >= 1, got ${dimension}`);
  }
  const points = makeRandom(seed)
    .fork('sphere')
    .sphereTensor(4 * perClass, dimension, 1).data;
  return {
    name: 'sphere',
    dimension,
    imageShape: undefined,
    pixelRange: undefined,
    classes: ['first coordinate < 0', 'first coordinate > 0'],
    checksums: {},
    labels: [-1, 1],
    indices: alternatingIndices(perClass),
    readRow(index, target) {
      target.set(points.subarray(index * dimension, (index + 1) * dimension));
      target[0] = (index % 2 === 0 ? -1 : 1) * Math.abs(target[0]!);
    },
  };
}
