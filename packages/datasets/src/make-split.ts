import { argument, DomainError, type HostTensor, makeHostTensor, wording } from '@noprior/tensor';
import type { Dataset, DatasetSplit } from './dataset.ts';
import type { SampleSource } from './sample-source.ts';

/** Take the first `perClass` samples of each label for training and the next `perClass` as held out.
 *
 * Labels alternate, lowest first: of two, row 2i is the i-th negative, row 2i + 1 the i-th positive sample.
 *
 * @throws {DomainError} if a label has fewer than `2 perClass` samples
 */
export function makeSplit(source: SampleSource, perClass: number, subtractMean: boolean): DatasetSplit {
  for (const [side, indices] of source.indices.entries()) {
    if (indices.length < 2 * perClass) {
      throw new DomainError(
        wording`loadDataset: ${source.name} has ${indices.length} samples labelled '${source.classes[side]}', but ${perClass} for training and ${perClass} held out were asked for; ${argument('perClass')} can be at most ${Math.floor(indices.length / 2)}`,
      );
    }
  }
  const training = readRows(source, source.name, 0, perClass);
  const heldOut = readRows(source, `${source.name} held out`, perClass, perClass);
  const mean = subtractMean
    ? meanOf(training.x)
    : makeHostTensor(new Float64Array(source.dimension), [source.dimension]);
  if (subtractMean) for (const { x } of [training, heldOut]) subtractRow(x, mean);
  const { imageShape, classes, pixelRange, checksums } = source;
  return { training, heldOut, preprocessing: { mean, imageShape, classes, pixelRange }, checksums };
}

function readRows(source: SampleSource, name: string, start: number, count: number): Dataset {
  const { dimension, labels } = source;
  const sides = labels.length;
  const x = new Float64Array(sides * count * dimension);
  const y = new Float64Array(sides * count);
  const sourceIndex: number[] = [];
  for (let row = 0; row < sides * count; row++) {
    const side = row % sides;
    const index = source.indices[side]![start + Math.floor(row / sides)]!;
    source.readRow(index, x.subarray(row * dimension, (row + 1) * dimension));
    y[row] = labels[side]!;
    sourceIndex.push(index);
  }
  return {
    name,
    x: makeHostTensor(x, [sides * count, dimension]),
    y: makeHostTensor(y, [sides * count]),
    sourceIndex,
  };
}

/** The sum of the samples over their number; `meanRow` divides each first, which rounds differently, and the means of stored data stay. */
function meanOf(x: HostTensor): HostTensor {
  const [count = 0, dimension = 0] = x.shape;
  const mean = new Float64Array(dimension);
  for (let at = 0; at < x.data.length; at++) mean[at % dimension]! += x.data[at]!;
  return makeHostTensor(
    mean.map((sum) => sum / count),
    [dimension],
  );
}

/** In place: a data set may fill half of the memory. */
function subtractRow(x: HostTensor, row: HostTensor): void {
  const dimension = row.data.length;
  for (let at = 0; at < x.data.length; at++) x.data[at]! -= row.data[at % dimension]!;
}
