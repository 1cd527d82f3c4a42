import { clarkeResidual } from '@noprior/clarke-residual';
import { oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import type { Backend } from '@noprior/tensor';
import { finiteOrNull } from './quantiles.ts';
import type { TheoryContext } from './theory-context.ts';
import { describeCase, type TrainedCase, trainCase } from './trained-case.ts';

/** Time of the Clarke solver to certified gaps. */
export interface ClarkeCase extends TrainedCase {
  readonly targetLoss: number;
  readonly gaps: readonly number[];
  readonly maxSeconds: number;
}

/** One solve. */
export interface ClarkeRow {
  readonly case: string;
  readonly seed: number;
  readonly solver: 'hard' | 'clarke';
  /** Gap that was asked for: (residual - lower bound) / residual; `null` for the hard derivative, which is solved exactly. */
  readonly gap: number | null;
  /** Gap that was certified. */
  readonly certifiedGap: number | null;
  readonly converged: boolean;
  readonly cycles: number | null;
  readonly seconds: number;
  /** eps / ||theta|| */
  readonly residual: number;
  readonly lowerBound: number | null;
  readonly kinkShare: number | null;
}

/** Solve from scratch for every gap, so that each time stands alone. */
export async function measureClarke(backend: Backend, one: ClarkeCase, context: TheoryContext): Promise<ClarkeRow[]> {
  const { training, network } = await trainCase(backend, one, one.targetLoss, context);
  const facts = { case: describeCase(one), seed: one.seed };
  const norm = Math.sqrt(parameterNormSquared(network));
  const began = performance.now();
  const hard = await oracleLoss(backend, network, training);
  const rows: ClarkeRow[] = [
    {
      ...facts,
      solver: 'hard',
      gap: null,
      certifiedGap: null,
      converged: true,
      cycles: null,
      seconds: Number(((performance.now() - began) / 1000).toFixed(2)),
      residual: finiteOrNull(Math.sqrt(hard.loss) / norm)!,
      lowerBound: null,
      kinkShare: null,
    },
  ];
  for (const gap of one.gaps) {
    context.onProgress(`gap ${gap}`);
    const { residual, relative, lowerBound, converged, cycles, seconds, kinks } = await clarkeResidual(
      backend,
      network,
      training,
      { gapTolerance: gap, maxSeconds: one.maxSeconds },
    );
    rows.push({
      ...facts,
      solver: 'clarke',
      gap,
      certifiedGap: finiteOrNull((residual - lowerBound) / residual),
      converged,
      cycles,
      seconds: Number(seconds.toFixed(2)),
      residual: finiteOrNull(relative)!,
      lowerBound: finiteOrNull(lowerBound / norm),
      kinkShare: finiteOrNull(kinks.share),
    });
  }
  return rows;
}
