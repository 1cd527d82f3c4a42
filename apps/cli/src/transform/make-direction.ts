import { loadArrays } from '@noprior/array-files';
import type { Candidates } from '@noprior/kkt-loss';
import { projectOntoComplement, spanOf } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  DomainError,
  formatShape,
  type HostTensor,
  makeHostTensor,
  makeRandom,
  ShapeError,
} from '@noprior/tensor';
import { inputGradients, type SplitMode } from '@noprior/transforms';
import { type ReadLimits, readOptions } from '../options/read-limits.ts';
import { UsageError } from '../usage-error.ts';

/** The file that a direction is read from; `undefined` for one that is drawn.
 *
 * @throws {UsageError} for a word that is neither
 */
export function directionFile(direction: string): string | undefined {
  if (direction === 'random' || direction === 'complement') return undefined;
  if (/\.npy$/i.test(direction)) return direction;
  throw new UsageError(
    `--direction ${direction}: expected random, complement, or the name of a file that ends in .npy`,
  );
}

/** The direction that an option names, as [d]; a drawn one has length 1, and is orthogonal to the gradient of its point in mode kkt.
 *
 * @throws {ShapeError} if the file holds anything but a vector
 * @throws {DomainError} if no direction is orthogonal to what it has to be
 */
export async function makeDirection(
  direction: string,
  { backend, network, candidates }: { backend: Backend; network: ReluNetwork; candidates: Candidates },
  {
    index,
    mode,
    seed,
    maxFileMb,
  }: ReadLimits & { readonly index: number; readonly mode: SplitMode; readonly seed: number },
): Promise<HostTensor> {
  const file = directionFile(direction);
  const [count, dimension] = candidates.x.shape as readonly [number, number];
  if (file !== undefined) {
    const { arrays } = await loadArrays(file, readOptions({ maxFileMb }));
    const v = arrays.arr_0!;
    if (v.shape.length === 1 && v.shape[0] === dimension) return v;
    throw new ShapeError(`${file}: a direction is [${dimension}], as the points, got ${formatShape(v.shape)}`);
  }
  const drawn = makeRandom(seed).fork('split').sphereTensor(1, dimension, 1);
  const avoided: number[] = direction === 'complement' ? [...candidates.x.data] : [];
  if (mode === 'kkt' && index < count) {
    const point = candidates.x.data.slice(index * dimension, (index + 1) * dimension);
    const gradient = await inputGradients(backend, network, makeHostTensor(point, [1, dimension]));
    avoided.push(...gradient.data);
  }
  if (avoided.length === 0) return makeHostTensor(drawn.data, [dimension]);
  const span = spanOf(makeHostTensor(avoided, [avoided.length / dimension, dimension]));
  if (!span.isProper) {
    throw new DomainError(
      `split: the points span all ${dimension} dimensions, so no direction is orthogonal to them; take --direction random, or one from a file`,
    );
  }
  const { data } = projectOntoComplement(span, drawn);
  const length = Math.hypot(...data);
  return makeHostTensor(
    Float64Array.from(data, (value) => value / length),
    [dimension],
  );
}
