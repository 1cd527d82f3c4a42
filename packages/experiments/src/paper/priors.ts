import type { ImageSizes } from './image-sizes.ts';
import type { AttackerPrior } from './reconstruction-kinds.ts';

/** Names of the priors that are compared. */
export const priorNames = [
  'all that fits',
  'box twice as wide',
  'box 10 times as wide',
  'no box',
  'half as many candidates as images',
  'as many candidates as images',
  'twice the candidates',
  'no floor of multipliers',
  'start at norm 10',
  'nothing: no box, no floor, start at norm 10',
  'training subspace, rank 20',
  'training subspace, rank 10',
  'public subspace, rank 50',
  'public subspace, rank 200',
] as const;

/** Name of one of {@link priors}. */
export type PriorName = (typeof priorNames)[number];

/** Images of each label that an attacker has who knows a public subspace: enough for its rank, or a thousand. */
export function publicPerClass({ perClass }: ImageSizes): number {
  return Math.min(50 * perClass, 1000);
}

/** Pieces of knowledge that an attacker may have less of, or more, by name; what is left out fits the data. */
export const priors: Readonly<Record<PriorName, (sizes: ImageSizes) => Partial<AttackerPrior>>> = {
  'all that fits': () => ({}),
  'box twice as wide': () => ({ boxWidth: 2 }),
  'box 10 times as wide': () => ({ boxWidth: 10 }),
  'no box': () => ({ box: 'absent' }),
  'half as many candidates as images': ({ perClass }) => ({
    candidatesPerClass: Math.max(1, Math.round(perClass / 2)),
  }),
  'as many candidates as images': ({ perClass }) => ({ candidatesPerClass: perClass }),
  'twice the candidates': ({ candidatesPerClass }) => ({ candidatesPerClass: 2 * candidatesPerClass }),
  'no floor of multipliers': () => ({ lambdaMin: 0 }),
  'start at norm 10': () => ({ initialisation: { kind: 'sphere', radius: 10 } }),
  'nothing: no box, no floor, start at norm 10': () => ({
    box: 'absent',
    lambdaMin: 0,
    initialisation: { kind: 'sphere', radius: 10 },
  }),
  'training subspace, rank 20': () => ({ subspace: { of: 'training', rank: 20 } }),
  // These hold the images nearly, not quite: candidates may leave them for the second half.
  'training subspace, rank 10': () => ({ subspace: { of: 'training', rank: 10, share: 0.5 } }),
  'public subspace, rank 50': () => ({ subspace: { of: 'public', rank: 50, share: 0.5 } }),
  'public subspace, rank 200': () => ({ subspace: { of: 'public', rank: 200, share: 0.5 } }),
};
