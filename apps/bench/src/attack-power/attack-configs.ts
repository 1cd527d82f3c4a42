import { type ObjectiveKind, suggestedObjective } from '@noprior/kkt-loss';
import {
  type EvidenceAttackConfig,
  evidenceAttackDefaults,
  type KktAttackConfig,
  kktPresets,
  meanBox,
} from '@noprior/reconstruction-attack';
import { DomainError } from '@noprior/tensor';
import type { CommonCase } from './attack-power-case.ts';
import type { VariantChange } from './attack-variants.ts';
import type { Victim } from './trained-victim.ts';

/** What a case says of the size of an attack. */
export type Sized = Pick<CommonCase, 'candidatesPerClass' | 'maxIterations'> & { readonly seed: number };

/** The preset `adam-box` with the box [0 - mean, 1 - mean], and what a variant changes. */
export function kktConfig(
  { network }: Victim,
  { candidatesPerClass, maxIterations, seed }: Sized,
  { config, box, candidates = 1, lambdaMin, startScale }: VariantChange<KktAttackConfig> = {},
): KktAttackConfig {
  const { prior, ...preset } = kktPresets['adam-box'];
  const { box: unit, ...free } = prior;
  return {
    ...preset,
    ...config,
    ...(maxIterations === undefined ? {} : { maxIterations }),
    prior: {
      ...free,
      ...(box === 'none' ? {} : { box: box === 'unit' ? unit! : knownBox(network) }),
      ...(lambdaMin === undefined ? {} : { lambdaMin }),
      ...(startScale === undefined ? {} : { initialisation: { kind: 'gaussian', scale: startScale } }),
      candidatesPerClass: Math.round(candidatesPerClass * candidates),
    },
    seed,
    ...objectiveOf(network),
  };
}

/** The evidence attack's defaults with the noise of this network's initialisation, and what a variant changes. */
export function evidenceConfig(
  { network, noise }: Victim,
  { candidatesPerClass, maxIterations, seed }: Sized,
  { config, box, candidates = 1, startScale }: VariantChange<EvidenceAttackConfig> = {},
): EvidenceAttackConfig {
  const { prior, ...defaults } = evidenceAttackDefaults;
  const { box: unit, ...free } = prior;
  return {
    ...defaults,
    noise: { from: Math.max(1e-2, noise), to: noise },
    ...config,
    ...(maxIterations === undefined ? {} : { maxIterations }),
    prior: {
      ...free,
      ...(box === 'none' ? {} : { box: box === 'unit' ? unit! : knownBox(network) }),
      ...(startScale === undefined ? {} : { initialisation: { kind: 'gaussian', scale: startScale } }),
      candidatesPerClass: Math.round(candidatesPerClass * candidates),
    },
    seed,
    ...positiveObjectiveOf(network),
  };
}

/** The published settings, with the box that they have. */
export function referenceConfig({ candidatesPerClass, maxIterations, seed }: Sized): KktAttackConfig {
  const preset = kktPresets['haim2022-mnist'];
  return {
    ...preset,
    ...(maxIterations === undefined ? {} : { maxIterations }),
    prior: { ...preset.prior, candidatesPerClass },
    seed,
  };
}

/** What explains a network, left out where that is `binary`. */
export function objectiveOf(network: Victim['network']): { readonly objective?: ObjectiveKind } {
  const objective = suggestedObjective(network);
  return objective === 'binary' ? {} : { objective };
}

/** The same with multipliers that are positive: a regression is `binary`. */
export function positiveObjectiveOf(network: Victim['network']): { readonly objective?: 'per-class' } {
  return suggestedObjective(network) === 'per-class' ? { objective: 'per-class' } : {};
}

/** The box [0 - mean, 1 - mean].
 *
 * @throws {DomainError} if the network stores no mean image */
export function knownBox(network: Victim['network']): NonNullable<ReturnType<typeof meanBox>> {
  const box = meanBox(network);
  if (box === undefined) throw new DomainError('attack-power: the network stores no mean image; train it on images');
  return box;
}
