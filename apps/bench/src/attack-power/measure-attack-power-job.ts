import { loadavg } from 'node:os';
import { openBackend } from '@noprior/backends';
import { choicePrecision, rankCandidates } from '@noprior/reconstruction-attack';
import type { Backend } from '@noprior/tensor';
import { describeMachine } from '../benchmark/describe-machine.ts';
import { peakRssMb } from '../whole-jobs/job-result.ts';
import { evidenceConfig, kktConfig } from './attack-configs.ts';
import type {
  AblationCase,
  AttackCase,
  AttackPowerCase,
  ChoiceCase,
  CurveCase,
  ExposureCase,
} from './attack-power-case.ts';
import { attackPowerCases } from './attack-power-cases.ts';
import { attackPowerName, describeVictim } from './attack-power-name.ts';
import type {
  AttackPowerEntry,
  ChoiceFigures,
  CurveFigures,
  ExposureFigures,
  FoundFigures,
} from './attack-power-result.ts';
import { type PictureGrid, pictureGrids } from './picture-grids.ts';
import { type RunLimits, type RunProgress, runEvidence, runKkt, runMethod, runNamed } from './run-attacks.ts';
import { scoreFound } from './score-found.ts';
import { keepSnapshots, scoreSnapshot } from './snapshot-scores.ts';
import { trainedVictim, type Victim, type VictimPlaces } from './trained-victim.ts';
import { visibilityOf } from './visible-bands.ts';

/** What a job is given. */
export interface AttackPowerContext extends VictimPlaces {
  /** Ends every attack after so many seconds. */
  readonly maxSeconds?: number;
  /** Called now and then while an attack runs. */
  readonly onProgress?: (line: string) => void;
}

/** A job as its process prints it: the entry and the pictures. */
export interface MeasuredJob {
  readonly entry: Omit<AttackPowerEntry, 'pictures'>;
  readonly pictures: readonly PictureGrid[];
}

interface Measured {
  readonly figures: AttackPowerEntry['figures'];
  readonly pictures?: readonly PictureGrid[];
}

/** Shares of a ranking that the choice is judged by. */
const shares = [0.05, 0.1, 0.2, 0.5, 1];
/** Distance of two snapshots of a curve in time, and iterations between two looks. */
const [growth, every] = [1.15, 10];

/** Measure one job in this process, on the fastest backend that opens.
 *
 * @param index  of the job in {@link attackPowerCases}
 */
export async function measureAttackPowerJob(
  scale: 'full' | 'smoke',
  index: number,
  context: AttackPowerContext,
): Promise<MeasuredJob> {
  const one = attackPowerCases[scale][index]!;
  const [loadAtStart] = loadavg();
  const date = new Date().toISOString();
  const began = performance.now();
  const backend = await openBackend('auto', { dtype: 'float32' });
  try {
    const victim = await trainedVictim(backend, one.victim, context);
    const { figures, pictures = [] } = await measure(backend, victim, one, context);
    const { maxSeconds } = context;
    const cut =
      maxSeconds !== undefined && limitOf(one, context) === maxSeconds && endsOf(figures).includes('maxSeconds');
    return {
      pictures,
      entry: {
        job: attackPowerName(one),
        case: one,
        date,
        machine: describeMachine(),
        backend: backend.name,
        seconds: Number(((performance.now() - began) / 1000).toFixed(2)),
        peakRssMb: Math.round(peakRssMb()),
        load: [Number(loadAtStart!.toFixed(1)), Number(loadavg()[0]!.toFixed(1))],
        ...(cut ? { cutAt: maxSeconds } : {}),
        figures,
      },
    };
  } finally {
    await backend.dispose();
  }
}

async function measure(
  backend: Backend,
  victim: Victim,
  one: AttackPowerCase,
  context: AttackPowerContext,
): Promise<Measured> {
  const limit = limitOf(one, context);
  const limits: RunLimits = {
    ...(Number.isFinite(limit) ? { maxSeconds: limit } : {}),
    ...(context.onProgress === undefined ? {} : { onProgress: progressLines(limit, context.onProgress) }),
  };
  switch (one.kind) {
    case 'attack':
      return measureAttack(backend, victim, one, limits);
    case 'ablation':
      return { figures: await measureAblation(backend, victim, one, limits) };
    case 'curve':
      return { figures: await measureCurve(backend, victim, one, limits) };
    case 'exposure':
      return { figures: await measureExposure(backend, victim, one, limits) };
    case 'choice':
      return { figures: await measureChoice(backend, victim, one, limits) };
  }
}

async function measureAttack(
  backend: Backend,
  victim: Victim,
  one: AttackCase,
  limits: RunLimits,
): Promise<{ readonly figures: FoundFigures; readonly pictures: readonly PictureGrid[] }> {
  const found = await runNamed(backend, victim, one.attack, sized(one), limits);
  const { figures, best } = await scoreFound(backend, victim, found, one.victim.seed, visibilityOf(victim));
  const name = `${describeVictim(one.victim)}, ${one.attack}`;
  return { figures, pictures: one.pictures ? pictureGrids(victim, found.candidates, best, name) : [] };
}

async function measureAblation(
  backend: Backend,
  victim: Victim,
  one: AblationCase,
  limits: RunLimits,
): Promise<FoundFigures> {
  const { start } = one.change;
  const found =
    one.attack === 'kkt'
      ? await runKkt(backend, victim, kktConfig(victim, sized(one), one.change), { ...limits, start })
      : await runEvidence(backend, victim, evidenceConfig(victim, sized(one), one.change), { ...limits, start });
  return (await scoreFound(backend, victim, found, one.victim.seed)).figures;
}

async function measureCurve(
  backend: Backend,
  victim: Victim,
  one: CurveCase,
  limits: RunLimits,
): Promise<CurveFigures> {
  const keeper = keepSnapshots(growth);
  const found = await runMethod(backend, victim, one.method, sized(one), {
    ...limits,
    every,
    onCandidates: keeper.take,
  });
  const { candidates, seconds, iterations, ended } = found;
  const last = keeper.kept.at(-1);
  const snapshots =
    last?.iteration === iterations ? keeper.kept : [...keeper.kept, { iteration: iterations, seconds, candidates }];
  const { training, heldOut } = victim.data;
  return {
    points: snapshots.map((snapshot) => scoreSnapshot(snapshot, training.x, heldOut.x)),
    images: training.x.shape[0]!,
    candidates: candidates.lambda.data.length,
    iterations,
    seconds: Number(seconds.toFixed(2)),
    ended,
  };
}

async function measureExposure(
  backend: Backend,
  victim: Victim,
  one: ExposureCase,
  limits: RunLimits,
): Promise<ExposureFigures> {
  const visibility = visibilityOf(victim);
  const figures = async (attack: AttackCase['attack'], candidatesPerClass: number): Promise<FoundFigures> => {
    const found = await runNamed(backend, victim, attack, { ...sized(one), candidatesPerClass }, limits);
    return (await scoreFound(backend, victim, found, one.victim.seed, visibility)).figures;
  };
  const { loss, iterations, seconds } = victim.training;
  return {
    training: { loss, iterations, seconds: Number(seconds.toFixed(2)) },
    kktTruth: await figures('kkt from the truth', one.victim.perClass),
    evidenceTruth: await figures('evidence from the truth', one.victim.perClass),
    kkt: await figures('kkt', one.candidatesPerClass),
    evidence: await figures('evidence', one.evidencePerClass),
  };
}

async function measureChoice(
  backend: Backend,
  victim: Victim,
  one: ChoiceCase,
  limits: RunLimits,
): Promise<ChoiceFigures> {
  const runs = [];
  for (let run = 0; run < one.runs; run++) {
    // Seeds of the attack only; the first is that of the network.
    const seed = one.victim.seed + 1000 * run;
    runs.push(await runEvidence(backend, victim, evidenceConfig(victim, { ...sized(one), seed }), limits));
  }
  const ranked = rankCandidates(runs.map(({ candidates }) => candidates));
  const count = ranked.lambda.data.length;
  const { x } = victim.data.training;
  const at = shares.map((share) => Math.max(1, Math.round(share * count)));
  const { precision, recall, averagePrecision } = choicePrecision(ranked, x, { at });
  return {
    ranked: count,
    images: x.shape[0]!,
    shares,
    precision,
    recall,
    averagePrecision,
    seconds: Number(runs.reduce((total, { seconds }) => total + seconds, 0).toFixed(2)),
    ended: runs.some(({ ended }) => ended === 'maxSeconds') ? 'maxSeconds' : 'maxIterations',
  };
}

/** Turns news of an attack into a line every half a minute of it. */
export function progressLines(limit: number, onLine: (line: string) => void): (progress: RunProgress) => void {
  let told = 0;
  return ({ iteration, maxIterations, seconds, secondsLeft }) => {
    // Another attack of the same job begins at 0 again.
    if (seconds < told) told = 0;
    if (seconds - told < 30) return;
    told = seconds;
    const left = Math.min(secondsLeft, limit - seconds);
    const words = Number.isFinite(left) ? `, about ${Math.max(0, Math.ceil(left))} s left` : '';
    onLine(`  iteration ${iteration} of ${maxIterations}, ${Math.round(seconds)} s${words}`);
  };
}

function sized({ candidatesPerClass, maxIterations, victim }: AttackPowerCase): Parameters<typeof runNamed>[3] {
  return { candidatesPerClass, seed: victim.seed, ...(maxIterations === undefined ? {} : { maxIterations }) };
}

/** Seconds for an attack: the case's own limit or the cap, whichever is less. */
function limitOf(one: AttackPowerCase, { maxSeconds = Number.POSITIVE_INFINITY }: AttackPowerContext): number {
  return one.kind === 'curve' ? Math.min(one.seconds, maxSeconds) : maxSeconds;
}

function endsOf(figures: AttackPowerEntry['figures']): readonly FoundFigures['ended'][] {
  if ('ended' in figures) return [figures.ended];
  return [figures.kkt, figures.evidence, figures.kktTruth, figures.evidenceTruth].map(({ ended }) => ended);
}
