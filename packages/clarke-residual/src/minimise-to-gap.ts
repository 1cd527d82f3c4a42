import { TimeLeft } from '@noprior/tensor';
import type { ClarkeEnd, ClarkeResidualOptions } from './clarke-options.ts';
import { type ClarkeState, firstSelections } from './clarke-state.ts';
import type { ClarkeSystem } from './clarke-system.ts';
import type { DirectResidual, ResidualNumbers } from './direct-residual.ts';
import { residualLowerBound } from './dual-certificate.ts';
import type { GramProducts } from './gram-products.ts';
import { minimiseClarke } from './minimise-clarke.ts';

/** Where the minimisation ended. */
export interface MinimisedClarke {
  /** At the state that it ended in. */
  readonly numbers: ResidualNumbers;
  /** s of every hidden layer there. */
  readonly selections: readonly Float64Array[];
  readonly residual: number;
  readonly lowerBound: number;
  readonly ended: ClarkeEnd;
  readonly cycles: number;
}

/** Over so many cycles the residual must fall by more than this fraction of the tolerance, or there is no more to gain. */
const stallCycles = 10;
const leastFall = 0.01;
/** A residual below this fraction of ||theta|| is 0 up to rounding. */
const rounding = 1e-12;

/** Minimise the squared Clarke residual of a state without prices, until its distance from the certified lower bound is
 * small enough, or nothing more is gained.
 *
 * @param direct  evaluates the state after every cycle; its values replace the state's own, which were updated step by step
 * @param began   `performance.now()` at the start of the call
 */
export async function minimiseToGap(
  system: ClarkeSystem,
  state: ClarkeState,
  products: GramProducts,
  direct: DirectResidual,
  options: ClarkeResidualOptions,
  began: number,
): Promise<MinimisedClarke> {
  const { gapTolerance = 1e-4, maxCycles = 1000, maxSeconds = Number.POSITIVE_INFINITY } = options;
  const norm = Math.sqrt(system.parameterNormSquared);
  const records: ClarkeRecord[] = [];
  const time = new TimeLeft({ goal: -Math.log(gapTolerance), maxIterations: maxCycles, maxSeconds });
  let lowerBound = 0;
  for (let cycle = 0; ; cycle++) {
    const selections = selectionsOf(system, state);
    const numbers = await direct.evaluate(state.lambda, selections);
    const residual = Math.sqrt(numbers.squared);
    state.residuals.forEach((values, layer) => {
      values.set(numbers.values[layer]!);
    });
    lowerBound = Math.min(residual, Math.max(lowerBound, residualLowerBound(system, numbers)));
    const seconds = (performance.now() - began) / 1000;
    records.push({ cycle, residual });
    const ended = endReason(residual, cycle, seconds);
    const position = -Math.log((residual - lowerBound) / residual);
    const left = time.look({ iteration: cycle, seconds, position });
    const secondsLeft = ended === undefined ? left : 0;
    options.onProgress?.({ cycle, residual, lowerBound, seconds, secondsLeft });
    if (ended !== undefined || options.signal?.aborted === true) {
      return { numbers, selections, residual, lowerBound, ended: ended ?? 'aborted', cycles: cycle };
    }
    await minimiseClarke(system, state, products, { cycles: 1, rounds: 3, faces: 4, tolerance: 0 });
    // Loops on this thread: timers, signals and sockets get their turn here.
    await new Promise((resume) => setTimeout(resume, 0));
  }

  function endReason(residual: number, cycle: number, seconds: number): ClarkeEnd | undefined {
    if (residual - lowerBound <= gapTolerance * residual || residual <= rounding * norm) return 'gap';
    if (options.signal?.aborted === true) return 'aborted';
    if (cycle >= maxCycles) return 'maxCycles';
    if (seconds >= maxSeconds) return 'maxSeconds';
    const before = records.at(-1 - stallCycles);
    return before !== undefined && residual >= (1 - leastFall * gapTolerance) * before.residual ? 'stalled' : undefined;
  }
}

/** One look at the residual. */
interface ClarkeRecord {
  readonly cycle: number;
  readonly residual: number;
}

function selectionsOf(system: ClarkeSystem, state: ClarkeState): Float64Array[] {
  const hidden = state.selections.slice(0, -1);
  return hidden.map((s, layer) => (layer === 0 ? firstSelections(system, state) : s));
}
