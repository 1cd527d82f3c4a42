import { join } from 'node:path';
import { parameterNormSquared } from '@noprior/kkt-loss';
import { type RefineRecord, refineToKkt } from '@noprior/max-margin';
import { homogeneityDegree, margins, saveNetwork, toNetworkDtype } from '@noprior/relu-models';
import type { StepKind } from '../../engine/step-kind.ts';
import { loadStepData } from '../../steps/load-parts.ts';
import { fileNames } from '../../steps/step-files.ts';
import { loadChosenNetwork, type NetworkChoice, saveMultipliers } from './theory-files.ts';

/** How `refineToKkt` runs: with its defaults, without free derivatives at kinks, or without momentum. */
export type RefineVariant = 'default' | 'fixed derivatives' | 'no momentum';

/** From which network, how, and how long. */
export type RefineParameters = NetworkChoice & {
  readonly variant: RefineVariant;
  readonly maxSeconds: number;
  readonly maxIterations: number;
};

/** When the relative residual first was at most so large; `null` if it never was. */
export type ResidualReached = {
  readonly residual: number;
  readonly iteration: number | null;
  readonly seconds: number | null;
};

/** What `refine` finds. */
export type RefineValues = {
  /** Lowest residual ||theta - sum lambda_i y_i g_i|| / ||theta||, with the kinks as `refineToKkt` took them. */
  readonly residual: number;
  readonly ended: string;
  readonly iterations: number;
  readonly seconds: number;
  /** For relative residuals of 1e-2, 1e-3 and 1e-6. */
  readonly reached: readonly ResidualReached[];
  readonly points: number;
  /** Points with a positive multiplier. */
  readonly supportVectors: number;
  /** Share of the pairs of sample and unit whose derivative is strictly between 0 and 1. */
  readonly fractionalShare: number;
  /** ||theta|| at smallest margin 1. */
  readonly norm: number;
  /** The same against the trained network. */
  readonly normRatio: number;
  /** The same against the trained network without the part of the first layer orthogonal to the data, which no output depends on. */
  readonly normRatioInSpan: number;
  /** Largest lambda_i (q_i - 1). */
  readonly slackness: number;
  /** About a hundred iterations at even distances on a logarithmic axis, with the last one. */
  readonly curve: readonly (readonly [iteration: number, residual: number, lowest: number])[];
};

/** Relative residuals whose first iteration is noted. */
const noted = [1e-2, 1e-3, 1e-6] as const;

const variantOptions = {
  default: {},
  // The smallest tolerance that refineToKkt accepts before it stops narrowing.
  'fixed derivatives': { kinkTolerance: 1e-7 },
  'no momentum': { momentumHorizon: 1 },
} as const satisfies Readonly<Record<RefineVariant, object>>;

/** `refine`: reads `data` and `network`; writes the KKT point that `refineToKkt` reaches from it, with multipliers and derivatives.
 *
 * A limit in seconds makes the result depend on the machine; `ended` says where that was so.
 */
export const refineKind: StepKind<RefineParameters, RefineValues> = {
  name: 'refine',
  version: 3,
  changes: {
    2: 'Narrows the kinks to a cosine of 1e-3 once the target is reached, and goes on until it is reached again.',
    3: 'Exact steps on the faces of the Clarke problem, and two cycles an iteration above one hidden layer: another path.',
  },
  async run({ loss, variant, maxSeconds, maxIterations }, context) {
    const { backend, folder } = context;
    const { training } = await loadStepData(context);
    const trained = await loadChosenNetwork(context, { loss });
    const refined = await refineToKkt(backend, trained, training, {
      maxSeconds,
      maxIterations,
      targetResidual: noted.at(-1)!,
      ...variantOptions[variant],
    });
    const { network, lambda, selections, records, residual, ended, iterations, seconds, norm, slackness } = refined;
    await saveNetwork(join(folder, fileNames.network), network);
    await saveMultipliers(folder, lambda, selections);
    const q = (await margins(backend, toNetworkDtype(trained, 'float64'), training)).data;
    const trainedNorm = Math.sqrt(parameterNormSquared(trained)) * Math.min(...q) ** (-1 / homogeneityDegree(trained)!);
    const derivatives = selections.flatMap(({ data }) => [...data]);
    return {
      residual,
      ended,
      iterations,
      seconds,
      reached: noted.map((target) => {
        const first = records.find((record) => record.residual <= target);
        return { residual: target, iteration: first?.iteration ?? null, seconds: first?.seconds ?? null };
      }),
      points: lambda.data.length,
      supportVectors: lambda.data.filter((l: number) => l > 0).length,
      fractionalShare: derivatives.filter((s) => s > 0 && s < 1).length / derivatives.length,
      norm,
      normRatio: norm / trainedNorm,
      normRatioInSpan: norm / records[0]!.norm,
      slackness,
      curve: toCurve(records),
    };
  },
};

function toCurve(records: readonly RefineRecord[]): RefineValues['curve'] {
  const kept = new Set([records.length - 1]);
  for (let at = 1; at <= records.length; at = Math.max(at + 1, Math.round(at * 1.06))) kept.add(at - 1);
  let lowest = Number.POSITIVE_INFINITY;
  return records.flatMap(({ iteration, residual }, index) => {
    lowest = Math.min(lowest, residual);
    return kept.has(index) ? [[iteration, residual, lowest] as const] : [];
  });
}
