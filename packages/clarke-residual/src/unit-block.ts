import { cholesky } from '@noprior/linear-algebra';
import type { ClarkeState } from './clarke-state.ts';
import type { ClarkeSystem } from './clarke-system.ts';
import { free, tied } from './face.ts';

/** Relative to the unit diagonal of a unit's block: dependent samples share their weight instead of dividing by zero. */
const leastRidge = 1e-12;

/** What one unit of the first layer adds: f samples where its mu is free, r of the support where it is tied to lambda. */
export interface UnitBlock {
  readonly unit: number;
  /** [f] samples, and 1 / sqrt(K_ii) of each */
  readonly samples: readonly number[];
  readonly scales: Float64Array;
  /** [f * f] lower factor of K over the samples, scaled to unit diagonal */
  readonly factor: Float64Array;
  /** [f] L^-1 of the residuals */
  readonly target: Float64Array;
  /** [r] places in the support */
  readonly places: readonly number[];
  /** [f] rows [r]: L^-1 K T, T the derivatives of the tied */
  readonly coupling: readonly Float64Array[];
}

/** The blocks of all units with a free mu.
 *
 * @param support  samples whose lambda is not 0, in order
 */
export function unitBlocks(
  { units, grams, count }: ClarkeSystem,
  { signals, residuals }: ClarkeState,
  face: Uint8Array,
  support: readonly number[],
): UnitBlock[] {
  const width = units[0]!;
  const gram = grams[0]!;
  const freeSamples: number[][] = Array.from({ length: width }, () => []);
  const tiedPlaces: number[][] = Array.from({ length: width }, () => []);
  support.forEach((i, place) => {
    for (let unit = 0; unit < width; unit++) {
      const bound = face[i * width + unit];
      if (bound === free) freeSamples[unit]!.push(i);
      else if (bound === tied) tiedPlaces[unit]!.push(place);
    }
  });
  const blocks: UnitBlock[] = [];
  for (let unit = 0; unit < width; unit++) {
    const samples = freeSamples[unit]!;
    if (samples.length === 0) continue;
    const places = tiedPlaces[unit]!;
    const scales = Float64Array.from(samples, (i) => 1 / Math.sqrt(gram[i * count + i]!));
    const target = Float64Array.from(samples, (i, p) => scales[p]! * residuals[0]![i * width + unit]!);
    const factor = factorOf(gram, count, samples, scales);
    const derivatives = Float64Array.from(places, (at) => signals[0]![support[at]! * width + unit]!);
    const coupling = samples.map((i, p) => {
      const row = new Float64Array(places.length);
      for (let q = 0; q < row.length; q++) {
        row[q] = scales[p]! * gram[i * count + support[places[q]!]!]! * derivatives[q]!;
      }
      return row;
    });
    divideByLower(factor, coupling, target);
    blocks.push({ unit, samples, scales, factor, target, places, coupling });
  }
  return blocks;
}

function factorOf(gram: Float64Array, count: number, samples: readonly number[], scales: Float64Array): Float64Array {
  const size = samples.length;
  const matrix = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = 0; q <= p; q++) {
      matrix[p * size + q] = scales[p]! * scales[q]! * gram[samples[p]! * count + samples[q]!]!;
    }
  }
  for (let ridge = leastRidge; ; ridge *= 10) {
    const { factor, failure } = cholesky(matrix, size, ridge);
    if (failure === undefined) return factor;
  }
}

/** L^-1 from the left, in place: of the rows of a matrix and of a vector. */
function divideByLower(factor: Float64Array, rows: readonly Float64Array[], vector: Float64Array): void {
  const size = vector.length;
  for (let p = 0; p < size; p++) {
    const row = rows[p]!;
    for (let q = 0; q < p; q++) {
      const share = factor[p * size + q]!;
      const above = rows[q]!;
      for (let at = 0; at < row.length; at++) row[at]! -= share * above[at]!;
      vector[p]! -= share * vector[q]!;
    }
    const pivot = 1 / factor[p * size + p]!;
    for (let at = 0; at < row.length; at++) row[at]! *= pivot;
    vector[p]! *= pivot;
  }
}

/** mu of a unit: with nu = mu o a, a its signals, nu = L^-T (t - C lambda). */
export function substituteBack(
  { unit, samples, scales, factor, target, places, coupling }: UnitBlock,
  lambda: Float64Array,
  { signals }: ClarkeState,
  width: number,
  products: Float64Array,
): void {
  const size = samples.length;
  const nu = Float64Array.from(target);
  for (let p = 0; p < size; p++) {
    const row = coupling[p]!;
    for (let at = 0; at < places.length; at++) nu[p]! -= row[at]! * lambda[places[at]!]!;
  }
  for (let p = size - 1; p >= 0; p--) {
    for (let q = p + 1; q < size; q++) nu[p]! -= factor[q * size + p]! * nu[q]!;
    nu[p]! /= factor[p * size + p]!;
  }
  samples.forEach((i, p) => {
    const at = i * width + unit;
    products[at] = (scales[p]! * nu[p]!) / signals[0]![at]!;
  });
}
