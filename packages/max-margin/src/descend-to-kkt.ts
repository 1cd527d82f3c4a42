import {
  type ClarkeStart,
  type ClarkeState,
  type ClarkeSystem,
  firstSelections,
  makeClarkeState,
  minimiseClarke,
} from '@noprior/clarke-residual';
import { makeHostTensor, TimeLeft } from '@noprior/tensor';
import type { NormalizedPoint } from './normalized-point.ts';
import type { ProblemOnBackend } from './problem-on-backend.ts';
import type { RefineOptions } from './refine-options.ts';
import type { RefineEnd, RefineRecord, RefineResult } from './refine-result.ts';

/** Below this fraction of the largest step, kinks are looked for more closely to the unit instead. */
const shortestStep = 1e-4;
/** Closer than this, in cosine, no kinks are looked for. */
const closestKink = 1e-7;

/** A point with its multipliers and selections. */
interface Visited {
  readonly point: NormalizedPoint;
  readonly system: ClarkeSystem;
  readonly state: ClarkeState;
  readonly record: RefineRecord;
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
  const { stepSize: largestStep = 0.5, momentumHorizon = 10 } = options;
  const records: RefineRecord[] = [];
  const { targetResidual = 1e-6, maxIterations = 2000, maxSeconds } = options;
  const time = new TimeLeft({
    goal: -Math.log(targetResidual),
    maxIterations,
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
  });
  const { finalKinkTolerance = 1e-3, kinkTolerance = Math.max(0.01, finalKinkTolerance) } = options;
  let tolerance = kinkTolerance;
  let isFinal = finalKinkTolerance >= kinkTolerance;
  let step = largestStep;
  let weight = 1;
  let current = await problem.start();
  let previous = current;
  let at = current;
  let warm: ClarkeStart | undefined;
  let best: Visited | undefined;
  for (let iteration = 0; ; iteration++) {
    const system = await problem.clarkeSystem(at, tolerance);
    const state = makeClarkeState(system, warm, { weight: 1, p: 1 });
    await problem.products.use(system);
    await minimiseClarke(system, state, problem.products, {
      cycles: 4,
      rounds: 10,
      conjugateGradients: 20,
      tolerance: 1e-4 * Math.min(0.01, records.at(-1)?.residual ?? 1),
    });
    warm = toStart(system, state);
    const { point: next, residual } = await problem.descend(at, state, step);
    const record = makeRecord(iteration, residual, at, system, state, tolerance);
    records.push(record);
    if (best === undefined || record.residual < best.record.residual) best = { point: at, system, state, record };
    const ended = endReason(record);
    const left = time.look({ iteration, seconds: record.seconds, position: -Math.log(record.residual) });
    const secondsLeft = ended === undefined ? left : 0;
    options.onProgress?.({ ...record, secondsLeft });
    if (ended === 'targetResidual' && !isFinal) {
      // What is KKT with kinks taken widely may be far from it: the same again with those at hand.
      isFinal = true;
      tolerance = Math.min(tolerance, finalKinkTolerance);
      best = undefined;
      step = largestStep;
      weight = 1;
      current = at;
      previous = at;
      continue;
    }
    if (ended !== undefined) return result(best, ended, iteration);
    if (next === undefined || next.norm > current.norm * (1 + 1e-13)) {
      if (at === current) {
        step /= 2;
        if (step < shortestStep * largestStep) {
          tolerance /= 3;
          step = largestStep;
        }
      }
      at = current;
      weight = 1;
    } else {
      previous = current;
      current = next;
      step = Math.min(largestStep, 1.1 * step);
      const nextWeight = (1 + Math.sqrt(1 + 4 * weight * weight)) / 2;
      const momentum = (weight - 1) / nextWeight;
      weight = Math.min(nextWeight, momentumHorizon);
      at = momentum > 0 ? ((await problem.extrapolate(current, previous, momentum)) ?? current) : current;
    }
    problem.keepOnly([current, previous, at, best.point]);
    // Loops on this thread: timers, signals and sockets get their turn here.
    await new Promise((resume) => setTimeout(resume, 0));
  }

  function endReason({ iteration, residual, seconds }: RefineRecord): RefineEnd | undefined {
    if (residual <= (options.targetResidual ?? 1e-6)) return 'targetResidual';
    if (options.signal?.aborted === true) return 'aborted';
    if (iteration >= (options.maxIterations ?? 2000)) return 'maxIterations';
    if (seconds >= (options.maxSeconds ?? Number.POSITIVE_INFINITY)) return 'maxSeconds';
    return tolerance < closestKink ? 'stalled' : undefined;
  }

  function makeRecord(
    iteration: number,
    residual: number,
    { norm }: NormalizedPoint,
    system: ClarkeSystem,
    { lambda }: ClarkeState,
    kinks: number,
  ): RefineRecord {
    const margins = marginsOf(system);
    const slackness = lambda.reduce((most, l, i) => Math.max(most, l * (margins[i]! - 1)), 0);
    const seconds = secondsSince(began);
    return { iteration, seconds, residual: residual / norm, norm, slackness, kinkTolerance: kinks };
  }

  async function result(
    { point, system, state, record }: Visited,
    ended: RefineEnd,
    iterations: number,
  ): Promise<RefineResult> {
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
      iterations,
      ended,
      records,
      seconds: secondsSince(began),
    };
  }
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

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
