import type { GridPoint, StageResult } from '../src/index.ts';
import type { ReconstructionResult } from '../src/paper/reconstruction-table.ts';
import type { AttackValues } from '../src/steps/attack-kind.ts';
import type { OracleValues } from '../src/steps/oracle-kind.ts';
import type { ScoreSummary, ScoreValues } from '../src/steps/score-kind.ts';

/** A stage that found these values. */
export function stage<Values extends object>(values: Values, key = '0e24', seconds = 1): StageResult<Values> {
  return { key, values, seconds };
}

/** A point of a reconstruction. */
export function result<Point extends GridPoint>(
  point: Point,
  seed: number,
  stages: ReconstructionResult['stages'],
): ReconstructionResult<Point> {
  return { point, seed, stages };
}

/** A score of twenty images of which some are found. */
export function scoreSummary(found: number, medianCosine = 0.5, more: Partial<ScoreSummary> = {}): ScoreSummary {
  return {
    count: 20,
    medianCosine,
    meanCosine: medianCosine,
    aboveHeldOutMax: found,
    heldOutMedianCosine: 0.1,
    heldOutMaxCosine: 0.3,
    randomMedianCosine: 0.05,
    rowsMedianCosine: null,
    auc: 0.5,
    ssim: null,
    distance: 1,
    heldOutDistance: 2,
    chanceDistance: 3,
    ...more,
  };
}

/** The values of a stage `score`. */
export function score(corrected: ScoreSummary, more: Partial<ScoreValues> = {}): StageResult<ScoreValues> {
  const blend = { single: 1, blended: 1, largestWeight: 1 };
  return stage({ corrected, blend: { k: 4, training: blend, heldOut: blend }, ...more });
}

/** The values of a stage `attack`. */
export function attack(more: Partial<AttackValues> = {}): StageResult<AttackValues> {
  return stage({
    method: 'kkt',
    knowledge: {},
    points: 80,
    seconds: 1,
    predictedMembers: 0,
    total: 340,
    stationarity: 340,
    prior: 0,
    dualFeasibility: 0,
    byTensor: {},
    hardStationarity: 340,
    parameterNormSquared: 700,
    iterations: 100,
    ended: 'maxIterations',
    target: null,
    ...more,
  });
}

/** The values of a stage `oracle`. */
export function oracle(more: Partial<OracleValues> = {}): StageResult<OracleValues> {
  return stage({
    loss: 331,
    surrogateLoss: 331,
    byTensor: {},
    byLayer: [],
    rank: 20,
    orthogonalToData: 300,
    withinData: 31,
    initial: { normSquared: 333, orthogonalToData: 300, cosineSquared: 0.99, differenceSquared: 1 },
    ...more,
  });
}
