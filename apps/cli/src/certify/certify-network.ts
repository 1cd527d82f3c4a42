import { parameterNormSquared } from '@noprior/kkt-loss';
import { spanOf } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type AlternativeSet, findAlternative } from './alternative-set.ts';
import type { CertifyContext } from './certify-context.ts';
import { type BoundMeasurement, measureBounds } from './measure-bounds.ts';
import { type KktMeasurement, measureKkt } from './measure-kkt.ts';
import { measureRadii, type RadiusMeasurement } from './measure-radii.ts';

/** How near to KKT a network is, and how far there is another set. */
export interface KktSummary {
  readonly kkt: KktMeasurement;
  readonly alternative: AlternativeSet;
  /** Whether the model's files say that it was trained on other samples: then nothing is said of its training set. */
  readonly otherSamples: boolean;
}

/** Everything that is known of one network and its training set. */
export interface Certificate extends KktSummary {
  readonly radii: RadiusMeasurement;
  readonly bounds: BoundMeasurement;
  /** ||theta||^2 of the weights as they are: L_stationary of no points at all. */
  readonly parameterNormSquared: number;
}

/** The parts of a certificate that tell what a polish changes.
 *
 * @throws {DomainError} for a network that is not homogeneous or wrong about a sample
 */
export async function outlineNetwork(network: ReluNetwork, context: CertifyContext): Promise<KktSummary> {
  const kkt = await measureKkt(network, context);
  const alternative = await findAlternative(network, kkt, context);
  return { kkt, alternative, otherSamples: context.otherSamples === true };
}

/** Measure all of it. */
export async function certifyNetwork(network: ReluNetwork, context: CertifyContext): Promise<Certificate> {
  const outline = await outlineNetwork(network, context);
  const { kkt, alternative } = outline;
  const radii = await measureRadii(network, spanOf(context.data.x), context);
  const complement = alternative.kind === 'free' || alternative.kind === 'bounded' ? alternative.radii : undefined;
  const bounds = await measureBounds(network, kkt, alternative.span, radii, complement, context);
  return { ...outline, radii, bounds, parameterNormSquared: parameterNormSquared(network) };
}
