import type { Finding } from '../document/document.ts';
import { formatNumber } from '../format-number.ts';
import { verdictFinding } from './certificate-findings.ts';
import type { DemoFar, DemoImages, DemoSphere } from './demo-facts.ts';
import { scoreFindings } from './score-findings.ts';

/** What the second part shows, in plain words. */
export function sphereFindings({ runs }: DemoSphere): Finding[] {
  const losses = runs.map(({ kkt }) => kkt.attack.stationarity);
  const spread = (Math.max(...losses) - Math.min(...losses)) / Math.min(...losses);
  const oracle = runs[0]!.kkt.oracle.stationarity;
  const below = losses.filter((loss) => loss <= oracle).length;
  return [
    {
      headline: `${runs.length} sets of candidates, far from the data, explain the weights ${spread < 0.05 ? 'about equally well' : 'unequally well'}`,
      text: `Started at radius ${runs.map(({ radius }) => radius).join(', ')}, the attacks end at L_stationary (hard derivative) ${losses.map(formatNumber).join(', ')}, within ${formatNumber(100 * spread)} % of each other; the true training set with its best multipliers has ${formatNumber(oracle)}. ${below === 0 ? 'None of the attacks gets below it.' : `${below} of ${runs.length} attacks end below it: they found something else than the training set. The truth is not at 0 either: much of every number is memory of the initial weights, and training samples on the kink of a neuron count against it.`}`,
      tone: 'no-leak',
    },
    {
      headline: 'The distance to the data follows the start, not the data',
      text: runs
        .map(
          (run) =>
            `From radius ${run.radius} the 5 best candidates end ${formatNumber(run.meanDistanceOfBest)} from their nearest training points (${formatNumber(run.heldOutDistance)} from points that were never trained on; ${formatNumber(run.chance)} for random points on the starting sphere).`,
        )
        .join(' ')
        .concat(' The origin is at distance 1 from every training point.'),
      tone: 'no-leak',
    },
    {
      headline: 'What this does not show',
      text: 'That no attack can ever work here: it shows that the loss alone does not tell a good candidate from a bad one. Someone who knows more, the norm of the data for example, starts closer.',
      tone: 'neutral',
    },
  ];
}

/** What the third part shows, in plain words. */
export function farFindings({ refinement, results }: DemoFar): Finding[] {
  return [
    {
      headline: `The network of the first part, brought nearer to a KKT point: the images leave ${formatNumber(100 * results.epsilonDelta.clarke.relative)} % of the weights unexplained`,
      text: `${refinement.iterations} steps in ${refinement.seconds.toFixed(0)} s from the trained network. The share is eps / ||theta|| with the best derivatives on kinks; with the hard derivative it is ${formatNumber(100 * results.epsilonDelta.hard.relative)} %. ${formatNumber(100 * results.kinks.share)} % of the pairs of image and hidden unit stand on a kink. More time brings it nearer: noprior refine.`,
      tone: 'neutral',
    },
    verdictFinding(results),
    {
      headline: 'What this does not show',
      text: 'That the images are safe: they were read back from the trained network by someone who knows the range of pixels. Each far point is an image moved in a direction that no image uses, so whoever looks only at the rest, or at the span of the first layer, sees it. The KKT loss does not look: it is the knowledge of images that does the work.',
      tone: 'neutral',
    },
  ];
}

/** What the first part shows, in plain words. */
export function imageFindings({ score }: DemoImages): Finding[] {
  return [
    ...scoreFindings(score),
    {
      headline: 'What this does not show',
      text: "That networks leak in general: this one was chosen because it does. Its first layer started near zero, it was trained on few images far past a perfect fit, and the attacker knows the pixel range and the subtracted mean, which ship with the model's file.",
      tone: 'neutral',
    },
  ];
}
