import type { BoundResults, CertificateResults, RadiusResults } from '@noprior/certificate';
import type { Bar } from '../document/chart-blocks.ts';
import type { SectionBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import { formatNumber } from '../format-number.ts';
import { groupSection } from '../sections/group-section.ts';
import { tableSection, toColumns } from '../sections/table-section.ts';
import { textSection } from '../sections/text-section.ts';
import { missingDirections } from '../words/missing-directions.ts';

/** What was measured and what it says, one sentence each.
 *
 * @param samples  of the training set
 */
export function nearnessSection(
  { epsilonDelta, kinks, span, supportVectors }: CertificateResults,
  samples: number,
): SectionBlock {
  const { hard, surrogate, clarke, norm, premise } = epsilonDelta;
  const rows: Value[][] = [
    [
      'eps / ||theta||, Clarke',
      clarke.relative,
      'What the training set leaves unexplained, with the best multipliers and the best derivative in [0, 1] on every kink. It goes to 0 as a network nears KKT.',
    ],
    [
      'its threshold',
      premise.threshold,
      'Above it the training set explains less than half of ||theta||^2, and the certificate makes no statement.',
    ],
    [
      'its lower bound',
      clarke.lowerBound / norm,
      clarke.converged
        ? 'No multipliers and no choice on kinks reach less: the minimum is proven.'
        : 'No multipliers and no choice on kinks reach less. Between the two the minimum is not proven.',
    ],
    [
      'eps / ||theta||, hard derivative',
      hard.relative,
      'The same where the derivative of a ReLU at 0 is 0: the loss that attacks minimise.',
    ],
    [
      `eps / ||theta||, surrogate ${formatNumber(surrogate.alpha)}`,
      surrogate.relative,
      'The same with the smooth derivative that attacks search with.',
    ],
    ['eps, Clarke', clarke.epsilon, 'As an absolute number, with the weights scaled to smallest margin 1.'],
    [
      'delta, Clarke',
      clarke.delta,
      'Largest multiplier times excess of margin: 0 if only points on the margin have multipliers.',
    ],
    ['||theta||', norm, 'The norm at smallest margin 1, which the max-margin problem minimises.'],
    ['kink share', kinks.share, 'Pairs of sample and hidden unit on a kink. Such a unit holds its sample in place.'],
    ['rank of the points', `${span.rank} of ${span.dimension}`, 'At an exact KKT point all other directions are free.'],
    [
      'points with a multiplier',
      `${supportVectors} of ${samples}`,
      'Only they explain the weights. The others are no part of the other set.',
    ],
  ];
  return tableSection({
    title: 'How near these weights are to a KKT point',
    note: 'At a KKT point the weights are a sum of gradients at the training points, with multipliers that are 0 above the smallest margin.',
    columns: ['measure', 'value', 'what it says'],
    rows,
    doesNotProve: 'that a small number is safe or a large one dangerous: it says how well the theory applies.',
  });
}

const familyNames: Readonly<Record<string, string>> = {
  random: 'random directions',
  complement: 'orthogonal to the points',
  'near-null': 'where the points are small',
  kernel: 'unseen by the first layer',
  search: 'found by search',
};

/** Split radii by family of directions, drawn and as a table. */
export function radiusSection({ radii }: CertificateResults): SectionBlock {
  const families = Object.entries(radii.families);
  const missing = Object.entries(radii.missing).map(
    ([family, missing]) => `None ${familyNames[family]}: ${missingDirections(missing)}.`,
  );
  return {
    kind: 'section',
    title: 'How far single points can be split',
    note: `For each of ${radii.points} points: the largest distance to both sides at which no hidden unit changes sides. Such a split keeps L_stationary exactly. ${missing.join(' ')}`.trim(),
    blocks: [
      {
        kind: 'bars',
        title: 'Split radii',
        axis: { name: 'split radius, in units of the input', scale: 'log' },
        bars: families.map(([family, summary]) => toBar(familyNames[family] ?? family, summary)),
        kinds: [{ name: 'median over the points', pattern: 'full' }],
        columns: [{ name: 'median' }],
        spreadName: '10th to 90th percentile, where both are above 0 and finite',
      },
      {
        kind: 'table',
        columns: toColumns(['directions', 'lowest', '10 %', 'median', '90 %', 'highest', 'radius 0', 'unbounded']),
        rows: families.map(([family, { min, p10, median, p90, max, zero, unbounded }]) => [
          familyNames[family] ?? family,
          ...[min, p10, median, p90, max].map(radius),
          zero,
          unbounded,
        ]),
      },
    ],
    doesNotProve:
      'that no larger split exists: directions are tried, not proven best. Radius 0: a unit stands on its kink and would move. Unbounded: no unit moves.',
  };
}

/** What the theorems promise beside what was measured. */
export function boundSection({ bounds, epsilonDelta }: CertificateResults): SectionBlock {
  const { nearSubspace, distanceAlmostKkt, deltaAlmostKkt } = bounds;
  const rows: Value[][] = [];
  const sentences: string[] = [];
  const add = (name: string, { promised, measured }: BoundResults, sentence: string): void => {
    rows.push([name, ...[promised.median, measured.median, promised.min, measured.min].map(radius)]);
    sentences.push(`${name}: ${sentence}`);
  };
  if (nearSubspace !== null) {
    add(
      'Near subspace',
      nearSubspace,
      `along the direction in which the points are smallest without being 0 (singular value ${formatNumber(nearSubspace.singularValue)}). The smaller it is, the less units move, and the farther a point can go.`,
    );
  }
  if (distanceAlmostKkt !== null) {
    add(
      'Distance, almost KKT',
      distanceAlmostKkt,
      `over directions orthogonal to the points. Only the part of the first layer outside their span, of norm ${formatNumber(distanceAlmostKkt.offSpanNorm)}, moves units there. Training to KKT takes it to 0. Measured is the best direction found.`,
    );
  }
  add(
    'Delta, almost KKT',
    deltaAlmostKkt,
    `along random directions, against someone who knows delta = ${formatNumber(deltaAlmostKkt.delta)} and rejects points with more. Promised is the largest split that passes, measured where a unit changes sides. The smaller one counts.`,
  );
  return groupSection('What the theorems promise, and what was measured', [
    tableSection({
      title: '',
      note: `Split radii in units of the input, over the points with a positive multiplier. The weights are not rescaled: their smallest margin is ${formatNumber(epsilonDelta.smallestMargin)}.`,
      columns: ['theorem', 'promised, median', 'measured, median', 'promised, lowest', 'measured, lowest'],
      rows,
      doesNotProve:
        'that points move no farther: near subspace and distance are lower bounds, whatever the training. Delta limits an adversary who checks slackness.',
    }),
    textSection('', sentences),
  ]);
}

/** A radius as a number: JSON has `null` where nothing bounds it. */
export function radius(value: number | null): number {
  return value ?? Number.POSITIVE_INFINITY;
}

/** Bars have no place for 0 and infinity: the text says it. */
function toBar(name: string, { median, p10, p90 }: RadiusResults): Bar {
  const drawable = (value: number | null): value is number => value !== null && value > 0;
  return {
    name,
    value: drawable(median) ? median : null,
    ...(drawable(p10) && drawable(p90) ? { spread: [p10, p90] as const } : {}),
    kind: 0,
    cells: [median ?? 'unbounded'],
  };
}
