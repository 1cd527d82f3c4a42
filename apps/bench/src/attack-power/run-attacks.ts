import { type Candidates, oracleLoss, type Scale } from '@noprior/kkt-loss';
import {
  type AttackConfig,
  type AttackProgress,
  attackPresets,
  type EvidenceAttackConfig,
  estimateSpan,
  evidenceAttackDefaults,
  makeStart,
  meanBox,
  runAttack,
  runEvidenceAttack,
  type StartConfig,
  truthStart,
} from '@noprior/reconstruction-attack';
import { type Backend, DomainError, makeHostTensor } from '@noprior/tensor';
import type { AttackName, CommonCase, CurveMethod } from './attack-power-cases.ts';
import type { FoundFigures } from './attack-power-result.ts';
import type { VariantChange } from './attack-variants.ts';
import type { Victim } from './trained-victim.ts';

/** What an attack found. */
export interface Found {
  /** Multipliers in the unit of scale `sum`. */
  readonly candidates: Candidates;
  readonly seconds: number;
  readonly iterations: number;
  readonly ended: FoundFigures['ended'];
}

/** What a run of an attack is given beside its configuration. */
export type RunLimits = Pick<NonNullable<Parameters<typeof runAttack>[2]>, 'maxSeconds' | 'onCandidates'> & {
  /** Iterations between two snapshots. */
  readonly every?: number;
  readonly onProgress?: (progress: RunProgress) => void;
};

/** News of a running attack, of whichever kind. */
export type RunProgress = Pick<AttackProgress, 'iteration' | 'maxIterations' | 'seconds' | 'secondsLeft'>;

type Sized = Pick<CommonCase, 'candidatesPerClass' | 'maxIterations'> & { readonly seed: number };

/** The preset `adam-box` with the box [0 - mean, 1 - mean], and what a variant changes. */
export function kktConfig(
  { network }: Victim,
  { candidatesPerClass, maxIterations, seed }: Sized,
  { config, box, candidates = 1, lambdaMin, startScale }: VariantChange<AttackConfig> = {},
): AttackConfig {
  const { prior, ...preset } = attackPresets['adam-box'];
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
    noise: { from: Math.max(defaults.noise.from, noise), to: noise },
    ...config,
    ...(maxIterations === undefined ? {} : { maxIterations }),
    prior: {
      ...free,
      ...(box === 'none' ? {} : { box: box === 'unit' ? unit! : knownBox(network) }),
      ...(startScale === undefined ? {} : { initialisation: { kind: 'gaussian', scale: startScale } }),
      candidatesPerClass: Math.round(candidatesPerClass * candidates),
    },
    seed,
  };
}

/** The published settings, with the box that they have. */
export function referenceConfig({ candidatesPerClass, maxIterations, seed }: Sized): AttackConfig {
  const preset = attackPresets['haim2022-mnist'];
  return {
    ...preset,
    ...(maxIterations === undefined ? {} : { maxIterations }),
    prior: { ...preset.prior, candidatesPerClass },
    seed,
  };
}

/** Run the KKT attack.
 *
 * @param start  where candidates begin; the time that it takes counts
 */
export async function runKkt(
  backend: Backend,
  { network }: Victim,
  config: AttackConfig,
  { every = 100, start, ...limits }: RunLimits & { readonly start?: StartConfig | undefined } = {},
): Promise<Found> {
  const begun = await startOf(backend, network, start, config, config.scale);
  const { candidates, seconds, iterations, ended } = await runAttack(network, config, {
    backend,
    evaluateEvery: every,
    ...limits,
    ...(begun.start === undefined ? {} : { start: begun.start }),
  });
  return { candidates: toSum(candidates, config), seconds: begun.seconds + seconds, iterations, ended };
}

/** Run the evidence attack.
 *
 * @param start  candidates to begin with, or where they begin; the time that it takes to find them counts
 */
export async function runEvidence(
  backend: Backend,
  { network }: Victim,
  config: EvidenceAttackConfig,
  { every = 100, start, ...limits }: RunLimits & { readonly start?: Candidates | StartConfig | undefined } = {},
): Promise<Found> {
  const begun =
    start !== undefined && 'x' in start ? { start, seconds: 0 } : await startOf(backend, network, start, config, 'sum');
  const found = await runEvidenceAttack(network, config, {
    backend,
    recordEvery: every,
    ...limits,
    ...(begun.start === undefined ? {} : { start: begun.start }),
  });
  return { ...found, seconds: begun.seconds + found.seconds };
}

/** Run an attack by the name that it has in the main table. */
export async function runNamed(
  backend: Backend,
  victim: Victim,
  attack: AttackName,
  sized: Sized,
  limits: RunLimits = {},
): Promise<Found> {
  const { network, data } = victim;
  switch (attack) {
    case 'kkt':
      return runKkt(backend, victim, kktConfig(victim, sized), limits);
    case 'kkt from the truth': {
      const config = kktConfig(victim, sized);
      const { every = 100, ...rest } = limits;
      const found = await truthStart(backend, network, data.training, config, { evaluateEvery: every, ...rest });
      return { ...found, candidates: toSum(found.candidates, config) };
    }
    case 'evidence':
      return runEvidence(backend, victim, evidenceConfig(victim, sized), limits);
    case 'evidence from the truth': {
      const { x, y } = data.training;
      const { lambda } = await oracleLoss(backend, network, { x, y }, { alpha: 100, scale: 'sum' });
      const config = evidenceConfig(victim, sized);
      const noise = { from: config.noise.to, to: config.noise.to };
      return runEvidence(backend, victim, { ...config, noise }, { ...limits, start: { x, y, lambda } });
    }
    case 'evidence, two stages': {
      const config = evidenceConfig(victim, sized);
      const first = await runEvidence(backend, victim, config, limits);
      const second = await runEvidence(
        backend,
        victim,
        {
          ...config,
          contrast: 3,
          noise: { from: Math.max(3e-3, config.noise.to), to: config.noise.to },
          maxIterations: sized.maxIterations ?? 800,
        },
        { ...limits, start: first.candidates },
      );
      return {
        ...second,
        seconds: first.seconds + second.seconds,
        iterations: first.iterations + second.iterations,
      };
    }
  }
}

/** Run a method of the curves. */
export async function runMethod(
  backend: Backend,
  victim: Victim,
  method: CurveMethod,
  sized: Sized,
  limits: RunLimits,
): Promise<Found> {
  switch (method) {
    case 'reference':
      return runKkt(backend, victim, referenceConfig(sized), limits);
    case 'adam-box':
      return runKkt(backend, victim, kktConfig(victim, sized), limits);
    case 'evidence':
      return runEvidence(backend, victim, evidenceConfig(victim, sized), limits);
  }
}

/** Candidates to begin with, and the seconds that it took to find them; none if the prior's law is to draw them. */
async function startOf(
  backend: Backend,
  network: Victim['network'],
  start: StartConfig | undefined,
  { prior, seed, dtype }: Pick<EvidenceAttackConfig, 'prior' | 'seed' | 'dtype'>,
  scale: Scale,
): Promise<{ readonly start: Candidates | undefined; readonly seconds: number }> {
  if (start === undefined) return { start: undefined, seconds: 0 };
  const began = performance.now();
  const span = estimateSpan(network);
  const { candidatesPerClass } = prior;
  const candidates = await makeStart(start, { network, span, candidatesPerClass, scale, seed, dtype, backend });
  return { start: candidates, seconds: (performance.now() - began) / 1000 };
}

function knownBox(network: Victim['network']): NonNullable<ReturnType<typeof meanBox>> {
  const box = meanBox(network);
  if (box === undefined) throw new DomainError('attack-power: the network stores no mean image; train it on images');
  return box;
}

function toSum(candidates: Candidates, { scale }: AttackConfig): Candidates {
  const count = candidates.lambda.data.length;
  const factor = scale === 'mean' ? 1 / count : 1;
  const lambda = Float64Array.from(candidates.lambda.data, (value) => value * factor);
  return { ...candidates, lambda: makeHostTensor(lambda, [count]) };
}
