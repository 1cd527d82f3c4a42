import { kktResults } from '@noprior/certificate';
import { kktAttack, nothingKnown } from '@noprior/reconstruction-attack';
import { hiddenSizes, inputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  alternativeSection,
  attackLossSection,
  controlsTableSection,
  describeKnowledge,
  type Fact,
  type Finding,
  findingsSection,
  formatNumber,
  kktComparisonSection,
  kktSection,
  lossSection,
  type Report,
  type Section,
  scoreFindings,
  scoreSections,
  threatModel,
  verdictFinding,
} from '@noprior/report';
import type { FarDemo } from './far-demo.ts';
import type { ImageDemo } from './image-demo.ts';
import type { SphereDemo } from './sphere-demo.ts';

/** What the second part shows, in plain words. */
export function sphereFindings({ runs }: SphereDemo): Finding[] {
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
export function farFindings({ refinement, summary }: FarDemo): Finding[] {
  const { kkt } = summary;
  return [
    {
      headline: `The network of the first part, brought nearer to a KKT point: the images leave ${formatNumber(100 * kkt.clarke.relative)} % of the weights unexplained`,
      text: `${refinement.iterations} steps in ${refinement.seconds.toFixed(0)} s from the trained network. The share is eps / ||theta|| with the best derivatives on kinks; with the hard derivative it is ${formatNumber(100 * kkt.hard.relative)} %. ${formatNumber(100 * kkt.kinks.share)} % of the pairs of image and hidden unit stand on a kink. More time brings it nearer: noprior refine.`,
      tone: 'neutral',
    },
    verdictFinding(kktResults(summary)),
    {
      headline: 'What this does not show',
      text: 'That the images are safe: they were read back from the trained network by someone who knows the range of pixels. Each far point is an image moved in a direction that no image uses, so whoever looks only at the rest, or at the span of the first layer, sees it. The KKT loss does not look: it is the knowledge of images that does the work.',
      tone: 'neutral',
    },
  ];
}

/** What the first part shows, in plain words. */
export function imageFindings({ score }: ImageDemo): Finding[] {
  return [
    ...scoreFindings(score),
    {
      headline: 'What this does not show',
      text: "That networks leak in general: this one was chosen because it does. Its first layer started near zero, it was trained on few images far past a perfect fit, and the attacker knows the pixel range and the subtracted mean, which ship with the model's file.",
      tone: 'neutral',
    },
  ];
}

/** All parts of the demo as one report. */
export function makeDemoReport(images: ImageDemo, sphere: SphereDemo, far: FarDemo, footer: readonly string[]): Report {
  const { score } = images;
  return {
    title: 'What a trained network reveals, and what it cannot',
    lead: `One network from which ${score.training.aboveHeldOutMax} of ${score.training.count} training images can be read back, and one whose weights are explained as well by points that have nothing to do with its data. At the end the first network again, explained by points at distance ${formatNumber(far.summary.alternative.asked)}.`,
    sections: [
      findingsSection('Images that can be read back', imageFindings(images)),
      imageSetting(images),
      ...scoreSections({
        score,
        training: images.split.training.x,
        heldOut: images.split.heldOut.x,
        candidates: images.attack.candidates.x,
        preprocessing: images.training.network.preprocessing,
      }),
      ...attackLossSection(images.attack.records, images.kkt),
      kktComparisonSection(images.kkt),
      findingsSection('Points that cannot be told from others', sphereFindings(sphere)),
      ...sphereSections(sphere),
      findingsSection('The same network, explained from afar', farFindings(far)),
      farSection(far, images),
    ],
    footer,
  };
}

function farSection({ summary }: FarDemo, { training }: ImageDemo): Section {
  const points = summary.alternative.set?.candidates.x;
  const { preprocessing } = training.network;
  return alternativeSection(kktResults(summary), points && preprocessing && { points, preprocessing });
}

function imageSetting({ split, training, attack, config }: ImageDemo): Section {
  return setting(
    'Setting and threat model, images',
    [
      {
        name: 'data',
        value: `${split.training.x.shape[0]} glyphs of 28 x 28 pixels, drawn by a program, mean subtracted`,
      },
      { name: 'labels', value: split.preprocessing.classes.join(' / ') },
      { name: 'network', value: widths(training.network) },
      { name: 'initialisation', value: 'first layer 1e-4, the others as PyTorch does' },
      {
        name: 'training',
        value: `full batch, loss ${training.loss.toExponential(2)} after ${training.iterations} iterations`,
      },
      {
        name: 'attack',
        value: `${config.maxIterations} iterations of Adam, ${2 * config.prior.candidatesPerClass} candidates`,
      },
    ],
    { ...nothingKnown, ...attack.knowledge },
  );
}

function setting(title: string, facts: readonly Fact[], knowledge: typeof nothingKnown): Section {
  const words = describeKnowledge(knowledge, kktAttack.uses);
  return { kind: 'section', title, blocks: [{ kind: 'facts', facts }, threatModel(words)] };
}

function sphereSections({ split, training, runs }: SphereDemo): Section[] {
  const [count, dimension] = split.training.x.shape;
  return [
    setting(
      'Setting and threat model, points on a sphere',
      [
        {
          name: 'data',
          value: `${count} points, uniform on the unit sphere in ${dimension} dimensions, labelled by one coordinate`,
        },
        { name: 'network', value: widths(training.network) },
        { name: 'initialisation', value: 'as PyTorch does' },
        {
          name: 'training',
          value: `full batch, loss ${training.loss.toExponential(2)} after ${training.iterations} iterations`,
        },
        {
          name: 'candidates',
          value: `${runs[0]!.attack.candidates.x.shape[0]}, started at radius ${runs.map(({ radius }) => radius).join(', ')}`,
        },
      ],
      nothingKnown,
    ),
    controlsTableSection({
      title: 'Distance of the five best candidates',
      note: 'Mean Euclidean distance of the 5 candidates that come closest to a training point. Chance: random points on the starting sphere, no attack.',
      columns: [
        'starting radius',
        'L_stationary of the attack',
        'oracle loss',
        'to training points',
        'to held-out points',
        'chance',
      ],
      rows: runs.map((run) => [
        run.radius,
        run.kkt.attack.stationarity,
        run.kkt.oracle.stationarity,
        run.meanDistanceOfBest,
        run.heldOutDistance,
        run.chance,
      ]),
    }),
    lossSection({
      title: 'Loss of the attacks',
      note: 'L_stationary over the runs. The dashed line is the oracle loss: the true training set with its best multipliers.',
      series: runs.map(({ radius, attack }) => ({
        name: `from radius ${radius}`,
        points: attack.records.map(({ iteration, values }) => [iteration, values.stationarity!]),
      })),
      reference: [{ name: 'oracle', value: runs[0]!.kkt.oracle.stationarity }],
    }),
    kktSection(
      'L_stationary by tensor, sphere',
      'How much of each parameter tensor the points leave unexplained. With this initialisation most of it is memory of the initial weights, which no data explain.',
      [
        ...runs.map(({ radius, kkt }) => ({ name: `radius ${radius}`, byTensor: kkt.attack.byTensor })),
        { name: 'true training set', byTensor: runs[0]!.kkt.oracle.byTensor },
        { name: 'no points', byTensor: runs[0]!.kkt.empty.byTensor },
      ],
    ),
  ];
}

function widths(network: ReluNetwork): string {
  return [inputSize(network), ...hiddenSizes(network), 1].join('-');
}
