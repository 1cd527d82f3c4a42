import { cholesky, gramMatrix, solvePositiveDefinite } from '@noprior/linear-algebra';
import type { ClarkeState } from './clarke-state.ts';
import type { ClarkeSystem } from './clarke-system.ts';
import { type Direction, derivativeAt, free, gradientOn, tied } from './face.ts';
import { type GramProducts, squaredRows } from './gram-products.ts';

/** Relative to the unit diagonal of a unit's block: dependent samples share their weight instead of dividing by zero. */
const leastRidge = 1e-12;

/** The way to the minimum over the variables of a face, with its bounds kept and all others left out, exactly.
 *
 * For given lambda the free mu of the first layer are independent from unit to unit: K over the samples on a kink of the
 * unit, a few each. They are eliminated by Cholesky, unit by unit; what is left is one system in lambda.
 *
 * @see Boyd and Vandenberghe 2004, appendix C.4, on block elimination
 */
export async function faceStep(
  system: ClarkeSystem,
  state: ClarkeState,
  products: GramProducts,
  face: Uint8Array,
): Promise<Direction> {
  const support = [...state.lambda.keys()].filter((i) => state.lambda[i]! > 0);
  const gradient = gradientOn(system, state, face);
  const matrix = lambdaMatrix(system, state, face, support);
  const right = Float64Array.from(support, (i) => -gradient[i]!);
  const blocks = unitBlocks(system, state, face, support);
  for (const block of blocks) subtractTarget(block, right);
  if (products.square === undefined) for (const block of blocks) eliminate(block, matrix, support.length);
  else await eliminateOnBackend(blocks, matrix, support, system.count, products.square);
  const solution = solvePositiveDefinite(matrix, right);
  const way: Direction = { lambda: new Float64Array(system.count), products: new Float64Array(face.length) };
  support.forEach((i, at) => {
    way.lambda[i] = solution[at]!;
  });
  for (const block of blocks) substituteBack(block, solution, state, system.units[0]!, way.products);
  return way;
}

/** What one unit of the first layer adds: f samples where its mu is free, r of the support where it is tied to lambda. */
interface UnitBlock {
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

/** sum over layers of K o T T^T over the support, T the derivatives by pre-activations at lambda 1; [m * m], symmetric. */
function lambdaMatrix(
  system: ClarkeSystem,
  state: ClarkeState,
  face: Uint8Array,
  support: readonly number[],
): Float64Array {
  const size = support.length;
  const matrix = new Float64Array(size * size);
  for (const [layer, width] of system.units.entries()) {
    const gram = system.grams[layer]!;
    const rows = support.map((i) => {
      const row = new Float64Array(width);
      for (let j = 0; j < width; j++) row[j] = derivativeAt(system, state, face, layer, i * width + j);
      return row;
    });
    const products = gramMatrix(rows);
    support.forEach((i, p) => {
      for (let q = 0; q <= p; q++)
        matrix[p * size + q]! += gram[i * system.count + support[q]!]! * products[p * size + q]!;
    });
  }
  return matrix;
}

function unitBlocks(
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

/** right -= C^T t of a unit, C the coupling. */
function subtractTarget({ places, coupling, target }: UnitBlock, right: Float64Array): void {
  for (const [p, row] of coupling.entries()) {
    for (let at = 0; at < places.length; at++) right[places[at]!]! -= row[at]! * target[p]!;
  }
}

/** Take a unit out of the system in lambda: matrix -= C^T C. Four rows at a time. */
function eliminate({ places, coupling }: UnitBlock, matrix: Float64Array, size: number): void {
  const none = new Float64Array(places.length);
  for (let p = 0; p < coupling.length; p += 4) {
    const a = coupling[p]!;
    const [b = none, c = none, d = none] = [coupling[p + 1], coupling[p + 2], coupling[p + 3]];
    for (let row = 0; row < places.length; row++) {
      const [e, f, g, h] = [a[row]!, b[row]!, c[row]!, d[row]!];
      const at = places[row]! * size;
      for (let column = 0; column <= row; column++) {
        matrix[at + places[column]!]! -= e * a[column]! + f * b[column]! + g * c[column]! + h * d[column]!;
      }
    }
  }
}

/** The same for all units, with rows of the whole width: more multiplications, and faster from some hundred samples on. */
async function eliminateOnBackend(
  blocks: readonly UnitBlock[],
  matrix: Float64Array,
  support: readonly number[],
  count: number,
  square: NonNullable<GramProducts['square']>,
): Promise<void> {
  const size = support.length;
  const total = new Float64Array(count * count);
  const rows = new Float64Array(squaredRows * count);
  let filled = 0;
  const flush = async (): Promise<void> => {
    if (filled === 0) return;
    const product = await square(rows);
    for (let at = 0; at < total.length; at++) total[at]! += product[at]!;
    rows.fill(0);
    filled = 0;
  };
  for (const { places, coupling } of blocks) {
    for (const row of coupling) {
      if (filled === squaredRows) await flush();
      const start = filled * count;
      for (let at = 0; at < places.length; at++) rows[start + places[at]!] = row[at]!;
      filled++;
    }
  }
  await flush();
  for (let p = 0; p < size; p++) for (let q = 0; q <= p; q++) matrix[p * size + q]! -= total[p * count + q]!;
}

/** mu of a unit: with nu = mu o a, a its signals, nu = L^-T (t - C lambda). */
function substituteBack(
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
