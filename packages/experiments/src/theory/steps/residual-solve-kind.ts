import { clarkeResidual } from '@noprior/clarke-residual';
import { oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import type { StepKind } from '../../engine/step-kind.ts';
import { loadStepData, loadStepNetwork } from '../../steps/load-parts.ts';

/** Which residual is solved for, and how exactly. */
export type ResidualSolveParameters = {
  readonly derivative: 'hard' | 'clarke';
  /** For `clarke`: (residual - lower bound) / residual at which it may stop; `null` for `hard`, which is solved exactly. */
  readonly gap: number | null;
  readonly maxSeconds: number;
};

/** What `residual-solve` finds. */
export type ResidualSolveValues = {
  /** Of the solver alone. */
  readonly solveSeconds: number;
  /** eps / ||theta|| */
  readonly residual: number;
  /** Certified, / ||theta||; `null` for `hard`, as the next four. */
  readonly lowerBound: number | null;
  readonly certifiedGap: number | null;
  readonly converged: boolean;
  readonly cycles: number | null;
  /** Share of the pairs of sample and unit whose derivative is free. */
  readonly kinkShare: number | null;
};

/** `residual-solve`: reads `data` and `network`; one solve from scratch, timed. */
export const residualSolveKind: StepKind<ResidualSolveParameters, ResidualSolveValues> = {
  name: 'residual-solve',
  version: 2,
  changes: { 2: 'Exact steps on the faces of the Clarke problem: the same residual within its gap, in fewer cycles.' },
  async run({ derivative, gap, maxSeconds }, context) {
    const { backend } = context;
    const { training } = await loadStepData(context);
    const network = await loadStepNetwork(context);
    const norm = Math.sqrt(parameterNormSquared(network));
    if (derivative === 'hard') {
      const began = performance.now();
      const { loss } = await oracleLoss(backend, network, training);
      return {
        solveSeconds: (performance.now() - began) / 1000,
        residual: Math.sqrt(loss) / norm,
        lowerBound: null,
        certifiedGap: null,
        converged: true,
        cycles: null,
        kinkShare: null,
      };
    }
    const options = { maxSeconds, ...(gap === null ? {} : { gapTolerance: gap }) };
    const solved = await clarkeResidual(backend, network, training, options);
    return {
      solveSeconds: solved.seconds,
      residual: solved.relative,
      lowerBound: solved.lowerBound / norm,
      certifiedGap: (solved.residual - solved.lowerBound) / solved.residual,
      converged: solved.converged,
      cycles: solved.cycles,
      kinkShare: solved.kinks.share,
    };
  },
};
