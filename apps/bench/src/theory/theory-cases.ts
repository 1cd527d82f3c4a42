import type { BoundsCase } from './bounds-case.ts';
import type { ClarkeCase } from './clarke-case.ts';
import type { FarSetsCase } from './far-sets-case.ts';
import type { RefineCase } from './polish-case.ts';
import type { TheorySuite } from './theory-result.ts';
import type { TrainedCase } from './trained-case.ts';
import type { TrainingLengthCase } from './training-length-case.ts';

/** What a job of each suite is. */
export interface TheoryCases {
  readonly polish: RefineCase;
  readonly 'training-length': TrainingLengthCase;
  readonly bounds: BoundsCase;
  readonly 'far-sets': FarSetsCase;
  readonly clarke: ClarkeCase;
}

type Cases = { readonly [S in TheorySuite]: readonly TheoryCases[S][] };

const toy = { dataset: 'toy2d', perClass: 50 } as const;
const mnist = { dataset: 'mnist', perClass: 10, initialisation: 'scaled-first' } as const;
const sphere = { dataset: 'sphere', perClass: 25, hidden: [1000], initialisation: 'pytorch' } as const;
const fullSpan = { dataset: 'sphere', perClass: 50, dimension: 20, hidden: [1000], initialisation: 'pytorch' } as const;
const polished = { variant: 'as it is', targetLoss: 1e-6 } as const;

function seeds<T>(numbers: readonly number[], one: T): (T & { readonly seed: number })[] {
  return numbers.map((seed) => ({ ...one, seed }));
}

/** The jobs of every suite as they are reported. */
export const fullCases: Cases = {
  polish: [
    ...seeds([1, 2], { ...toy, hidden: [100], initialisation: 'pytorch', ...polished, maxSeconds: 60 } as const),
    { ...toy, hidden: [100, 100], initialisation: 'small', seed: 1, ...polished, maxSeconds: 60 },
    { ...sphere, seed: 1, ...polished, maxSeconds: 90 },
    ...seeds([1, 2], { ...mnist, hidden: [1000], ...polished, maxSeconds: 90 }),
    { ...mnist, hidden: [1000, 1000], seed: 1, ...polished, maxSeconds: 240 },
    { ...mnist, hidden: [300, 300, 300], seed: 1, ...polished, maxSeconds: 90 },
    ...(['fixed derivatives', 'no momentum'] as const).flatMap((variant) => [
      { ...toy, hidden: [100], initialisation: 'pytorch' as const, seed: 1, ...polished, variant, maxSeconds: 60 },
      { ...mnist, hidden: [1000], seed: 1, ...polished, variant, maxSeconds: 60 },
    ]),
    { ...sphere, perClass: 250, seed: 1, ...polished, maxSeconds: 180 },
  ],
  'training-length': [
    { ...mnist, hidden: [1000], seed: 1 },
    { ...sphere, seed: 1 },
    { ...fullSpan, seed: 1 },
  ].map((one) => ({
    ...one,
    targetLosses: [1e-1, 1e-2, 1e-3, 1e-5, 1e-7, 1e-10, 1e-14, 1e-18, 1e-24, 1e-30],
    refineSeconds: 120,
  })),
  bounds: [
    ...(['near-subspace', 'distance-almost-kkt', 'delta-almost-kkt'] as const).map(
      (bound) => ({ kind: 'random networks', bound, trials: 2000, seed: 1 }) as const,
    ),
    ...[
      { ...mnist, hidden: [1000], seed: 1 },
      { ...fullSpan, seed: 1 },
    ].map(
      (one) => ({ ...one, kind: 'trained network', targetLoss: 1e-6, refineSeconds: 120, directions: 50 }) as const,
    ),
  ],
  'far-sets': [
    { ...mnist, hidden: [1000], seed: 1, refineSeconds: 120 },
    { ...mnist, hidden: [1000, 1000], seed: 1, refineSeconds: 60 },
    { ...fullSpan, seed: 1, refineSeconds: 30 },
  ].map((one) => ({ ...one, targetLoss: 1e-6, distances: [1, 1e3, 1e6] })),
  clarke: (['small', 'pytorch'] as const).map((initialisation) => ({
    ...sphere,
    perClass: 250,
    initialisation,
    seed: 1,
    targetLoss: 1e-7,
    gaps: [1e-2, 1e-4, 1e-6],
    maxSeconds: 240,
  })),
};

const small = {
  dataset: 'sphere',
  perClass: 4,
  dimension: 12,
  hidden: [20],
  initialisation: 'pytorch',
  seed: 1,
} as const satisfies TrainedCase;
const smallImages = { dataset: 'glyphs', perClass: 3, hidden: [20], initialisation: 'pytorch', seed: 1 } as const;

/** Small ones that only show that everything runs; no files are needed. */
export const smokeCases: Cases = {
  polish: [
    { ...small, ...polished, maxSeconds: 5 },
    { ...small, hidden: [10, 10], ...polished, variant: 'no momentum', maxSeconds: 5 },
  ],
  'training-length': [{ ...small, targetLosses: [1e-1, 1e-4], refineSeconds: 5 }],
  bounds: [
    { kind: 'random networks', bound: 'near-subspace', trials: 20, seed: 1 },
    { ...small, kind: 'trained network', targetLoss: 1e-6, refineSeconds: 5, directions: 3 },
  ],
  'far-sets': [{ ...smallImages, targetLoss: 1e-6, refineSeconds: 5, distances: [1, 1000] }],
  clarke: [{ ...small, targetLoss: 1e-6, gaps: [1e-2, 1e-4], maxSeconds: 5 }],
};
