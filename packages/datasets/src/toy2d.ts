import { makeRandom } from '@noprior/tensor';
import { alternatingIndices, type SampleSource } from './sample-source.ts';

/** Standard deviation of the noise on each coordinate. */
const noise = 0.05;

/** Points of the plane on two interleaved half circles of radius 1, with normal noise of standard deviation 0.05.
 *
 * The negative arc is `(cos t - 1/2, sin t - 1/4)` and the positive one its mirror image in the origin, `t` uniform on
 * [0, pi]: no straight line separates the classes, and together they have mean 0 in expectation.
 */
export function makeToy2dSource(seed: number, perClass: number): SampleSource {
  const random = makeRandom(seed).fork('toy2d');
  const points = new Float64Array(8 * perClass);
  for (let index = 0; index < 4 * perClass; index++) {
    const sign = index % 2 === 0 ? 1 : -1;
    const angle = Math.PI * random.uniform();
    points[2 * index] = sign * (Math.cos(angle) - 0.5) + noise * random.normal();
    points[2 * index + 1] = sign * (Math.sin(angle) - 0.25) + noise * random.normal();
  }
  return {
    name: 'toy2d',
    dimension: 2,
    imageShape: undefined,
    pixelRange: undefined,
    classes: ['upper arc', 'lower arc'],
    checksums: {},
    labels: [-1, 1],
    indices: alternatingIndices(perClass),
    readRow: (index, target) => target.set(points.subarray(2 * index, 2 * index + 2)),
  };
}
