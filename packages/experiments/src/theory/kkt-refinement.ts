import type { Experiment } from '../engine/experiment.ts';
import { refinementClaims } from './kkt-refinement-claims.ts';
import type { RefinementKinds, RefinementPoint } from './kkt-refinement-result.ts';
import { refinementCharts, refinementTables } from './kkt-refinement-tables.ts';
import {
  caseOf,
  dataStage,
  type NetworkSizes,
  type RefineLimits,
  refineStage,
  residualSeconds,
  trainStage,
} from './network-stages.ts';
import { type NetworkCase, networks, paperNetworks, smokeNetworks, withFacts } from './networks.ts';
import { kktResidualsKind } from './steps/kkt-residuals-kind.ts';
import type { RefineVariant } from './steps/refine-kind.ts';

/** What a network adds: how long it is refined, in which variants, and with which seeds. */
interface RefinementFacts {
  readonly refine: RefineLimits;
  readonly variants: readonly RefineVariant[];
  readonly seeds: readonly number[];
}

const everyVariant = ['default', 'fixed derivatives', 'no momentum'] as const;
const upTo = (maxSeconds: number): RefineLimits => ({ maxSeconds, maxIterations: 5000 });
/** A minute shows that an ablation stalls or is slower. */
const ablationSeconds = 60;
/** One seed, no ablation. */
const alone = { variants: ['default'], seeds: [1] } as const;

/** How near a KKT point trained networks are, and how near `refineToKkt` brings them. */
export const kktRefinement: Experiment<
  RefinementPoint,
  NetworkSizes<NetworkCase & RefinementFacts>,
  RefinementKinds
> = {
  name: 'kkt-refinement',
  title: 'From trained networks to KKT points',
  about:
    'Each network is trained to a loss of 1e-6; then refineToKkt lowers the norm of the weights at constant margins. ' +
    'Residuals are ||theta - sum lambda_i y_i g_i|| / ||theta|| with the best multipliers. ' +
    'Hard: derivative 0 or 1. Clarke: a free derivative in [0, 1] for every unit within a cosine of 1e-3 (or 1e-6) of its kink. ' +
    'Fixed derivatives frees only units within 1e-7 of their kink; no momentum takes plain steps.',
  scales: {
    smoke: {
      grid: { network: ['sphere 12-20-1'], variant: ['default', 'no momentum'] },
      seeds: [1],
      sizes: {
        networks: withFacts<RefinementFacts>(smokeNetworks, {
          'sphere 12-20-1': {
            refine: { maxSeconds: 60, maxIterations: 150 },
            variants: ['default', 'no momentum'],
            seeds: [1],
          },
        }),
      },
    },
    cpu: {
      grid: { network: Object.keys(networks), variant: everyVariant },
      seeds: [1, 2],
      sizes: {
        networks: withFacts<RefinementFacts>(networks, {
          'toy2d 2-100-1': { refine: upTo(60), variants: everyVariant, seeds: [1, 2] },
          'toy2d 2-100-100-1': { ...alone, refine: upTo(60) },
          'sphere 784-1000-1, 50 points': { ...alone, refine: upTo(90) },
          'MNIST 784-1000-1': { refine: upTo(90), variants: everyVariant, seeds: [1, 2] },
          'MNIST 784-1000-1000-1': { ...alone, refine: upTo(240) },
          'MNIST 784-300-300-300-1': { ...alone, refine: upTo(90) },
          'sphere 784-1000-1, 500 points': { ...alone, refine: upTo(180) },
        }),
      },
    },
    paper: {
      grid: { network: Object.keys(paperNetworks), variant: ['default'] },
      seeds: [1, 2, 3, 4, 5],
      sizes: {
        networks: withFacts<RefinementFacts>(paperNetworks, {
          'MNIST 784-1000-1': { refine: upTo(3600), variants: ['default'], seeds: [1, 2, 3, 4, 5] },
          'MNIST 784-1000-1000-1': { refine: upTo(3600), variants: ['default'], seeds: [1, 2, 3, 4, 5] },
        }),
      },
    },
  },
  // What is taken away is measured with the first seed alone.
  includes: ({ network, variant }, seed, { networks: cases }) => {
    const own = cases[network];
    return (
      own?.variants.includes(variant) === true && own.seeds.includes(seed) && (variant === 'default' || seed === 1)
    );
  },
  stages: {
    data: dataStage(),
    train: trainStage(1e-6),
    start: {
      kind: kktResidualsKind,
      inputs: { data: 'data', network: 'train' },
      parameters: () => ({ loss: null, alpha: 100 }),
      seconds: (point, _, sizes) => residualSeconds(sizes, point),
    },
    refine: refineStage(limitsOf, { variantOf: ({ variant }) => variant }),
    end: {
      kind: kktResidualsKind,
      inputs: { data: 'data', network: 'refine' },
      parameters: () => ({ loss: null, alpha: 100 }),
      seconds: (point, _, sizes) => residualSeconds(sizes, point),
    },
  },
  summarize: (results) => ({
    claims: refinementClaims(results),
    tables: refinementTables(results),
    charts: refinementCharts(results),
  }),
};

function limitsOf(point: RefinementPoint, sizes: NetworkSizes<NetworkCase & RefinementFacts>): RefineLimits {
  const { refine } = caseOf(sizes, point);
  if (point.variant === 'default') return refine;
  return { ...refine, maxSeconds: Math.min(refine.maxSeconds, ablationSeconds) };
}
