import { makeRandom } from '@noprior/tensor';
import { alternatingIndices, type SampleSource } from './sample-source.ts';

/** Numbers of a point of the sphere unless others are asked for: those of an image of MNIST. */
export const defaultSphereDimension: number = 784;

/** Points uniform on the unit sphere in `dimension` dimensions, labelled by the sign of their first coordinate.
 *
 * Labels alternate: where a point lies on the other side, its first coordinate changes sign, which leaves each half
 * uniform. Points are drawn one after the other, so a larger `perClass` begins with the same points.
 *
 * @param dimension  an integer >= 1
 * @see Refael et al. 2025, arXiv:2509.21296, the experiment on the sphere
 */
export function makeSphereSource(seed: number, perClass: number, dimension: number): SampleSource {
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
