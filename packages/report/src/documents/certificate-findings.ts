import type {
  AlternativeResults,
  BuiltSetResults,
  CertificateResults,
  KktResults,
  Premise,
  RefinementResults,
  RoundingRefusal,
} from '@noprior/certificate';
import type { Finding } from '../document/document.ts';
import { formatNumber } from '../format-number.ts';
import { formatValue } from '../format-value.ts';
import { radius } from './certificate-sections.ts';

/** What KKT conditions say nothing about, one entry each. */
export const certificateLimits: readonly string[] = [
  'Membership inference: outputs can show whether a sample was in the training set, whatever the KKT conditions leave open.',
  'Memorisation seen through outputs or gradients: queries, losses, gradients of a federated training, checkpoints along the way.',
  'Other attacks on weights: the span of the first layer reveals the number of samples and their subspace. In that subspace a far set looks like the training set.',
  'Prior knowledge: who knows the range of pixels, the norm of the data or what such images look like can reject a far set at a glance.',
  'Activation patterns and kinks: trained networks have training samples exactly on kinks of units. A far set keeps the patterns, and kinks can single out points that the loss does not.',
  'Training dynamics: weights remember their initialisation and the way there, more than the point they would end at.',
];

/** Facts of a certificate that its findings speak of. */
export interface CertificateFacts {
  readonly results: CertificateResults;
  /** `null` where the certificate is about the weights that were given. */
  readonly refined: RefinementResults | null;
  /** Whether the samples are known to be none that the network was trained on. */
  readonly otherSamples: boolean;
}

/** The certificate in plain words: verdict first. */
export function certificateFindings({ results, refined, otherSamples }: CertificateFacts): Finding[] {
  const verdict = verdictFinding(results, otherSamples);
  return [
    refined === null ? verdict : ofRefined(verdict, refined, otherSamples),
    nearnessFinding(results, otherSamples),
    ...(refined === null ? [] : [refineFinding(results, refined)]),
    kinkFinding(results),
    {
      headline: 'What this says nothing about',
      text: 'The certificate answers one question: do the KKT conditions of these weights single out the training set? It is no statement on privacy. It does not cover membership inference, memorisation that outputs or gradients show, other attacks on weights, prior knowledge of the inputs, activation patterns and kinks, or training dynamics.',
      tone: 'warning',
    },
  ];
}

/** The answer: not identifiable, no other set at the distance asked for, or no statement.
 *
 * @param otherSamples  whether the samples are known to be none that the network was trained on; default no
 */
export function verdictFinding(results: KktResults, otherSamples: boolean = false): Finding {
  if (otherSamples) {
    return {
      headline: 'No statement: these are not the samples that the model was trained on',
      text: "The model's files say so, by the stored mean or by the checksum of the training set. What was measured is about the named samples, and says nothing of the training set. Name the data as in training: --dataset, --per-class, --labels, --dimension, --seed.",
      tone: 'warning',
    };
  }
  const { premise } = results.epsilonDelta;
  return premise.holds ? alternativeFinding(results) : noStatement(premise, results.alternative);
}

/** The answer where a refinement came first: it is about other weights than those that were given, and says so at once. */
function ofRefined({ headline, text, tone }: Finding, { before }: RefinementResults, otherSamples: boolean): Finding {
  const given = before.verdict;
  const isFar = given === 'no-statement' && !otherSamples;
  const why = isFar ? `, because the training set leaves ${describePremise(before.epsilonDelta.premise)}` : '';
  return {
    headline: `About the refined weights (the given ones: ${given}): ${headline.charAt(0).toLowerCase()}${headline.slice(1)}`,
    text: `"These weights" are those that the refinement made. For the weights that were given the verdict is ${given}${why}. ${text}`,
    tone,
  };
}

function describePremise({ holds, unexplained, threshold }: Premise): string {
  return `${percent(unexplained)} of the weights unexplained, ${holds ? 'at most' : 'above'} the threshold of ${percent(threshold)}`;
}

function noStatement(premise: Premise, { set }: AlternativeResults): Finding {
  const built =
    set === null
      ? ''
      : ' The other set has the same loss and margins. But a loss nearer to that of no points than to 0 singles out no set in any case.';
  return {
    headline: `No statement: the training set leaves ${describePremise(premise)}`,
    text: `KKT conditions say something about weights near a KKT point of their training set. These weights are not near one: the gradients of the training set explain less than half of ||theta||^2. It stays open whether they identify the training set; nothing here says that it is safe.${built} Add --refine to ask about the KKT point near these weights. Longer training and a smaller initialisation (--target-loss, --init scaled-first) bring weights nearer to one.`,
    tone: 'warning',
  };
}

/** Whether there is another set, in plain words. */
function alternativeFinding({ alternative, supportVectors, span }: KktResults): Finding {
  const { kind, asked, tried, set, reachable, refusal } = alternative;
  const points = `${supportVectors} training ${supportVectors === 1 ? 'point' : 'points'} with a positive multiplier`;
  if (kind === 'free') {
    const less = tried === asked ? '' : ` ${refusalText(refusal)}`;
    return {
      headline: `Not identifiable by the KKT conditions alone: ${set!.points} points at distance ${formatNumber(tried)} explain these weights as well as the training set`,
      text: `Each of the ${points} became two points at distance ${formatNumber(tried)}. ${proof(set!)}${less}`,
      tone: 'neutral',
    };
  }
  if (kind === 'bounded') {
    const { min, median, max, zero } = reachable!;
    const stay = zero === 0 ? '' : ` ${zero} of them stand on a kink that no direction avoids, and stay.`;
    const built = set === null ? 'No set was built.' : `With every point as far as it can go: ${proof(set)}`;
    return {
      headline: `Other sets explain these weights as well, but none was found at distance ${formatNumber(asked)}: the points can go ${formatNumber(radius(min))} to ${formatNumber(radius(max))}`,
      text: `Inside their activation cells, at constant margins, the ${points} can go to distance ${formatNumber(radius(median))} in the median.${stay} The part of the first layer outside the span of the points holds them. Training does not change that part: it is memory of the initialisation. ${built} At a KKT point that part is gone, and any distance can be reached. Add --refine to bring the network there.`,
      tone: 'neutral',
    };
  }
  if (kind === 'full-span') {
    return {
      headline: `No other set was found at distance ${formatNumber(asked)}: the points span all ${span.dimension} dimensions, and no direction is free`,
      text: `The subspace theorem needs a direction orthogonal to all points, and there is none. Along the direction in which the points are smallest they can be split by ${formatNumber(radius(reachable!.min))} to ${formatNumber(radius(reachable!.max))} before a unit changes sides. Such splits keep L_stationary and move the margins. Within that radius L_stationary alone does not identify the points.`,
      tone: 'neutral',
    };
  }
  return {
    headline: `No other set was found at distance ${formatNumber(asked)} that float64 carries, nor at ${formatNumber(tried)}`,
    text: `In exact arithmetic the subspace theorem gives one. ${refusalText(refusal)}`,
    tone: 'warning',
  };
}

/** What rounding does at a distance. */
function refusalText(refusal: RoundingRefusal | null): string {
  if (refusal === null) return '';
  const at = `In float64, at distance ${formatNumber(refusal.distance)},`;
  if (refusal.cause === 'activation-cell') return `${at} rounding moves points into another activation cell.`;
  if (refusal.addedShare === null) return `${at} the residual of the points is no finite number.`;
  return `${at} rounding alone adds ${percent(refusal.addedShare)} of ||theta|| to what the points leave unexplained.`;
}

/** Loss and margins of a set before and after. */
function proof({ points, stationarity, margins, marginChange, clarke }: BuiltSetResults): string {
  const eps = clarke && [clarke.before, clarke.after].map((squared) => formatNumber(Math.sqrt(squared)));
  const chosen = eps && ` With derivatives chosen on kinks, eps is ${eps[0]} before and ${eps[1]} after.`;
  return (
    `L_stationary of the ${points} points is ${formatNumber(stationarity.after)}, of the training set ${formatNumber(stationarity.before)}: ` +
    `a relative difference of ${formatNumber(stationarity.relativeChange)}. The smallest margin is ${formatNumber(margins.after.min)}, before ${formatNumber(margins.before.min)} ` +
    `(relative difference ${formatNumber(marginChange)}).${chosen ?? ''}`
  );
}

function nearnessFinding({ epsilonDelta, residual }: KktResults, otherSamples: boolean): Finding {
  const { hard, surrogate, clarke, norm, premise } = epsilonDelta;
  const ofResidual = (part: number): string => percent(residual.squared === 0 ? 0 : part / residual.squared);
  const bound = clarke.lowerBound > 0 ? ` No choice reaches less than ${percent(clarke.lowerBound / norm)}.` : '';
  return {
    headline: `${otherSamples ? 'These samples leave' : 'The training set leaves'} ${percent(clarke.relative)} of the weights unexplained`,
    text: `That is eps / ||theta|| with the best multipliers and, on kinks, the best derivatives.${bound} With the hard derivative it is ${percent(hard.relative)}, with the surrogate of sharpness ${formatNumber(surrogate.alpha)} ${percent(surrogate.relative)}. At 0 the conditions hold exactly. ${ofResidual(residual.orthogonalToData)} of the squared residual lie in the first layer, orthogonal to all points: no multipliers explain them, and gradient descent never changes them. By layer: ${residual.byLayer.map(ofResidual).join(', ')}.`,
    tone: premise.holds && !otherSamples ? 'neutral' : 'warning',
  };
}

function refineFinding({ epsilonDelta, alternative }: KktResults, refined: RefinementResults): Finding {
  const { before, residual, kinkTolerance, iterations, seconds } = refined;
  const reach = ({ kind, reachable, asked, tried }: AlternativeResults): string => {
    if (kind === 'free')
      return tried === asked ? 'every point reaches the distance' : `every point reaches ${formatNumber(tried)}`;
    return reachable === null
      ? 'no distance could be certified'
      : `the points reach ${formatNumber(radius(reachable.median))} in the median`;
  };
  const { clarke, norm } = before.epsilonDelta;
  return {
    headline: `Refinement took the residual from ${percent(clarke.relative)} to ${percent(epsilonDelta.clarke.relative)} of the weights`,
    text: `It made ${iterations} steps in ${formatValue({ value: seconds, unit: 's' })}; the file with the given weights is not changed. The steps themselves ended at ${percent(residual)}, with kinks taken within a cosine of ${kinkTolerance}. Before: ${reach(before.alternative)}. After: ${reach(alternative)}. The norm at smallest margin 1 went from ${formatNumber(norm)} to ${formatNumber(epsilonDelta.norm)}. Everything else here is about the refined network, a KKT point near the given weights. Longer training would reach another one. It is not what the given weights reveal today.`,
    tone: 'neutral',
  };
}

function kinkFinding({ kinks, epsilonDelta }: KktResults): Finding {
  return {
    headline: `${percent(kinks.share)} of the pairs of sample and hidden unit stand on a kink`,
    text: `${kinks.pairs} of ${kinks.total} pairs have a pre-activation within a cosine of ${epsilonDelta.clarke.kinkTolerance} of 0. A sample cannot be split along a direction that moves such a unit. The Clarke residual chooses a derivative for each of these pairs, strictly between 0 and 1 for ${kinks.chosen} of them. The hard derivative is 0 there, and leaves more unexplained.`,
    tone: 'neutral',
  };
}

function percent(share: number): string {
  return formatValue({ value: share < 1e-14 ? 0 : 100 * share, unit: '%' });
}
