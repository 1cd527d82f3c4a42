import { gramMatrix, solvePositiveDefinite } from '@noprior/linear-algebra';
import type { ClarkeState } from './clarke-state.ts';
import type { ClarkeSystem } from './clarke-system.ts';
import { type Direction, derivativeAt, gradientOn } from './face.ts';
import { type GramProducts, squaredRows } from './gram-products.ts';
import { substituteBack, type UnitBlock, unitBlocks } from './unit-block.ts';

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
