import type { Claim, TableBlock, Value } from '@noprior/report';
import { definedOnly } from '@noprior/tensor';
import type { Experiment } from '../engine/experiment.ts';
import { estimateOf, groupBy } from '../engine/read-values.ts';
import type { AttackParameters } from '../steps/attack-kind.ts';
import { type AttackKinds, type AttackStudyResult, attackStages } from './attack-stages.ts';
import { foundBySeed, foundFact } from './attack-table.ts';
import { type AttackedNetwork, usualNetwork } from './attacked-network.ts';
import { attackParameters, candidatesPerClass, type MethodLimits, methodSeconds } from './methods.ts';
import { asItIs, type Variant, variants } from './variants.ts';

/** An attack with one change. */
export type VariantPoint = {
  readonly images: number;
  readonly method: 'kkt' | 'evidence';
  readonly variant: string;
};

type VariantResult = AttackStudyResult<VariantPoint>;

interface VariantSizes extends MethodLimits {
  readonly network: Omit<AttackedNetwork, 'images'>;
  /** Seeds by the number of images. */
  readonly seeds: Readonly<Record<number, readonly number[]>>;
}

const every = [...new Set([...Object.keys(variants.kkt), ...Object.keys(variants.evidence)])];

/** Images by which a change has to move the mean to be more than a hint. */
const leastDifference = 2;

/** What each setting of the two searches is worth. */
export const attackVariants: Experiment<VariantPoint, VariantSizes, AttackKinds> = {
  name: 'attack-variants',
  title: 'Variants of the attacks',
  about:
    'One change at a time to the KKT attack and to the evidence attack. Settings of starts and of candidate updates were tried on a tuning network first. ' +
    'The evidence attack is given the true noise of the initial first layer.',
  scales: {
    smoke: {
      grid: { images: [6], method: ['kkt', 'evidence'], variant: [asItIs, 'no box', 'start in the row space'] },
      seeds: [1],
      sizes: {
        network: { ...usualNetwork, dataset: 'glyphs', hidden: [50, 50], targetLoss: 1e-3 },
        seeds: { 6: [1] },
        maxIterations: 30,
      },
    },
    cpu: {
      grid: { images: [20, 100], method: ['kkt', 'evidence'], variant: every },
      seeds: [1, 2, 3],
      sizes: { network: usualNetwork, seeds: { 20: [1, 2, 3], 100: [1] } },
    },
    paper: {
      grid: { images: [20, 100], method: ['kkt', 'evidence'], variant: every },
      seeds: [1, 2, 3],
      sizes: { network: usualNetwork, seeds: { 20: [1, 2, 3], 100: [1, 2, 3] } },
    },
  },
  includes: ({ images, method, variant }, seed, { seeds }) =>
    variant in variants[method] && (seeds[images] ?? []).includes(seed),
  stages: attackStages<VariantPoint, VariantSizes>({
    network: networkOf,
    attack: attackOf,
    seconds: (point, sizes) => {
      const { candidates = 1 } = variantOf(point);
      return candidates * methodSeconds({ ...point, start: 'drawn' }, networkOf(point, sizes), sizes);
    },
  }),
  summarize: (results) => ({
    claims: groupBy(results, ({ method, images }) => `${method} ${images}`).map(({ results: members }) =>
      bestClaim(members),
    ),
    tables: groupBy(results, ({ method }) => method).map(({ name, results: members }) => variantTable(name, members)),
  }),
};

function networkOf({ images }: VariantPoint, { network }: VariantSizes): AttackedNetwork {
  return { ...network, images };
}

function variantOf({ method, variant }: VariantPoint): Variant {
  return variants[method][variant] ?? {};
}

function attackOf(point: VariantPoint, sizes: VariantSizes): Omit<AttackParameters, 'seed'> {
  const network = networkOf(point, sizes);
  const usual = { start: 'drawn', knowledge: point.method === 'evidence' ? 'truth' : 'estimated' } as const;
  const base = attackParameters({ ...point, ...usual }, network, sizes);
  const { settings = {}, changes, candidates = 1 } = variantOf(point);
  const number = Math.round(candidates * candidatesPerClass(point.method, network));
  return {
    ...base,
    settings: { ...base.settings, ...settings, candidatesPerClass: number },
    ...definedOnly({ changes }),
  };
}

/** Found with a change less found without it, seed by seed. */
function differences(results: readonly VariantResult[], base: readonly VariantResult[]): number[] {
  const before = foundBySeed(base);
  return [...foundBySeed(results)].flatMap(([seed, found]) => {
    const own = before.get(seed);
    return own === undefined ? [] : [found - own];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function bestClaim(results: readonly VariantResult[]): Claim {
  const { method, images } = results[0]!.point;
  const base = results.filter(({ point }) => point.variant === asItIs);
  const changed = groupBy(
    results.filter(({ point }) => point.variant !== asItIs),
    ({ variant }) => variant,
  ).flatMap(({ name, results: members }) => {
    const moved = differences(members, base);
    return moved.length === 0 ? [] : [{ name, members, moved }];
  });
  const better = changed.filter(({ moved }) => moved.every((value) => value > 0) && mean(moved) >= leastDifference);
  return {
    claim: 'No single change to the attack makes it find more images.',
    case: [
      { name: 'attack', value: method },
      { name: 'images', value: images },
    ],
    rule: `Disagrees if a change finds more in every seed and ${leastDifference} images or more in the mean. With one seed it is undecided either way.`,
    measured: [
      { name: 'changes', value: changed.length },
      foundFact('images found as it is', base),
      ...better.map(({ name, members }) => foundFact(`images found, ${name}`, members)),
    ],
    verdict:
      changed.length === 0 || changed.every(({ moved }) => moved.length < 2)
        ? 'undecided'
        : better.length === 0
          ? 'agrees'
          : 'disagrees',
  };
}

function variantTable(method: string, results: readonly VariantResult[]): TableBlock {
  return {
    kind: 'table',
    caption: `Changes to ${method}. Difference: images found with the change less those found without it, mean over seeds`,
    columns: [
      { name: 'variant' },
      { name: 'images' },
      { name: 'seeds' },
      { name: 'points' },
      { name: 'time', unit: 's' },
      { name: 'found' },
      { name: 'difference' },
      { name: 'cosine above 0.9' },
      { name: 'median cosine' },
    ],
    rows: groupBy(results, ({ variant, images }) => `${images} ${variant}`).map(({ results: members }): Value[] => {
      const { variant, images } = members[0]!.point;
      const base = results.filter(({ point }) => point.variant === asItIs && point.images === images);
      const moved = differences(members, base);
      return [
        variant,
        images,
        members.map(({ seed }) => seed).join(', '),
        estimateOf(members, ({ stages }) => stages.attack?.values.points)?.value ?? null,
        estimateOf(members, ({ stages }) => stages.attack?.values.seconds)?.value ?? null,
        estimateOf(members, ({ stages }) => stages.score?.values.found),
        variant === asItIs || moved.length === 0 ? null : mean(moved),
        estimateOf(members, ({ stages }) => stages.score?.values.above09),
        estimateOf(members, ({ stages }) => stages.score?.values.medianCosine),
      ];
    }),
  };
}
