import type { ClarkeState } from './clarke-state.ts';
import { type ClarkeSystem, onKink } from './clarke-system.ts';
import { applyChange } from './face-descent.ts';
import type { GramProducts } from './gram-products.ts';

/** Of the samples of a unit, at most; what is left is for the next face. */
const mostSweeps = 10;
/** Ends once a sweep moves nothing by more than this fraction of the longest move. */
const leastMove = 1e-6;

/** Minimise over the mu of the first layer while lambda stays: a problem of its own for every unit, over the samples on a
 * kink of it, solved by going round them.
 *
 * @param negligible  [n] squared length of a generator that is 0 up to rounding */
export async function minimiseUnits(
  system: ClarkeSystem,
  state: ClarkeState,
  grams: GramProducts,
  negligible: Float64Array,
): Promise<void> {
  const { count, units, kinds } = system;
  const { lambda, products, signals, residuals, weighted } = state;
  const width = units[0]!;
  const gram = system.grams[0]!;
  const changes = units.map((wide) => new Float64Array(count * wide));
  const change = changes[0]!;
  for (let unit = 0; unit < width; unit++) {
    const samples: number[] = [];
    for (let i = 0; i < count; i++) {
      const at = i * width + unit;
      if (lambda[i]! <= 0 || kinds[0]![at] !== onKink) continue;
      if (gram[i * count + i]! * signals[0]![at]! ** 2 > negligible[i]!) samples.push(i);
    }
    const left = Float64Array.from(samples, (i) => residuals[0]![i * width + unit]!);
    let longest = 0;
    for (let sweep = 0; sweep < mostSweeps; sweep++) {
      let most = 0;
      for (let p = 0; p < samples.length; p++) {
        const i = samples[p]!;
        const at = i * width + unit;
        const a = signals[0]![at]!;
        const next = Math.min(lambda[i]!, Math.max(0, products[at]! + left[p]! / (gram[i * count + i]! * a)));
        const moved = (next - products[at]!) * a;
        if (moved === 0) continue;
        most = Math.max(most, Math.abs(moved));
        products[at] = next;
        for (let q = 0; q < samples.length; q++) left[q]! -= gram[samples[q]! * count + i]! * moved;
      }
      longest = Math.max(longest, most);
      if (most <= leastMove * longest) break;
    }
    for (const i of samples) {
      const at = i * width + unit;
      change[at] = products[at]! * signals[0]![at]! - weighted[0]![at]!;
    }
  }
  applyChange(state, changes, await grams.multiply(changes));
}
