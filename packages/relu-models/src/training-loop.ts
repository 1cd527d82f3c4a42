import {
  argument,
  ConvergenceError,
  type DeviceLoop,
  type DeviceTensor,
  TimeLeft,
  type Wording,
  wording,
} from '@noprior/tensor';
import { type ReluNetwork, withParameters } from './network.ts';
import type { StepRule, TrainingOptions } from './training-options.ts';
import { secondsSince, trainingPosition } from './training-progress.ts';

/** Why a training ended. */
export type TrainingEnd = 'targetLoss' | 'maxIterations' | 'maxSeconds' | 'aborted';

/** Where a training is. */
export interface DescentState {
  readonly network: ReluNetwork;
  /** Steps taken. */
  readonly iteration: number;
}

/** One training, ready to run. */
export interface Descent {
  /** Name of the caller, for messages. */
  readonly operation: string;
  /** Its state are the parameters, its output beside them is `logLoss`; x and y are fixed. */
  readonly loop: DeviceLoop;
  /** The network whose parameters the loop starts from. */
  readonly start: ReluNetwork;
  /** Steps taken before. */
  readonly iteration: number;
  readonly options: TrainingOptions;
  readonly rule: StepRule;
  /** `performance.now()` at the start of the call. */
  readonly began: number;
  /** Steps that one run of the backend may make; default 1. More delay an interruption by as many. */
  readonly stepsPerRun?: number;
  /** Further inputs, made anew for every step, which gives them up; default none. */
  readonly drawInputs?: () => Promise<Readonly<Record<string, DeviceTensor>>>;
  /** Called with the state when a checkpoint is due. */
  readonly save: (state: DescentState) => Promise<void>;
}

/** How a training ended. */
export interface DescentEnd {
  readonly network: ReluNetwork;
  readonly iterations: number;
  readonly logLoss: number;
  readonly ended: TrainingEnd;
}

/** The loop of `trainNetwork` and `trainPrivately`. At a look at the loss the next step is previewed: the loss belongs to the
 * parameters before it, so they are what is returned or saved.
 *
 * @throws {ConvergenceError} if the loss is not finite
 */
export async function descend(descent: Descent): Promise<DescentEnd> {
  const { operation, loop, start, options, rule, began, save, stepsPerRun = 1 } = descent;
  const { evaluateEvery = 10, maxIterations = 1_000_000, maxSeconds = Number.POSITIVE_INFINITY, signal } = options;
  const logTarget = Math.log(options.targetLoss ?? 1e-6);
  const positionOf = (logLoss: number): number => trainingPosition(logLoss, rule.schedule, options.loss ?? 'logistic');
  const goal = positionOf(logTarget);
  const time = new TimeLeft({ ...(Number.isFinite(goal) ? { goal } : {}), maxIterations, maxSeconds });
  const everySeconds = options.checkpoint?.everySeconds ?? 60;
  let iteration = descent.iteration;
  let savedAt = secondsSince(began);
  let yieldedAt = savedAt;
  const stopAtOnce = (): boolean => signal?.aborted === true || secondsSince(began) >= maxSeconds;
  for (;;) {
    const ahead = Math.min(stepsPerRun, untilLook());
    if (ahead > 1 && !stopAtOnce()) {
      await loop.steps(ahead);
      iteration += ahead;
      continue;
    }
    const inputs = (await descent.drawInputs?.()) ?? {};
    if (iteration % evaluateEvery !== 0 && iteration < maxIterations && !stopAtOnce()) {
      await loop.step({}, { inputs });
      iteration++;
      continue;
    }
    const { logLoss: read } = await loop.preview({}, { inputs, read: ['logLoss'] });
    const logLoss = read!.data[0]!;
    if (!Number.isFinite(logLoss)) {
      throw new ConvergenceError(
        wording`${operation}: ln(loss) is ${logLoss} at iteration ${iteration}, looked at every ${evaluateEvery}; ${remedy(rule)}`,
      );
    }
    if (secondsSince(began) - yieldedAt >= 0.1) {
      // Backends may compute on this thread: timers, signals and sockets get their turn here.
      await new Promise((resume) => setTimeout(resume, 0));
      yieldedAt = secondsSince(began);
    }
    const seconds = secondsSince(began);
    const ended = endReason(logLoss);
    const left = time.look({ iteration, seconds, position: positionOf(logLoss) });
    const secondsLeft = ended === undefined ? left : 0;
    options.onProgress?.({ iteration, logLoss, loss: Math.exp(logLoss), seconds, secondsLeft });
    if (ended !== undefined || (options.checkpoint !== undefined && seconds - savedAt >= everySeconds)) {
      const reached = { network: withParameters(start, await loop.read()), iteration };
      await save(reached);
      savedAt = secondsSince(began);
      if (ended !== undefined) return { network: reached.network, iterations: iteration, logLoss, ended };
    }
    loop.accept();
    iteration++;
  }

  /** Steps up to the next look; 0 at one. */
  function untilLook(): number {
    const passed = iteration % evaluateEvery;
    return passed === 0 ? 0 : Math.max(0, Math.min(evaluateEvery - passed, maxIterations - iteration));
  }

  function endReason(logLoss: number): TrainingEnd | undefined {
    // Elsewhere only an interruption looks: a training without one would go on to the next look.
    const isDue = iteration % evaluateEvery === 0 || iteration >= maxIterations;
    if (isDue && logLoss <= logTarget) return 'targetLoss';
    if (signal?.aborted === true) return 'aborted';
    if (iteration >= maxIterations) return 'maxIterations';
    return secondsSince(began) >= maxSeconds ? 'maxSeconds' : undefined;
  }
}

function remedy(rule: StepRule): Wording {
  return rule.schedule === 'constant'
    ? wording`try a smaller ${argument('stepSize')}`
    : wording`try smaller maxLogLossChange and maxRelativeChange`;
}
