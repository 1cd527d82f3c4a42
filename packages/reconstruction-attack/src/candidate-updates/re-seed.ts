import { type Candidates, scaleFactor } from '@noprior/kkt-loss';
import { joinRows, takeRows } from '@noprior/linear-algebra';
import { type HostTensor, makeHostTensor, type Random, toHostDtype } from '@noprior/tensor';
import { initialCandidates } from '../starts/initial-candidates.ts';
import { everyRow, takeCandidates } from './candidate-rows.ts';
import type { CandidateChange, CandidateUpdate, CandidateUpdateContext } from './candidate-update.ts';
import { firstLayerResidual } from './first-layer-residual.ts';
import { sampleGram } from './sample-gram.ts';

/** Fill each label up to the prior's number of candidates again, after some were dropped or united.
 *
 * New points come from the prior's law; or they are perturbed rows of the first layer's residual, drawn in
 * proportion to their squared norm, with the median norm of the candidates, and with the sign that explains more of
 * the residual. A new candidate has `multiplier` times the mean multiplier, the floor at least, and an optimizer
 * state of 0.
 *
 * @param source      where new points come from
 * @param multiplier  positive
 * @param noise       length of the perturbation of a row, relative to the row
 */
export function reSeed(source: 'prior' | 'residual', multiplier: number, noise: number): CandidateUpdate {
  return {
    apply: async (candidates: Candidates, context): Promise<CandidateChange | undefined> => {
      const { prior, scale } = context.config;
      const labels: number[] = [];
      for (const label of [1, -1]) {
        const held = candidates.y.data.filter((value: number) => value === label).length;
        for (let i = held; i < prior.candidatesPerClass; i++) labels.push(label);
      }
      if (labels.length === 0) return undefined;
      const before = candidates.y.shape[0]!;
      const count = before + labels.length;
      const x =
        source === 'prior' ? priorPoints(labels, context) : await residualPoints(labels, candidates, noise, context);
      // Multipliers of those that stay, in the unit of the new number.
      const rows = [...everyRow(before), ...labels.map(() => -1)];
      const lambda = takeCandidates(candidates, rows, scale).lambda.data.slice();
      const mean =
        Array.from(lambda.subarray(0, before)).reduce((total, value) => total + Math.max(0, value), 0) / before;
      lambda.fill(Math.max(multiplier * mean, prior.lambdaMin), before);
      const { dtype } = candidates.x;
      return {
        candidates: {
          x: joinRows([candidates.x, x]),
          lambda: makeHostTensor(lambda, [count]),
          y: joinRows([candidates.y, toHostDtype(makeHostTensor(labels, [labels.length]), dtype)]),
        },
        origin: rows,
      };
    },
  };
}

function priorPoints(labels: readonly number[], { config, network, random }: CandidateUpdateContext): HostTensor {
  const dimension = network.layers[0]!.weight.shape[1]!;
  const half = Math.ceil(labels.length / 2);
  const seed = random.fork('prior').integer(0, 2 ** 31);
  const { x } = initialCandidates({ ...config.prior, candidatesPerClass: half }, dimension, seed, config.dtype);
  return takeRows(x, everyRow(labels.length));
}

async function residualPoints(
  labels: readonly number[],
  candidates: Candidates,
  noise: number,
  context: CandidateUpdateContext,
): Promise<HostTensor> {
  const residual = await firstLayerResidual(candidates, context);
  const { x, lambda, y } = candidates;
  const [units, dimension] = [residual.shape[0]!, residual.shape[1]!];
  const norms = Float64Array.from({ length: units }, (_, j) => rowNorm(residual.data, j, dimension));
  const lengths = Float64Array.from({ length: x.shape[0]! }, (_, i) => rowNorm(x.data, i, dimension)).sort();
  const length = lengths[Math.floor(lengths.length / 2)]!;
  const draws = context.random.fork('rows');
  const points = new Float64Array(2 * labels.length * dimension);
  for (const row of labels.keys()) {
    const unit = drawInProportion(norms, draws);
    const direction = Float64Array.from(
      { length: dimension },
      (_, k) => residual.data[unit * dimension + k]! + (noise * norms[unit]! * draws.normal()) / Math.sqrt(dimension),
    );
    const scale = length / (rowNorm(direction, 0, dimension) || 1);
    for (const [k, value] of direction.entries()) {
      points[row * dimension + k] = value * scale;
      points[(labels.length + row) * dimension + k] = -value * scale;
    }
  }
  // <R, y g> = t - K c of both signs, over all parameters; the sign with the larger one per length of g explains more.
  const trial = toHostDtype(makeHostTensor(points, [2 * labels.length, dimension]), x.dtype);
  const signs = toHostDtype(makeHostTensor([...labels, ...labels], [2 * labels.length]), y.dtype);
  const { gram, target } = await sampleGram({ x: joinRows([x, trial]), y: joinRows([y, signs]) }, context);
  const before = x.shape[0]!;
  const total = before + 2 * labels.length;
  const s = scaleFactor(context.config.scale, before);
  const explains = (row: number): number => {
    let product = target[row]!;
    for (let i = 0; i < before; i++) product -= gram[row * total + i]! * s * lambda.data[i]!;
    return product / Math.sqrt(Math.max(gram[row * total + row]!, Number.MIN_VALUE));
  };
  const chosen = labels.map((_, row) =>
    explains(before + row) >= explains(before + labels.length + row) ? row : labels.length + row,
  );
  return takeRows(trial, chosen);
}

function rowNorm(data: ArrayLike<number>, row: number, width: number): number {
  let total = 0;
  for (let k = 0; k < width; k++) total += data[row * width + k]! ** 2;
  return Math.sqrt(total);
}

/** A number with a probability in proportion to its squared weight. */
function drawInProportion(weights: Float64Array, random: Random): number {
  const total = weights.reduce((sum, weight) => sum + weight ** 2, 0);
  let left = random.uniform() * total;
  for (const [index, weight] of weights.entries()) {
    left -= weight ** 2;
    if (left < 0) return index;
  }
  return weights.length - 1;
}
