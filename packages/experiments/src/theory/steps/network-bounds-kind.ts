import { type Candidates, oracleLoss } from '@noprior/kkt-loss';
import { norm, projectOntoComplement, rowOf, stackRows } from '@noprior/linear-algebra';
import { type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import { type Backend, type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { distanceAlmostKktBound, nearSubspaceBound, splitRadius } from '@noprior/transforms';
import type { StepContext, StepKind } from '../../engine/step-kind.ts';
import { loadStepData } from '../../steps/load-parts.ts';
import { type BoundPair, compareBounds } from '../bounds/bound-comparison.ts';
import type { BoundName } from '../bounds/bound-trials.ts';
import type { BoundValues } from './bound-trials-kind.ts';
import { loadChosenNetwork, loadMultipliers, type NetworkChoice } from './theory-files.ts';

/** How many random directions are tried at each point. */
export type NetworkBoundsParameters = NetworkChoice & { readonly directions: number; readonly seed: number };

/** `network-bounds`: reads `data`, `network` and, for a KKT point, `multipliers`; bound and measured split radius of every training point.
 *
 * Along random directions orthogonal to the data, or, where these span R^d, along the direction in which they are smallest. Without
 * `multipliers` those of the hard residual are taken.
 */
export const networkBoundsKind: StepKind<NetworkBoundsParameters, BoundValues> = {
  name: 'network-bounds',
  version: 2,
  async run({ loss, directions, seed }, context) {
    const { backend } = context;
    const { training } = await loadStepData(context);
    const network = await loadChosenNetwork(context, { loss });
    const lambda = await multipliersOf(context, network, training);
    const candidates = { x: training.x, y: training.y, lambda };
    const exact = toNetworkDtype(network, 'float64');
    const { bound, pairs } = await pairsOf(backend, exact, candidates, seed, directions);
    return { bound, ...compareBounds(pairs) };
  },
};

async function multipliersOf(
  context: StepContext,
  network: ReluNetwork,
  training: Parameters<typeof oracleLoss>[2],
): Promise<HostTensor> {
  if (context.inputs.multipliers !== undefined) return (await loadMultipliers(context)).lambda;
  return (await oracleLoss(context.backend, network, training, { scale: 'sum' })).lambda;
}

async function pairsOf(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  seed: number,
  directions: number,
): Promise<{ readonly bound: BoundName; readonly pairs: BoundPair[] }> {
  const scale = 'sum' as const;
  const near = await nearSubspaceBound(backend, network, candidates, { scale });
  const [count, d] = candidates.x.shape as readonly [number, number];
  const measure = async (along: HostTensor, bounds: readonly { readonly radius: number }[]): Promise<BoundPair[]> => {
    const perPoint = along.shape[1]!;
    const { pairs } = await splitRadius(backend, network, candidates.x, along);
    return pairs.map(({ radius }, k) => [bounds[Math.floor(k / perPoint)]!.radius, radius]);
  };
  if (near.direction.value > 1e-9) {
    const { vector } = near.direction;
    const copies = stackRows(
      Array.from({ length: count }, () => vector.data),
      d,
    );
    return { bound: 'near-subspace', pairs: await measure(makeHostTensor(copies.data, [count, 1, d]), near.points) };
  }
  const { points, span } = await distanceAlmostKktBound(backend, network, candidates, { scale });
  const drawn = makeRandom(seed)
    .fork('complement')
    .normalTensor([count * directions, d], 1);
  const along = unitRows(projectOntoComplement(span, drawn));
  return {
    bound: 'distance-almost-kkt',
    pairs: await measure(makeHostTensor(along.data, [count, directions, d]), points),
  };
}

/** Rows divided by their lengths. */
function unitRows(rows: HostTensor): HostTensor {
  const [count, d] = rows.shape as readonly [number, number];
  const units = Array.from({ length: count }, (_, index) => {
    const row = rowOf(rows, index);
    const length = norm(row);
    return row.map((value) => value / length);
  });
  return stackRows(units, d);
}
