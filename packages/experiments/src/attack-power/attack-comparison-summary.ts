import type { Claim, TableBlock } from '@noprior/report';
import { estimateOf, groupBy, numbersOf } from '../engine/read-values.ts';
import type { StudySummary } from '../engine/study-summary.ts';
import {
  foundBySeed,
  foundCaption,
  foundCells,
  foundColumns,
  foundFact,
  pairedRule,
  pairedVerdict,
} from './attack-table.ts';
import { comparisonPictures } from './comparison-pictures.ts';
import { type ComparisonResult, nameOf, usualKnowledge } from './comparison-point.ts';
import { type MethodName, methodNames } from './methods.ts';
import { bandTable } from './span-band-table.ts';

/** Claims, pictures and tables of the comparison of attacks. */
export function comparisonSummary(results: readonly ComparisonResult[]): StudySummary {
  const networks = groupBy(results, nameOf);
  return {
    claims: [
      controlClaim(results),
      ...networks.flatMap(({ name, results: own }) => orderClaims(name, own)),
      ...networks.flatMap(({ name, results: own }) => boundClaims(name, own)),
      ...memberClaims(results),
      spanClaim(results),
    ],
    tables: [comparisonTable(results), bandTable(results)],
    pictures: comparisonPictures(results),
  };
}

/** Results of one attack as the main rows have it: drawn starts, told what is usual. */
function attackResults(results: readonly ComparisonResult[], method: MethodName): ComparisonResult[] {
  return results.filter(
    ({ point }) => point.method === method && point.start === 'drawn' && point.knowledge === usualKnowledge(method),
  );
}

function controlClaim(results: readonly ComparisonResult[]): Claim {
  const usual = results.filter(
    ({ point }) =>
      point.loss === 'logistic' && point.classes === 2 && point.images <= 20 && point.dataset !== 'cifar10',
  );
  const found = methodNames
    .map((method) => ({ method, results: attackResults(usual, method) }))
    .filter(({ results: own }) => own.length > 0);
  const shares = found.flatMap(({ results: own }) => foundShare(own) ?? []);
  return {
    claim: 'Control: of 20 images of digits an attack finds nearly all.',
    rule: 'Agrees if the attack that finds most finds at least nine tenths of the training images.',
    measured: found.map(({ method, results: own }) => foundFact(`images found, ${method}`, own)),
    verdict: shares.length === 0 ? 'undecided' : Math.max(...shares) >= 0.9 ? 'agrees' : 'disagrees',
  };
}

function foundShare(results: readonly ComparisonResult[]): number | undefined {
  const found = estimateOf(results, ({ stages }) => stages.score?.values.found);
  const images = estimateOf(results, ({ stages }) => stages.score?.values.images);
  return found === null || images === null ? undefined : found.value / images.value;
}

/** Pairs of attacks that are compared. */
const orders = [
  { claim: 'The evidence attack finds more images than the KKT attack.', more: 'evidence', fewer: 'kkt' },
  { claim: 'Box vertices find more images than the KKT attack.', more: 'box-vertices', fewer: 'kkt' },
  { claim: 'The cascade finds more images than the KKT attack.', more: 'cascade', fewer: 'kkt' },
] as const;

function orderClaims(network: string, results: readonly ComparisonResult[]): Claim[] {
  return orders.flatMap(({ claim, more, fewer }) => {
    const [own, other] = [attackResults(results, more), attackResults(results, fewer)];
    if (own.length === 0 || other.length === 0) return [];
    return [
      {
        claim,
        case: [{ name: 'network', value: network }],
        rule: pairedRule,
        measured: [foundFact(`images found, ${more}`, own), foundFact(`images found, ${fewer}`, other)],
        verdict: pairedVerdict(own, other),
      },
    ];
  });
}

/** Is there more to find than attacks find? */
function boundClaims(network: string, results: readonly ComparisonResult[]): Claim[] {
  const kept = results.filter(({ point }) => point.method === 'evidence' && point.start === 'truth');
  const attacks = methodNames
    .map((method) => ({ method, results: attackResults(results, method) }))
    .filter(({ results: own }) => own.length > 0);
  if (kept.length === 0 || attacks.length === 0) return [];
  const most = attacks.reduce((best, one) =>
    (foundShare(one.results) ?? 0) > (foundShare(best.results) ?? 0) ? one : best,
  );
  const [bound, found] = [foundBySeed(kept), foundBySeed(most.results)];
  const pairs = [...bound].flatMap(([seed, value]) => {
    const own = found.get(seed);
    return own === undefined ? [] : [own / value];
  });
  return [
    {
      claim: 'The best attack finds what the evidence attack keeps when it starts from the truth.',
      case: [{ name: 'network', value: network }],
      rule: 'Agrees if it finds at least nine tenths of what is kept in every seed, disagrees if less in every seed.',
      measured: [
        { name: 'best attack', value: most.method },
        foundFact('images found', most.results),
        foundFact('images kept from the truth', kept),
      ],
      verdict:
        pairs.length === 0
          ? 'undecided'
          : pairs.every((share) => share >= 0.9)
            ? 'agrees'
            : pairs.every((share) => share < 0.9)
              ? 'disagrees'
              : 'undecided',
    },
  ];
}

function memberClaims(results: readonly ComparisonResult[]): Claim[] {
  const own = results.filter(({ point }) => point.method === 'box-vertices');
  return groupBy(own, ({ dataset }) => dataset).map(({ name, results: members }) => {
    const predicted = sum(numbersOf(members, ({ stages }) => stages.attack?.values.predictedMembers));
    const right = sum(numbersOf(members, ({ stages }) => stages.score?.values.trueMembers));
    return {
      claim: 'Points that box vertices predict to be members are training images.',
      case: [{ name: 'data', value: name }],
      rule: 'Agrees if at least nine tenths of them have a cosine above 0.9 with a training image.',
      measured: [
        { name: 'predicted members', value: predicted },
        { name: 'true members', value: right },
      ],
      verdict: predicted === 0 ? 'undecided' : right >= 0.9 * predicted ? 'agrees' : 'disagrees',
    };
  });
}

/** Images in and off the estimated span, and those found of them. */
function spanClaim(results: readonly ComparisonResult[]): Claim {
  const bands = results
    .filter(({ point }) => point.method === 'box-vertices' || point.method === 'cascade')
    .flatMap(({ stages }) => stages.score?.values.span?.bands ?? []);
  const count = (inside: boolean) => {
    const own = bands.filter(({ from }) => (inside ? from >= 0.99 : from < 0.98));
    return { images: sum(own.map(({ images }) => images)), found: sum(own.map(({ found }) => found)) };
  };
  const [inside, outside] = [count(true), count(false)];
  const [shareInside, shareOutside] = [inside.found / inside.images, outside.found / outside.images];
  return {
    claim: 'Attacks find the images that lie in the estimated span of the first layer.',
    rule: 'Agrees if at least nine tenths of the images at cosine 0.99 or more with the span are found, and less than half of those below 0.98.',
    measured: [
      { name: 'images at 0.99 or more', value: inside.images },
      { name: 'found of them', value: inside.found },
      { name: 'images below 0.98', value: outside.images },
      { name: 'found of them, below 0.98', value: outside.found },
    ],
    verdict:
      inside.images === 0 || outside.images === 0
        ? 'undecided'
        : shareInside >= 0.9 && shareOutside < 0.5
          ? 'agrees'
          : 'disagrees',
  };
}

function comparisonTable(results: readonly ComparisonResult[]): TableBlock {
  return {
    kind: 'table',
    caption: foundCaption,
    columns: [{ name: 'network' }, { name: 'attack' }, { name: 'start' }, ...foundColumns],
    rows: groupBy(results, (point) => [nameOf(point), point.method, point.start, point.knowledge].join()).map(
      ({ results: members }) => {
        const { point } = members[0]!;
        return [nameOf(point), point.method, point.start === 'truth' ? 'the truth' : 'drawn', ...foundCells(members)];
      },
    ),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
