import type { Candidates } from '@noprior/kkt-loss';
import { cosineSimilarities, nearestNeighbors, type ScoreReport } from '@noprior/metrics';
import { imageGrid } from '@noprior/report';
import { type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import type { Victim } from './trained-victim.ts';

/** Pictures of what an attack found, as the bytes of a PNG file. */
export interface PictureGrid {
  readonly name: string;
  readonly title: string;
  readonly png: Uint8Array;
}

/** Images in a row, and images in a grid. */
const [across, most] = [10, 20];

/** Which images a grid shows, best matched first: all if they are few, else the best and those around the median.
 *
 * @param cosines  best cosine of every training image
 */
export function chooseImages(cosines: readonly number[]): readonly { name: string; images: readonly number[] }[] {
  const order = [...cosines.keys()].sort((i, j) => cosines[j]! - cosines[i]!);
  if (order.length <= most) return [{ name: 'all', images: order }];
  const from = Math.floor((order.length - most) / 2);
  return [
    { name: 'best', images: order.slice(0, most) },
    { name: 'median', images: order.slice(from, from + most) },
  ];
}

/** Order of the tiles of a sheet: for every row of images one row of each kind below each other. The last rows are as short as
 * each other only if the number of images is a multiple of `columns`, so others are filled up with `null`.
 *
 * @example tileOrder(3, 2, 2) // => [[0, 0], [1, 0], [0, 1], [1, 1], [2, 0], null, [2, 1], null]; [image, kind]
 */
export function tileOrder(images: number, kinds: number, columns: number): (readonly [number, number] | null)[] {
  const tiles: (readonly [number, number] | null)[] = [];
  for (let first = 0; first < images; first += columns) {
    for (let kind = 0; kind < kinds; kind++) {
      for (let image = first; image < first + Math.min(columns, images); image++) {
        tiles.push(image < images ? [image, kind] : null);
      }
    }
  }
  return tiles;
}

/** For every image chosen: its best candidate, the image itself below it, and below that the held-out image that is nearest to the
 * candidate. Candidates are scaled to the norm of their training image, since a cosine does not see it, and the mean is added.
 */
export function pictureGrids(
  { data }: Victim,
  candidates: Candidates,
  best: ScoreReport['training']['best'],
  name: string,
): PictureGrid[] {
  const { training, heldOut, preprocessing } = data;
  const { imageShape, mean } = preprocessing;
  if (imageShape === undefined) throw new ShapeError('pictureGrids: the data are no images; leave pictures out');
  const cosines = best.map(({ cosine }) => cosine);
  return chooseImages(cosines).map(({ name: which, images }) => {
    const own = rowsOf(
      candidates.x,
      images.map((image) => best[image]!.candidate),
    );
    const control = nearestNeighbors(cosineSimilarities(heldOut.x, own), 'largest').index;
    const sheet = images.map((image, at) => {
      const truth = row(training.x, image);
      const candidate = row(own, at);
      const length = norm(candidate);
      const factor = length > 0 ? norm(truth) / length : 0;
      const pictures = [candidate.map((value) => value * factor), truth, row(heldOut.x, control[at]!)];
      return pictures.map((values) => values.map((value, pixel) => value + mean.data[pixel]!));
    });
    const grey = new Float64Array(mean.data.length).fill(0.5);
    const tiles = tileOrder(sheet.length, 3, across).map((tile) => (tile === null ? grey : sheet[tile[0]]![tile[1]]!));
    const shown = images.map((image) => cosines[image]!);
    const range = `cosine ${Math.max(...shown).toFixed(2)} to ${Math.min(...shown).toFixed(2)}`;
    return {
      name: `${name}-${which}.png`.replace(/[^a-z0-9.]+/gi, '-').toLowerCase(),
      title: `${name}, ${which === 'all' ? 'all images' : which === 'best' ? `the ${most} best` : `${most} around the median`}, ${range}`,
      png: imageGrid(tiles, imageShape, Math.min(across, sheet.length)),
    };
  });
}

function row({ data, shape }: HostTensor, index: number): Float64Array {
  const columns = shape[1]!;
  return Float64Array.from(data.subarray(index * columns, (index + 1) * columns));
}

function rowsOf(points: HostTensor, indices: readonly number[]): HostTensor {
  const columns = points.shape[1]!;
  const data = new Float64Array(indices.length * columns);
  indices.forEach((index, at) => {
    data.set(row(points, index), at * columns);
  });
  return makeHostTensor(data, [indices.length, columns]);
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((total, value) => total + value * value, 0));
}
