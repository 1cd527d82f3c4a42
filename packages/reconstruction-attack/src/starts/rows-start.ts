import { spanReduction } from '@noprior/first-layer-spectrum';
import { dot, norm, rowOf } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, makeHostTensor, type Random, toHostDtype } from '@noprior/tensor';
import { drawMultipliers, startLabels, startRandom } from './draw-multipliers.ts';
import type { Start } from './start.ts';

const rounds = 20;

/** Points along clusters of the first layer's rows; multipliers uniform.
 *
 * At a KKT point row j is sum_i lambda_i y_i delta_ij (x_i, 1). Where delta_ij has the sign of a_j = (W_L ...
 * W_2)_j, the effect of the row on the output with all units active, row j is a positive combination of samples of
 * label sign a_j less one of the others. Rows of either sign, projected to the span, are clustered by direction
 * (spherical k-means, weighted by the squared norm, seeded as k-means++), and the centres are points of that label
 * at `radius` from the point of the span nearest to 0.
 *
 * @param radius  in units of x, above 0
 * @throws {DomainError} if there are fewer rows of a sign than candidates of a label
 * @see Dhillon and Modha 2001, Concept decompositions for large sparse text data (spherical k-means); Arthur and
 *   Vassilvitskii 2007, k-means++
 */
export function rowsStart(radius: number): Start {
  return async (input) => {
    const { network, span, candidatesPerClass, dtype } = input;
    const { network: reduced, scale, expand } = spanReduction(network, span);
    const { weight } = reduced.layers[0]!;
    const [neurons, width] = weight.shape as readonly [number, number];
    const effects = effectsOnOutput(network);
    const count = 2 * candidatesPerClass;
    const w = new Float64Array(count * width);
    for (const [group, sign] of [1, -1].entries()) {
      const rows: Float64Array[] = [];
      for (let j = 0; j < neurons; j++) {
        const row = rowOf(weight, j);
        if (Math.sign(effects[j]!) === sign && norm(row) > 0) rows.push(row);
      }
      if (rows.length < candidatesPerClass) {
        throw new DomainError(
          `rowsStart: ${rows.length} rows of the first layer have the sign ${sign}, too few for ${candidatesPerClass} candidates of that label; ask for fewer, or take another start`,
        );
      }
      const centres = sphericalMeans(rows, candidatesPerClass, startRandom(input).fork(`rows ${sign}`));
      for (const [at, centre] of centres.entries()) {
        w.set(
          centre.map((value) => value * radius * scale),
          (group * candidatesPerClass + at) * width,
        );
      }
    }
    const ones = makeHostTensor(new Float64Array(count).fill(1), [count]);
    const { x } = expand({ x: makeHostTensor(w, [count, width]), lambda: ones, y: ones });
    return { x: toHostDtype(x, dtype), lambda: drawMultipliers(input), y: startLabels(input) };
  };
}

/** W_L ... W_2, [m]: the effect of each first-layer unit on the output with all units above active. */
function effectsOnOutput({ layers }: ReluNetwork): Float64Array {
  let effects = Float64Array.of(1);
  for (const { weight } of layers.slice(1).reverse()) {
    const inputs = weight.shape[1]!;
    const below = new Float64Array(inputs);
    for (const [j, effect] of effects.entries()) {
      for (let k = 0; k < inputs; k++) below[k]! += effect * weight.data[j * inputs + k]!;
    }
    effects = below;
  }
  return effects;
}

/** Unit centres of k clusters of directions. */
function sphericalMeans(rows: readonly Float64Array[], k: number, random: Random): Float64Array[] {
  const weights = rows.map((row) => norm(row) ** 2);
  const units = rows.map((row, at) => row.map((value) => value / Math.sqrt(weights[at]!)));
  const centres: Float64Array[] = [];
  // Weighted by the distance to the nearest centre so far.
  const far = units.map(() => 1);
  while (centres.length < k) {
    const chances = far.map((distance, at) => distance * weights[at]!);
    const centre = units[draw(chances, random)]!;
    centres.push(centre);
    for (const [at, unit] of units.entries()) far[at] = Math.max(0, Math.min(far[at]!, 1 - dot(unit, centre)));
  }
  for (let round = 0; round < rounds; round++) {
    const sums = centres.map((centre) => new Float64Array(centre.length));
    for (const [at, row] of rows.entries()) {
      let best = 0;
      let most = Number.NEGATIVE_INFINITY;
      for (const [c, centre] of centres.entries()) {
        const inner = dot(units[at]!, centre);
        if (inner > most) [best, most] = [c, inner];
      }
      const sum = sums[best]!;
      // A unit vector weighted by the squared norm.
      for (let i = 0; i < row.length; i++) sum[i]! += row[i]! * Math.sqrt(weights[at]!);
    }
    for (const [c, sum] of sums.entries()) {
      const length = norm(sum);
      // A cluster that lost all of its rows keeps its centre.
      if (length > 0) centres[c] = sum.map((value) => value / length);
    }
  }
  return centres;
}

/** Index drawn in proportion to the chances; uniform where they are all 0. */
function draw(chances: readonly number[], random: Random): number {
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  if (!(total > 0)) return random.integer(0, chances.length);
  let left = random.uniform() * total;
  for (const [at, chance] of chances.entries()) {
    left -= chance;
    if (left < 0) return at;
  }
  return chances.length - 1;
}
