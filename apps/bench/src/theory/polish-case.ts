import { clarkeResidual } from '@noprior/clarke-residual';
import { oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import { type RefineRecord, refineToKkt } from '@noprior/max-margin';
import { homogeneityDegree, margins, type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { clarkeLimits } from './clarke-limits.ts';
import { kinkShares } from './kink-shares.ts';
import { finiteOrNull } from './quantiles.ts';
import { secondsLeftText, type TheoryContext } from './theory-context.ts';
import { describeCase, type TrainedCase, trainCase } from './trained-case.ts';

/** How the polish runs: as it is, without the freedom of derivatives at kinks, or without momentum. */
export type RefineVariant = 'as it is' | 'fixed derivatives' | 'no momentum';

/** From one trained network to a KKT point. */
export interface RefineCase extends TrainedCase {
  readonly variant: RefineVariant;
  readonly targetLoss: number;
  readonly maxSeconds: number;
}

/** Residuals of one network, relative to ||theta||. */
export interface Residuals {
  readonly hard: number;
  /** With free derivatives at units within a cosine of 1e-3 of their kink. */
  readonly clarke: number;
  /** Certified: no multipliers and derivatives there reach less. */
  readonly clarkeLowerBound: number;
  /** The same with kinks within 1e-6. */
  readonly clarkeAt1e6: number;
  readonly kinkShareAt1e3: number;
  readonly kinkShareAt1e6: number;
}

/** What became of one case. */
export interface RefineRow {
  readonly case: string;
  readonly family: string;
  readonly variant: RefineVariant;
  readonly seed: number;
  readonly trained: { readonly loss: number; readonly iterations: number; readonly seconds: number };
  readonly start: Residuals;
  readonly end: Residuals;
  /** First iteration at or below each relative residual, `null` where it was not reached. */
  readonly reached: readonly {
    readonly residual: number;
    readonly iteration: number | null;
    readonly seconds: number | null;
  }[];
  /** Lowest relative residual, with the kinks that the polish saw. */
  readonly residual: number;
  readonly stopped: string;
  readonly iterations: number;
  readonly seconds: number;
  readonly points: number;
  readonly supportVectors: number;
  /** Share of the pairs of sample and unit whose derivative is strictly between 0 and 1. */
  readonly chosenShare: number;
  /** ||theta|| with the smallest margin at 1, after against before. */
  readonly norm: number;
  readonly normRatio: number;
  /** The same before, without what no output depends on: the part of the first layer orthogonal to the data. */
  readonly normRatioInSpan: number;
  readonly slackness: number;
  /** Iteration, residual, lowest residual so far. */
  readonly curve: readonly (readonly [iteration: number, residual: number, lowest: number])[];
}

const targets = [1e-2, 1e-3, 1e-6] as const;

/** Train, measure, polish, measure again. */
export async function measureRefine(backend: Backend, one: RefineCase, context: TheoryContext): Promise<RefineRow> {
  const { variant, seed, targetLoss, maxSeconds } = one;
  const { training, network, loss, iterations, seconds } = await trainCase(backend, one, targetLoss, context);
  context.onProgress('residuals at the start');
  const start = await residuals(backend, network, training);
  let shown = 0;
  const polished = await refineToKkt(backend, network, training, {
    maxSeconds,
    targetResidual: targets.at(-1)!,
    maxIterations: 5000,
    ...(variant === 'fixed derivatives' ? { kinkTolerance: 1e-7 } : {}),
    ...(variant === 'no momentum' ? { momentumHorizon: 1 } : {}),
    onProgress: ({ iteration, residual, seconds: since, secondsLeft }) => {
      if (since - shown < 5) return;
      shown = since;
      context.onProgress(`polish ${iteration}: ${residual.toExponential(2)}, ${secondsLeftText(secondsLeft)}`);
    },
  });
  context.onProgress('residuals at the end');
  const end = await residuals(backend, polished.network, training);
  const { records } = polished;
  const pairs = polished.selections.reduce((total, { data }) => total + data.length, 0);
  const chosen = polished.selections.reduce(
    (total, { data }) => total + data.filter((s: number) => s > 0 && s < 1).length,
    0,
  );
  return {
    case: describeCase(one),
    family: one.dataset,
    variant,
    seed,
    trained: { loss, iterations, seconds: round(seconds) },
    start,
    end,
    reached: targets.map((residual) => {
      const first = records.find((record) => record.residual <= residual);
      return {
        residual,
        iteration: first?.iteration ?? null,
        seconds: first === undefined ? null : round(first.seconds),
      };
    }),
    residual: digits(polished.residual),
    stopped: polished.ended,
    iterations: polished.iterations,
    seconds: round(polished.seconds),
    points: training.y.data.length,
    supportVectors: polished.lambda.data.filter((l: number) => l > 0).length,
    chosenShare: digits(chosen / pairs),
    norm: digits(polished.norm),
    normRatio: digits(polished.norm / (await normAtMargin1(backend, network, training))),
    normRatioInSpan: digits(polished.norm / records[0]!.norm),
    slackness: digits(polished.slackness),
    curve: toCurve(records),
  };
}

async function residuals(
  backend: Backend,
  network: ReluNetwork,
  data: Parameters<typeof clarkeResidual>[2],
): Promise<Residuals> {
  const norm = Math.sqrt(parameterNormSquared(network));
  const hard = await oracleLoss(backend, network, data);
  const clarke = await clarkeResidual(backend, network, data, { kinkTolerance: 1e-3, ...clarkeLimits });
  const near = await clarkeResidual(backend, network, data, { kinkTolerance: 1e-6, ...clarkeLimits });
  const [at1e3, at1e6] = await kinkShares(backend, network, data.x, [1e-3, 1e-6]);
  return {
    hard: digits(Math.sqrt(hard.loss) / norm),
    clarke: digits(clarke.relative),
    clarkeLowerBound: digits(clarke.lowerBound / norm),
    clarkeAt1e6: digits(near.relative),
    kinkShareAt1e3: digits(at1e3!),
    kinkShareAt1e6: digits(at1e6!),
  };
}

/** ||theta|| once the smallest margin is 1. */
async function normAtMargin1(
  backend: Backend,
  network: ReluNetwork,
  data: Parameters<typeof margins>[2],
): Promise<number> {
  const q = (await margins(backend, toNetworkDtype(network, 'float64'), data)).data;
  const smallest = Math.min(...q);
  return Math.sqrt(parameterNormSquared(network)) * smallest ** (-1 / homogeneityDegree(network)!);
}

/** About a hundred iterations at even distances on a logarithmic axis, with the last one. */
function toCurve(records: readonly RefineRecord[]): RefineRow['curve'] {
  const kept = new Set([records.length - 1]);
  for (let at = 1; at <= records.length; at = Math.max(at + 1, Math.round(at * 1.06))) kept.add(at - 1);
  let lowest = Number.POSITIVE_INFINITY;
  return records.flatMap(({ iteration, residual }, index) => {
    lowest = Math.min(lowest, residual);
    return kept.has(index) ? [[iteration, digits(residual), digits(lowest)] as const] : [];
  });
}

function digits(value: number): number {
  return finiteOrNull(value) ?? value;
}

function round(seconds: number): number {
  return Number(seconds.toFixed(2));
}
