import type { AttackParameters } from '../steps/attack-kind.ts';
import type { ImageSizes } from './image-sizes.ts';

/** Names of the priors that are compared. */
export const priorNames = [
  'all that fits',
  'box twice as wide',
  'box 10 times as wide',
  'no box',
  'a quarter of the candidates',
  'twice the candidates',
  'no floor of multipliers',
  'start at norm 10',
  'nothing: no box, no floor, start at norm 10',
] as const;

/** Name of one of {@link priors}. */
export type PriorName = (typeof priorNames)[number];

/** Pieces of knowledge that an attacker may have less of, by name; what is left out fits the data. */
export const priors: Readonly<Record<PriorName, (sizes: ImageSizes) => Partial<AttackParameters>>> = {
  'all that fits': () => ({}),
  'box twice as wide': () => ({ boxWidth: 2 }),
  'box 10 times as wide': () => ({ boxWidth: 10 }),
  'no box': () => ({ box: 'none' }),
  'a quarter of the candidates': ({ candidatesPerClass }) => ({
    candidatesPerClass: Math.max(1, Math.round(candidatesPerClass / 4)),
  }),
  'twice the candidates': ({ candidatesPerClass }) => ({ candidatesPerClass: 2 * candidatesPerClass }),
  'no floor of multipliers': () => ({ lambdaMin: 0 }),
  'start at norm 10': () => ({ initialisation: { kind: 'sphere', radius: 10 } }),
  'nothing: no box, no floor, start at norm 10': () => ({
    box: 'none',
    lambdaMin: 0,
    initialisation: { kind: 'sphere', radius: 10 },
  }),
};
