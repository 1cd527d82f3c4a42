import { type Candidates, decomposeResidual, parameterNormSquared } from '@noprior/kkt-loss';
import { type DataSpan, spanOf, takeRows } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, hasErrorCode } from '@noprior/tensor';
import { type BoundedFarKktSet, type FreeFarKktSet, farKktSet, type TransformAccount } from '@noprior/transforms';
import type { CertifyContext } from './certify-context.ts';
import type { KktMeasurement } from './measure-kkt.ts';
import { type RadiusSummary, summarizeRadii } from './radius-summary.ts';

/** Another KKT set of the same network, or how far there is one. */
export interface AlternativeSet {
  /** `free`: every support point went to the distance; `bounded`: as far as the first layer lets it; `full-span`: no
   * direction is orthogonal to the points, and no set was built; `rounding`: units on their kinks cross them by rounding, or rounding adds
   * to the residual, at every distance that was tried. */
  readonly kind: 'free' | 'bounded' | 'full-span' | 'rounding';
  readonly asked: number;
  /** The distance that was tried last: smaller than asked where rounding refuses that. */
  readonly tried: number;
  readonly span: DataSpan;
  /** Points with a positive multiplier. */
  readonly support: readonly number[];
  /** How far each of them can go, unless every one went to the distance; of `full-span` along the direction in which the points
   * are smallest, of `rounding` nothing. */
  readonly reachable: RadiusSummary | undefined;
  /** [support] the same, point by point; infinite where nothing bounds it. */
  readonly radii: readonly number[] | undefined;
  /** `undefined` where none was built. */
  readonly set: BuiltSet | undefined;
  /** Why the distance asked for was refused; `undefined` where it was not. */
  readonly refusal: RoundingRefusal | undefined;
}

/** What rounding in float64 does at a distance, so that there is no set: it puts a point into another activation cell, in the
 * `detail` of the transformation that found it; or it adds to the residual, `addedShare` of ||theta||,
 * `null` where that leaves the range of float64. */
export type RoundingRefusal =
  | { readonly cause: 'activation-cell'; readonly distance: number; readonly detail: string }
  | { readonly cause: 'residual'; readonly distance: number; readonly addedShare: number | null };

/** A set that was built, with the proof in numbers. */
export interface BuiltSet {
  readonly candidates: Candidates;
  readonly account: TransformAccount;
  /** Of every new point to the nearest training point. */
  readonly distances: { readonly min: number; readonly median: number; readonly max: number };
  /** Squared residual with the derivatives of the Clarke residual, each new point with those of the point it came from. */
  readonly clarke: { readonly before: number; readonly after: number } | undefined;
}

/** Distances that are tried after the one asked for, where rounding refuses it. */
const shorter = [0.1, 0.01, 0.001] as const;

/** Build a KKT set at the distance, or as far as there is one.
 *
 * @throws {DomainError} if no sample has a positive multiplier
 */
export async function findAlternative(
  network: ReluNetwork,
  kkt: KktMeasurement,
  context: CertifyContext,
): Promise<AlternativeSet> {
  const { backend, distance, seed } = context;
  const support = [...kkt.candidates.lambda.data.keys()].filter((i) => kkt.candidates.lambda.data[i]! > 0);
  if (support.length === 0) {
    throw new DomainError('certify: no sample has a positive multiplier, so none of them explains these weights');
  }
  const span = spanOf(takeRows(kkt.candidates.x, support));
  const common = { asked: distance, span, support };
  let refusal: RoundingRefusal | undefined;
  for (const tried of [distance, ...shorter.map((share) => share * distance)]) {
    context.onProgress({ step: 'alternativeSet', distance: tried });
    try {
      const far = await farKktSet(backend, network, kkt.candidates, { distance: tried, seed });
      const described = await describe(far);
      const lost = lostShare(described.set, parameterNormSquared(network));
      if (lost <= mostLost) return { ...common, ...described, tried, refusal };
      refusal ??= { cause: 'residual', distance: tried, addedShare: Number.isFinite(lost) ? lost : null };
    } catch (error) {
      if (!hasErrorCode(error, 'DOMAIN')) throw error;
      // There is no set to choose here but by distance.
      refusal ??= { cause: 'activation-cell', distance: tried, detail: error.message };
    }
  }
  const tried = shorter[shorter.length - 1]! * distance;
  return { ...common, kind: 'rounding', tried, reachable: undefined, radii: undefined, set: undefined, refusal };

  async function describe(
    far: FreeFarKktSet | BoundedFarKktSet,
  ): Promise<Pick<AlternativeSet, 'kind' | 'reachable' | 'radii' | 'set'>> {
    const found = far.kind === 'free' ? far : far.set;
    const radii = far.radii.map((pair) => pair?.radius ?? 0);
    const set = found && {
      candidates: found.candidates,
      account: found.account,
      distances: summarizeDistances(found.distances),
      clarke: await clarkeBeforeAndAfter(found.candidates, radii),
    };
    if (far.kind === 'free') return { kind: 'free', reachable: undefined, radii, set };
    const kind = far.reason === 'full-span' ? 'full-span' : 'bounded';
    return { kind, reachable: summarizeRadii(far.reachable), radii, set };
  }

  /** Halves come first in the order of the support, second halves behind them; points that stay have no second half. */
  async function clarkeBeforeAndAfter(candidates: Candidates, radii: readonly number[]): Promise<BuiltSet['clarke']> {
    const split = support.filter((_, k) => radii[k]! > 0);
    const rows = [...support, ...split];
    if (rows.length !== candidates.lambda.data.length) return undefined;
    const selections = kkt.selections.map((s) => takeRows(s, rows));
    const { squared } = await decomposeResidual(backend, network, candidates, { selections });
    return { before: kkt.residual.squared, after: squared };
  }
}

/** Largest share of ||theta|| by which a set may leave more unexplained than the training set and explain the weights as well. */
const mostLost = 1e-6;

/** By how much more a set leaves unexplained than the training set, with the hard or with Clarke's derivatives, in ||theta||. */
function lostShare(set: BuiltSet | undefined, normSquared: number): number {
  if (set === undefined) return 0;
  const { before, after } = set.account;
  const more = [{ before: before.stationarity, after: after.stationarity }, ...(set.clarke ? [set.clarke] : [])].map(
    (squared) => Math.sqrt(squared.after / normSquared) - Math.sqrt(squared.before / normSquared),
  );
  return more.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...more);
}

function summarizeDistances(distances: Float64Array): BuiltSet['distances'] {
  const { min, median, max } = summarizeRadii(distances)!;
  return { min, median, max };
}
