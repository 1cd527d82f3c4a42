import { estimateSpan } from '@noprior/first-layer-spectrum';
import { type Candidates, regressionAsBinary, type Scale } from '@noprior/kkt-loss';
import {
  type AttackProgress,
  type AttackResult,
  boxVertexAttack,
  cascadeAttack,
  type EvidenceAttackConfig,
  evidenceAttack,
  evidenceNoise,
  type KktAttackConfig,
  type Knowledge,
  kktAttack,
  knowledgeOf,
  known,
  makeStart,
  nothingKnown,
  runAttack,
  type StartConfig,
  truthStart,
} from '@noprior/reconstruction-attack';
import type { Backend } from '@noprior/tensor';
import { evidenceConfig, kktConfig, knownBox, referenceConfig, type Sized } from './attack-configs.ts';
import type { AttackName, CurveMethod } from './attack-power-case.ts';
import type { FoundFigures } from './attack-power-result.ts';
import type { ScoredSnapshot } from './snapshot-scores.ts';
import type { Victim } from './trained-victim.ts';

/** What an attack found. */
export interface Found {
  /** Multipliers in the unit of scale `sum`. */
  readonly candidates: Candidates;
  readonly seconds: number;
  readonly iterations: number;
  readonly ended: FoundFigures['ended'];
  /** The first so many points are those that the attack takes for samples, where it says so. */
  readonly accepted?: number;
}

/** What a run of an attack is given beside its configuration. */
export interface RunLimits {
  readonly maxSeconds?: number;
  readonly onCandidates?: (snapshot: ScoredSnapshot) => void;
  /** Iterations between two snapshots. */
  readonly every?: number;
  readonly onProgress?: (progress: RunProgress) => void;
}

/** News of a running attack, of whichever kind. */
export type RunProgress = Pick<AttackProgress, 'iteration' | 'maxIterations' | 'seconds'> & {
  readonly secondsLeft: number;
};

/** Run the KKT attack.
 *
 * @param start  where candidates begin; the time that it takes counts
 */
export async function runKkt(
  backend: Backend,
  { network }: Victim,
  config: KktAttackConfig,
  { start, ...limits }: RunLimits & { readonly start?: StartConfig | undefined } = {},
): Promise<Found> {
  const begun = await startOf(backend, network, start, config, config.scale);
  const found = toFound(
    await runAttack(kktAttack, network, nothingKnown, { backend, config, ...toOptions(limits), start: begun.start }),
  );
  const { candidates, seconds } = found;
  return {
    ...found,
    candidates: config.objective === 'regression' ? regressionAsBinary(candidates) : candidates,
    seconds: begun.seconds + seconds,
  };
}

/** Run the evidence attack.
 *
 * @param start  candidates to begin with, or where they begin; the time that it takes to find them counts
 */
export async function runEvidence(
  backend: Backend,
  { network }: Victim,
  config: EvidenceAttackConfig,
  { start, ...limits }: RunLimits & { readonly start?: Candidates | StartConfig | undefined } = {},
): Promise<Found> {
  const begun =
    start !== undefined && 'x' in start ? { start, seconds: 0 } : await startOf(backend, network, start, config, 'sum');
  const found = toFound(
    await runAttack(evidenceAttack, network, nothingKnown, {
      backend,
      config,
      ...toOptions(limits),
      start: begun.start,
    }),
  );
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
    case 'kkt from the truth':
      return toFound(
        await truthStart(kktAttack, network, data.training, nothingKnown, {
          backend,
          config: kktConfig(victim, sized),
          ...toOptions(limits),
        }),
      );
    case 'evidence':
      return runEvidence(backend, victim, evidenceConfig(victim, sized), limits);
    case 'corners':
      return runCorners(backend, victim, sized, limits);
    case 'strong-cpu': {
      const { maxIterations } = sized;
      const cut = maxIterations === undefined ? {} : { maxIterations };
      const { fromVertices, fromDraws, ...preset } = cascadeAttack.defaults;
      const searches = { fromVertices: { ...fromVertices, ...cut }, fromDraws: { ...fromDraws, ...cut } };
      const found = await runAttack(cascadeAttack, network, knowledgeOfVictim(victim, 2 * sized.candidatesPerClass), {
        backend,
        config: { ...preset, ...searches, seed: sized.seed },
        ...toOptions(limits),
      });
      return toMembersFound(found);
    }
    case 'evidence from the truth':
      return toFound(
        await truthStart(evidenceAttack, network, data.training, nothingKnown, {
          backend,
          config: evidenceConfig(victim, sized),
          ...toOptions(limits),
        }),
      );
    case 'evidence, two stages': {
      const config = evidenceConfig(victim, sized);
      const { to } = evidenceNoise(config);
      const first = await runEvidence(backend, victim, config, limits);
      const second = await runEvidence(
        backend,
        victim,
        {
          ...config,
          contrast: 3,
          noise: { from: Math.max(3e-3, to), to },
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

/** Limits as options of the driver. */
function toOptions({ every = 100, maxSeconds, onProgress, onCandidates }: RunLimits) {
  return {
    evaluateEvery: every,
    maxSeconds,
    onProgress: (news: AttackProgress) => onProgress?.({ ...news, secondsLeft: news.secondsLeft ?? Number.NaN }),
    onFound: onCandidates,
  };
}

function toFound({ candidates, seconds, iterations, ended }: AttackResult): Found {
  return { candidates, seconds, iterations, ended: ended === 'converged' ? 'targetLoss' : ended };
}

/** Run the corner attack; a round counts as an iteration. */
async function runCorners(backend: Backend, victim: Victim, { seed }: Sized, limits: RunLimits): Promise<Found> {
  const found = await runAttack(boxVertexAttack, victim.network, knowledgeOfVictim(victim), {
    backend,
    config: { ...boxVertexAttack.defaults, seed },
    ...toOptions(limits),
    evaluateEvery: 1,
  });
  return toMembersFound(found);
}

/** What the attacks on corners are told: the box, and the number of samples if it is given. */
function knowledgeOfVictim({ network }: Victim, samples?: number): Knowledge {
  const box = known(knownBox(network), 'public');
  return knowledgeOf(network, { box, ...(samples === undefined ? {} : { samples: known(samples, 'truth') }) });
}

/** Of an attack that predicts members. */
function toMembersFound({ candidates, seconds, iterations, ended, predictedMembers }: AttackResult): Found {
  const end = ended === 'converged' ? 'maxIterations' : ended;
  return { candidates, seconds, iterations, ended: end, accepted: predictedMembers };
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
    case 'corners':
      return runCorners(backend, victim, sized, limits);
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
