import type { BoundBesideMeasured, Certificate, RadiusSummary } from '@noprior/certificate';
import { premiseThreshold } from '@noprior/certificate';
import {
  barSection,
  type Cell,
  formatNumber,
  groupSection,
  type Section,
  tableSection,
  textSection,
} from '@noprior/report';

/** What is measured and what it means, in one sentence each. */
export function nearnessSection({ kkt, alternative }: Certificate): Section {
  const { hard, surrogate, clarke, kinks } = kkt;
  const { span } = alternative;
  const rows: Cell[][] = [
    [
      'eps / ||theta||, hard derivative',
      hard.relative,
      'What the training set leaves unexplained with its best multipliers, where a ReLU at 0 has derivative 0: the loss that attacks lower.',
    ],
    [
      `eps / ||theta||, surrogate ${formatNumber(surrogate.alpha)}`,
      surrogate.relative,
      'The same with the smooth derivative that attacks use to search.',
    ],
    [
      'eps / ||theta||, Clarke',
      clarke.relative,
      'The same with the best derivative between 0 and 1 on every kink: only this one goes to 0 as a network nears KKT.',
    ],
    [
      'its threshold',
      premiseThreshold,
      'Above it the training set explains less than half of ||theta||^2, and the certificate makes no statement.',
    ],
    [
      'its certificate',
      clarke.lowerBound / kkt.norm,
      clarke.converged
        ? 'No multipliers and no choice on kinks reach less; the minimum is proven.'
        : 'No multipliers and no choice on kinks reach less; between the two the minimum is not proven.',
    ],
    ['eps, Clarke', clarke.epsilon, 'The same as an absolute number, with the weights scaled to smallest margin 1.'],
    [
      'delta, Clarke',
      clarke.delta,
      'The largest multiplier times its excess of margin: 0 if only points on the margin have multipliers.',
    ],
    ['||theta||', kkt.norm, 'The norm at smallest margin 1: what the max-margin problem minimises.'],
    [
      'kink share',
      kinks.share,
      'Pairs of sample and hidden unit on a kink: they hold points in place and blur the derivative.',
    ],
    [
      'rank of the points',
      `${span.rank} of ${span.dimension}`,
      'Directions outside this span are free at an exact KKT point.',
    ],
    [
      'points with a multiplier',
      `${alternative.support.length} of ${kkt.candidates.lambda.data.length}`,
      'Only they explain the weights; the others are no part of the far set.',
    ],
  ];
  return tableSection({
    title: 'How near these weights are to a KKT point',
    note: 'The conditions: the weights are a sum of gradients at the training points, with multipliers that are 0 away from the smallest margin.',
    columns: ['measure', 'value', 'what it says'],
    rows,
    doesNotProve: 'that a small number is safe or a large one dangerous: they say how well the theory applies.',
  });
}

const familyNames: Readonly<Record<string, string>> = {
  random: 'random directions',
  complement: 'orthogonal to the points',
  'near-null': 'where the points are small',
  kernel: 'unseen by the first layer',
  search: 'found by search',
};

/** Split radii by family of directions. */
export function radiusSection({ radii }: Certificate): Section {
  const families = Object.entries(radii.families);
  const bars = families.map(([family, summary]) => toBar(familyNames[family] ?? family, summary, 0));
  const missing = Object.entries(radii.missing).map(([family, reason]) => `None ${familyNames[family]}: ${reason}.`);
  return groupSection('How far single points can be split', [
    barSection({
      title: '',
      note: `For each of ${radii.points} points the largest distance to both sides, over directions of each sort, at which no hidden unit changes sides. Such a split keeps L_stationary exactly. ${missing.join(' ')}`.trim(),
      bars,
      kinds: [{ name: 'median over the points', pattern: 'full' }],
      columns: [{ name: 'median' }],
      unit: 'split radius, in units of the input',
      spreadName: '10th to 90th percentile, where both are above 0 and finite',
    }),
    tableSection({
      title: '',
      note: '',
      columns: ['directions', 'lowest', '10 %', 'median', '90 %', 'highest', 'radius 0', 'unbounded'],
      rows: families.map(([family, { min, p10, median, p90, max, zero, unbounded }]) => [
        familyNames[family] ?? family,
        ...[min, p10, median, p90, max, zero, unbounded],
      ]),
      doesNotProve:
        'that no larger split exists: directions are tried, not proven best. Radius 0 means that a unit stands on its kink and would move; unbounded, that no unit moves.',
    }),
  ]);
}

/** What the theorems promise beside what was measured. */
export function boundSection({ bounds, kkt }: Certificate): Section {
  const { nearSubspace, distanceAlmostKkt, deltaAlmostKkt } = bounds;
  const rows: Cell[][] = [];
  const sentences: string[] = [];
  const add = (name: string, { promised, measured }: BoundBesideMeasured, sentence: string): void => {
    rows.push([name, promised.median, measured.median, promised.min, measured.min]);
    sentences.push(`${name[0]!.toUpperCase()}${name.slice(1)}: ${sentence}`);
  };
  if (nearSubspace !== null) {
    add(
      'near subspace',
      nearSubspace,
      `along the direction in which the points are smallest without being 0 (singular value ${formatNumber(nearSubspace.singularValue)}). The smaller that is, the less units move, and the farther a point can go.`,
    );
  }
  if (distanceAlmostKkt !== null) {
    add(
      'distance, almost KKT',
      distanceAlmostKkt,
      `over directions orthogonal to the points. Only the part of the first layer outside their span, of norm ${formatNumber(distanceAlmostKkt.offSpanNorm)}, moves units; training to KKT takes it to 0. Measured is the best direction that was found.`,
    );
  }
  add(
    'delta, almost KKT',
    deltaAlmostKkt,
    `along random directions, for somebody who knows delta = ${formatNumber(deltaAlmostKkt.delta)} and rejects points with more. The promise is the largest split that passes; measured is where a unit changes sides. The smaller of both counts.`,
  );
  return groupSection('What the theorems promise, and what was measured', [
    tableSection({
      title: '',
      note: `Split radii in units of the input, over the points with a positive multiplier; the weights as they are, with smallest margin ${formatNumber(kkt.smallestMargin)}.`,
      columns: ['theorem', 'promised, median', 'measured, median', 'promised, lowest', 'measured, lowest'],
      rows,
      doesNotProve:
        'that points move no further: near subspace and distance are lower bounds, which hold whatever the training; delta is a limit for an adversary who checks slackness.',
    }),
    textSection('', sentences),
  ]);
}

/** Bars have no place for 0 and infinity: the text says it. */
function toBar(name: string, { median, p10, p90 }: RadiusSummary, kind: number) {
  const drawable = (value: number): boolean => value > 0 && Number.isFinite(value);
  return {
    name,
    value: drawable(median) ? median : null,
    ...(drawable(p10) && drawable(p90) ? { spread: [p10, p90] as const } : {}),
    kind,
    cells: [median === Number.POSITIVE_INFINITY ? 'unbounded' : formatNumber(median)],
  };
}
