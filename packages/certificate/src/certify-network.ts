import { parameterNormSquared } from '@noprior/kkt-loss';
import { spanOf } from '@noprior/linear-algebra';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { type AlternativeSet, findAlternative } from './alternative-set.ts';
import type { CertifyContext } from './certify-context.ts';
import { type CertifyOptions, toCertifySettings } from './certify-options.ts';
import { type BoundMeasurement, measureBounds } from './measure-bounds.ts';
import { type KktMeasurement, measureKkt } from './measure-kkt.ts';
import { measureRadii, type RadiusMeasurement } from './measure-radii.ts';

/** How near to KKT a network is, and how far there is another set. */
export interface KktSummary {
  readonly kkt: KktMeasurement;
  readonly alternative: AlternativeSet;
  /** Whether these are known to be none of the samples that the network was trained on: then nothing is said of its training set. */
  readonly otherSamples: boolean;
}

/** Everything that is known of one network and its training set. */
export interface Certificate extends KktSummary {
  readonly radii: RadiusMeasurement;
  readonly bounds: BoundMeasurement;
  /** ||theta||^2 of the weights as they are: L_stationary of no points at all. */
  readonly parameterNormSquared: number;
}

/** How near a network is to a KKT point of its training set, and another set at the distance that explains the weights as well: the part of
 * {@link certifyNetwork} that the verdict needs.
 *
 * @param network  one output, no bias above the first layer, right about every sample
 * @param data     x [n, d], y [n] of -1 and 1
 * @throws {DomainError} for a network that is not homogeneous or wrong about a sample, for options out of range, or if no sample has a
 *   positive multiplier
 * @throws {ShapeError} if network and data do not fit together
 * @throws {DtypeError} if the backend does not offer float64
 */
export async function summarizeKkt(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: CertifyOptions = {},
): Promise<KktSummary> {
  return summarize(network, { backend, data, ...toCertifySettings(options) });
}

/** What a network and a training set certify about each other: KKT residuals, another set that explains the weights as well, split radii, and
 * the bounds of the theorems beside what was measured. `toVerdict` gives the answer, `certificateResults` plain JSON.
 *
 * @param network  one output, no bias above the first layer, right about every sample
 * @param data     x [n, d], y [n] of -1 and 1
 * @throws {DomainError | ShapeError | DtypeError} as {@link summarizeKkt} does
 * @see Refael, Smorodinsky, Lindenbaum, Safran 2025, arXiv:2509.21296
 * @example toVerdict(await certifyNetwork(openReference(), network, training)) // => 'not-identifiable'
 */
export async function certifyNetwork(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: CertifyOptions = {},
): Promise<Certificate> {
  const context = { backend, data, ...toCertifySettings(options) };
  const summary = await summarize(network, context);
  const { kkt, alternative } = summary;
  const radii = await measureRadii(network, spanOf(data.x), context);
  const complement = alternative.kind === 'free' || alternative.kind === 'bounded' ? alternative.radii : undefined;
  const bounds = await measureBounds(network, kkt, alternative.span, radii, complement, context);
  return { ...summary, radii, bounds, parameterNormSquared: parameterNormSquared(network) };
}

async function summarize(network: ReluNetwork, context: CertifyContext): Promise<KktSummary> {
  const kkt = await measureKkt(network, context);
  const alternative = await findAlternative(network, kkt, context);
  return { kkt, alternative, otherSamples: context.otherSamples };
}
