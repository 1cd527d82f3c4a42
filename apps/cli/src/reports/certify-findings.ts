import type { AlternativeSet, BuiltSet, Certificate, KktSummary, Refinement } from '@noprior/certificate';
import { marginChange, type Premise, toPremise, toVerdict } from '@noprior/certificate';
import { type Finding, formatNumber } from '@noprior/report';

/** What KKT conditions say nothing about, one sentence each. */
export const certifyLimits: readonly string[] = [
  'Membership inference: whether a given sample was in the training set can show in the confidence of the outputs, whatever the KKT conditions leave open.',
  'Memorisation that is seen through outputs or gradients: queries, losses, gradients of a federated training, checkpoints along the way.',
  'Other attacks on weights: the span of the first layer gives away how many samples there were and the subspace they lie in; seen in that subspace, a far set looks like the training set.',
  'Prior knowledge: somebody who knows the range of pixels, the norm of the data or what such images look like can reject a far set at a glance.',
  'Activation patterns and kinks: trained networks have training samples exactly on the kinks of units. A far set keeps the patterns, and kinks can single out points that the loss does not.',
  'Training dynamics: weights remember their initialisation and the way there, more than the point they would end at.',
];

/** The certificate in plain words: verdict first. */
export function certifyFindings(certificate: Certificate, refinement: Refinement | null): Finding[] {
  return [
    refinement === null ? verdictFinding(certificate) : ofRefined(verdictFinding(certificate), refinement),
    nearnessFinding(certificate),
    ...(refinement === null ? [] : [refineFinding(certificate, refinement)]),
    kinkFinding(certificate),
    {
      headline: 'What this says nothing about',
      text: 'The certificate is about one question: do the KKT conditions of these weights single out the training set? It is no statement on privacy, and it does not cover membership inference, memorisation that outputs or gradients show, other attacks on weights, prior knowledge of the inputs, activation patterns and kinks, or what training leaves in the weights on its way.',
      tone: 'warning',
    },
  ];
}

/** What the premise is held against, in words. */
export function describePremise({ holds, unexplained, threshold }: Premise): string {
  return `${percent(unexplained)} of the weights unexplained, ${holds ? 'at most' : 'above'} the threshold of ${percent(threshold)}`;
}

/** The answer, one of three: not identifiable, no other set at the distance asked for, or no statement. */
export function verdictFinding({ kkt, alternative, otherSamples }: KktSummary): Finding {
  if (otherSamples) {
    return {
      headline: 'No statement: these are not the samples that the model was trained on',
      text: 'The files of the model say so, by its stored mean or by the checksum of its training set. Whatever is measured below is about the samples that were named, and says nothing of the training set. Name the data as in training: --dataset, --per-class, --labels, --dimension, --seed.',
      tone: 'warning',
    };
  }
  const premise = toPremise(kkt);
  return premise.holds ? alternativeFinding(alternative) : noStatement(premise, alternative);
}

/** The answer where a refinement came first: it is about other weights than those that were given, and says so at once. */
function ofRefined({ headline, text, tone }: Finding, { before }: Refinement): Finding {
  const given = toVerdict(before);
  const why = given === 'no-statement' && !before.otherSamples ? `, ${describePremise(toPremise(before.kkt))}` : '';
  return {
    headline: `Of the refined weights, not of those that were given (${given}): ${headline.charAt(0).toLowerCase()}${headline.slice(1)}`,
    text: `"These weights" are those that the refinement made. The answer of the weights that were given is ${given}${why}. ${text}`,
    tone,
  };
}

function noStatement(premise: Premise, { set }: AlternativeSet): Finding {
  const built =
    set === undefined
      ? ''
      : ' The other set that was built has the same loss and margins, but a loss that is nearer to that of no points than to 0 singles out no set in any case.';
  return {
    headline: `No statement: the training set leaves ${describePremise(premise)}`,
    text: `KKT conditions say something about weights near a KKT point of their training set. These weights are not near one: the gradients of the training set explain less than half of ||theta||^2. So it stays open whether they identify the training set, and nothing here says that it is safe.${built} noprior certify --refine asks about the KKT point near these weights instead; longer training and a smaller initialisation (noprior train --target-loss, --init scaled-first) bring weights nearer to one.`,
    tone: 'warning',
  };
}

/** Whether there is another set, in plain words. */
function alternativeFinding(alternative: AlternativeSet): Finding {
  const { kind, asked, tried, set, support, span, reachable, refusal } = alternative;
  const points = `${support.length} training ${support.length === 1 ? 'point' : 'points'} with a positive multiplier`;
  if (kind === 'free') {
    return {
      headline: `Not identifiable by the KKT conditions alone: ${set!.candidates.lambda.data.length} points at distance ${formatNumber(tried)} explain these weights as well as the training set`,
      text: `Each of the ${points} became two points at distance ${formatNumber(tried)}. ${proof(set!)}${tried === asked ? '' : ` At distance ${formatNumber(asked)} rounding alone undoes it (${refusal}).`}`,
      tone: 'neutral',
    };
  }
  if (kind === 'bounded') {
    const { min, median, max, zero } = reachable!;
    const stay =
      zero === 0 ? '' : ` ${zero} of them stand on the kink of a unit that no direction holds still, and stay.`;
    return {
      headline: `Other sets explain these weights as well, but none was found at distance ${formatNumber(asked)}: the points can go ${formatNumber(min)} to ${formatNumber(max)}`,
      text: `Inside their activation cells, without a change of their margins, the ${points} can go to distance ${formatNumber(median)} in the median.${stay} What holds them is the part of the first layer outside the span of the points, which training does not change: memory of the initialisation. ${set === undefined ? 'No set was built.' : `With every point as far as it can go: ${proof(set)}`} At a KKT point that part is gone and any distance can be reached: noprior certify --refine brings the network there.`,
      tone: 'neutral',
    };
  }
  if (kind === 'full-span') {
    return {
      headline: `No other set was found at distance ${formatNumber(asked)}: the points span all ${span.dimension} dimensions, and no direction is free`,
      text: `The subspace theorem needs a direction orthogonal to all points, and there is none. Along the direction in which the points are smallest they can be split by ${formatNumber(reachable!.min)} to ${formatNumber(reachable!.max)} before a unit changes sides. Such splits keep L_stationary but move the margins: within that radius L_stationary alone does not identify the points, and no set that keeps the margins, too, is known farther away.`,
      tone: 'neutral',
    };
  }
  return {
    headline: `No other set was found at distance ${formatNumber(asked)} that float64 carries, nor at ${formatNumber(tried)}`,
    text: `In exact arithmetic the subspace theorem gives one. Here rounding alone undoes it: ${refusal}`,
    tone: 'warning',
  };
}

/** Loss and margins of a set before and after, in a sentence. */
function proof({ account, clarke, candidates }: BuiltSet): string {
  const { before, after, stationarityChange } = account;
  const sameClarke =
    clarke === undefined
      ? ''
      : ` With derivatives chosen at kinks, eps is ${formatNumber(Math.sqrt(clarke.before))} before and ${formatNumber(Math.sqrt(clarke.after))} after.`;
  return (
    `L_stationary of the ${candidates.lambda.data.length} points is ${formatNumber(after.stationarity)}, of the training set ${formatNumber(before.stationarity)}: ` +
    `a relative difference of ${formatNumber(stationarityChange)}. The smallest margin is ${formatNumber(after.margins.min)}, before ${formatNumber(before.margins.min)} ` +
    `(relative difference ${formatNumber(marginChange(before.margins, after.margins))}).${sameClarke}`
  );
}

function nearnessFinding({ kkt, otherSamples }: Certificate): Finding {
  const { hard, surrogate, clarke, residual } = kkt;
  const share = residual.squared === 0 ? 0 : residual.orthogonalToData / residual.squared;
  return {
    headline: `${otherSamples ? 'These samples leave' : 'The training set leaves'} ${percent(clarke.relative)} of the weights unexplained`,
    text: `That is eps / ||theta|| with the best multipliers and, on kinks, the best derivatives${clarke.lowerBound > 0 ? ` (no choice reaches less than ${percent(clarke.lowerBound / kkt.norm)})` : ''}; with the hard derivative ${percent(hard.relative)}, with the surrogate one of sharpness ${formatNumber(surrogate.alpha)} ${percent(surrogate.relative)}. At 0 the conditions would hold exactly. ${percent(share < 1e-12 ? 0 : share)} of the squared residual lie in the first layer orthogonal to all points: no multipliers explain them, and gradient descent never changes them. By layer: ${residual.byLayer.map((part) => percent(residual.squared === 0 ? 0 : part / residual.squared)).join(', ')}.`,
    tone: toPremise(kkt).holds && !otherSamples ? 'neutral' : 'warning',
  };
}

function refineFinding(
  { kkt, alternative }: Certificate,
  { before, residual, kinkTolerance, iterations, seconds }: Refinement,
): Finding {
  const reach = ({ kind, reachable, asked, tried }: AlternativeSet): string => {
    if (kind === 'free')
      return tried === asked ? 'every point reaches the distance' : `every point reaches ${formatNumber(tried)}`;
    return reachable === undefined
      ? 'no distance could be certified'
      : `the points reach ${formatNumber(reachable.median)} in the median`;
  };
  return {
    headline: `Refinement took the residual from ${percent(before.kkt.clarke.relative)} to ${percent(kkt.clarke.relative)} of the weights`,
    text: `${iterations} steps in ${seconds.toFixed(0)} s from the trained network; the weights that were given are not changed. The steps themselves ended at ${percent(residual)}, with kinks taken within a cosine of ${kinkTolerance}. Before: ${reach(before.alternative)}. After: ${reach(alternative)}. The norm at smallest margin 1 went from ${formatNumber(before.kkt.norm)} to ${formatNumber(kkt.norm)}. Everything else here is about the refined network: a KKT point near these weights, not the one that longer training would reach, and not what these weights give away today.`,
    tone: 'neutral',
  };
}

function kinkFinding({ kkt: { kinks, clarke } }: Certificate): Finding {
  return {
    headline: `${percent(kinks.share)} of the pairs of sample and hidden unit stand on a kink`,
    text: `${kinks.pairs} of ${kinks.total} pairs have a pre-activation within a cosine of ${clarke.kinkTolerance} of 0. Along a direction that moves such a unit, its sample cannot be split at all. The Clarke residual chooses a derivative for each of these pairs, strictly between 0 and 1 for ${kinks.chosen} of them; the hard derivative is 0 there, and leaves more unexplained.`,
    tone: 'neutral',
  };
}

function percent(share: number): string {
  return `${formatNumber(100 * share)} %`;
}
