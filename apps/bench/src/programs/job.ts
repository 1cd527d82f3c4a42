import type { StationarityForm } from '@noprior/kkt-loss';
import type { Dtype } from '@noprior/tensor';

/** Products of op(A) [m, k] and op(B) [k, n]; `t` where the factor is stored transposed. */
export const productOps = ['matmul-nn', 'matmul-nt', 'matmul-tn', 'matmul-tt'] as const;
/** Elementwise passes over [m, n]; `mul` has two inputs. */
export const elementwiseOps = ['relu', 'mul', 'exp', 'sigmoid', 'softplus'] as const;
/** Reductions of [m, n]: to a number, along the rows, along the columns. */
export const reductionOps = ['sum-all', 'sum-rows', 'sum-columns', 'logsumexp-rows'] as const;

/** One operation. */
export type OpName = (typeof productOps | typeof elementwiseOps | typeof reductionOps)[number];

/** One operation of the given size; elementwise passes and reductions do not use k. */
export interface OpsCase {
  readonly op: OpName;
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** One iteration of the KKT attack with momentum SGD, as in the reference code. */
export interface StepCase {
  /** n, the number of candidates, even. */
  readonly count: number;
  /** Input size, hidden sizes, 1. */
  readonly widths: readonly number[];
  readonly alpha: number;
  readonly lambdaMin: number;
  readonly stepSize: number;
  readonly lambdaStepSize: number;
  readonly momentum: number;
  readonly low: number;
  readonly high: number;
}

/** One step of full-batch gradient descent on the mean logistic loss. */
export interface TrainCase {
  readonly count: number;
  readonly widths: readonly number[];
  readonly stepSize: number;
}

/** Attack iterations from one start until the loss has fallen to a target. */
export interface AttackCase extends StepCase {
  /** L_KKT to reach, looked at every `evaluateEvery` iterations. */
  readonly targetTotal: number;
  readonly evaluateEvery: number;
  readonly maxIterations: number;
  readonly maxSeconds: number;
}

/** What a contestant is asked to measure: the same words for every backend and every peer. */
export type Job = {
  readonly dtype: Dtype;
  /** Threads inside one operation. */
  readonly threads: number;
  /** Which of two programs for one loss; peers differentiate the direct one. */
  readonly form: StationarityForm | 'auto';
} & (
  | { readonly suite: 'ops'; readonly case: OpsCase }
  | { readonly suite: 'step'; readonly case: StepCase }
  | { readonly suite: 'train'; readonly case: TrainCase }
  | { readonly suite: 'attack'; readonly case: AttackCase }
);
