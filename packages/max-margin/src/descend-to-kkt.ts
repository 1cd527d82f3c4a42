import {
  type ClarkeStart,
  type ClarkeState,
  type ClarkeSystem,
  firstSelections,
  makeClarkeState,
  minimiseClarke,
} from '@noprior/clarke-residual';
import { makeHostTensor, TimeLeft } from '@noprior/tensor';
import { MomentumPath } from './momentum-path.ts';
import type { NormalizedPoint } from './normalized-point.ts';
import type { ProblemOnBackend } from './problem-on-backend.ts';
import type { RefineOptions } from './refine-options.ts';
import type { RefineEnd, RefineRecord, RefineResult } from './refine-result.ts';

/** Closer than this, in cosine, no kinks are looked for. */
const closestKink = 1e-7;

/** A point with its multipliers and selections. */
interface Visited {
  readonly point: NormalizedPoint;
  readonly system: ClarkeSystem;
  readonly state: ClarkeState;
  readonly record: RefineRecord;
}

/** When a descent ends. */
interface Limits extends Pick<RefineOptions, 'signal'> {
  readonly targetResidual: number;
  readonly maxIterations: number;
  readonly maxSeconds: number;
}

/** The loop of `refineToKkt`.
 *
 * @param began  `performance.now()` at the start of the call
 */
export async function descendToKkt(
  problem: ProblemOnBackend,
  options: RefineOptions,
  began: number,
): Promise<RefineResult> {
  const { stepSize = 0.5, momentumHorizon = 10, signal } = options;
  const { targetResidual = 1e-6, maxIterations = 2000, maxSeconds = Number.POSITIVE_INFINITY } = options;
  const { finalKinkTolerance = 1e-3, kinkTolerance = Math.max(0.01, finalKinkTolerance) } = options;
  const limits: Limits = { targetResidual, maxIterations, maxSeconds, signal };
  const time = new TimeLeft({ goal: -Math.log(targetResidual), maxIterations, maxSeconds });
  const path = new MomentumPath(problem, await problem.start(), stepSize, momentumHorizon);
  const records: RefineRecord[] = [];
  let tolerance = kinkTolerance;
  let isFinal = finalKinkTolerance >= kinkTolerance;
  let warm: ClarkeStart | undefined;
  let best: Visited | undefined;
  for (let iteration = 0; ; iteration++) {
    const point = path.at;
    const system = await problem.clarkeSystem(point, tolerance);
    const state = await solveMultipliers(problem, system, warm, records.at(-1)?.residual ?? 1);
    warm = toStart(system, state);
    const { point: next, residual } = await problem.descend(point, state, path.step);
    const measured = { residual: residual / point.norm, norm: point.norm, slackness: slacknessOf(system, state) };
    const record = { iteration, seconds: secondsSince(began), ...measured, kinkTolerance: tolerance };
    records.push(record);
    if (best === undefined || record.residual < best.record.residual) best = { point, system, state, record };
    const ended = endReason(record, limits);
    const left = time.look({ iteration, seconds: record.seconds, position: -Math.log(record.residual) });
    options.onProgress?.({ ...record, secondsLeft: ended === undefined ? left : 0 });
    if (ended === 'targetResidual' && !isFinal) {
      // What is KKT with kinks taken widely may be far from it: the same again with those at hand.
      isFinal = true;
      tolerance = Math.min(tolerance, finalKinkTolerance);
      best = undefined;
      path.restart();
      continue;
    }
    if (ended !== undefined) {
      const outcome = await readResult(problem, best);
      return { ...outcome, iterations: iteration, ended, records, seconds: secondsSince(began) };
    }
    if (!(await path.advance(next))) tolerance /= 3;
    problem.keepOnly([...path.points, best.point]);
    // Loops on this thread: timers, signals and sockets get their turn here.
    await new Promise((resume) => setTimeout(resume, 0));
  }
}

/** Multipliers and selections that make the residual at a point smallest, as exactly as the residual before asks for. */
async function solveMultipliers(
  problem: ProblemOnBackend,
  system: ClarkeSystem,
  warm: ClarkeStart | undefined,
  residualBefore: number,
): Promise<ClarkeState> {
  const state = makeClarkeState(system, warm, { weight: 1, p: 1 });
  await problem.products.use(system);
  await minimiseClarke(system, state, problem.products, {
    // Derivatives above the first layer are chosen anew in each cycle; the next iteration goes on from them.
    cycles: system.units.length > 2 ? 2 : 4,
    rounds: 10,
    faces: 4,
    tolerance: 1e-4 * Math.min(0.01, residualBefore),
  });
  return state;
}

function endReason(
  { iteration, residual, seconds, kinkTolerance }: RefineRecord,
  { targetResidual, maxIterations, maxSeconds, signal }: Limits,
): RefineEnd | undefined {
  if (residual <= targetResidual) return 'targetResidual';
  if (signal?.aborted === true) return 'aborted';
  if (iteration >= maxIterations) return 'maxIterations';
  if (seconds >= maxSeconds) return 'maxSeconds';
  return kinkTolerance < closestKink ? 'stalled' : undefined;
}

/** What the result says of the point itself. */
async function readResult(
  problem: ProblemOnBackend,
  { point, system, state, record }: Visited,
): Promise<Omit<RefineResult, 'iterations' | 'ended' | 'records' | 'seconds'>> {
  const count = problem.labels.length;
  const { lambda, selections } = toStart(system, state);
  return {
    network: await problem.readNetwork(point),
    lambda: makeHostTensor(lambda, [count]),
    selections: selections.map((s) => makeHostTensor(s, [count, s.length / count])),
    margins: makeHostTensor(marginsOf(system), [count]),
    residual: record.residual,
    slackness: record.slackness,
    norm: record.norm,
    kinkTolerance: record.kinkTolerance,
  };
}

function toStart(system: ClarkeSystem, state: ClarkeState): ClarkeStart {
  const selections = state.selections.slice(0, -1);
  return {
    lambda: state.lambda,
    selections: selections.map((s, layer) => (layer === 0 ? firstSelections(system, state) : s)),
  };
}

function marginsOf({ labels, preActivations }: ClarkeSystem): Float64Array {
  return labels.map((label, i) => label * preActivations.at(-1)![i]!);
}

/** Largest lambda_i (q_i - 1), or 0 if that is greater. */
function slacknessOf(system: ClarkeSystem, { lambda }: ClarkeState): number {
  const margins = marginsOf(system);
  return lambda.reduce((most, l, i) => Math.max(most, l * (margins[i]! - 1)), 0);
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
