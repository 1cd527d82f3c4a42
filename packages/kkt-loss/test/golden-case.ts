import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';

/** One file of test/golden: numbers that the reference code of Haim et al. 2022 computed in float64. */
export interface GoldenCase {
  readonly name: string;
  readonly source: string;
  readonly alpha: number;
  readonly minLambda: number;
  readonly lr: number;
  readonly lambdaLr: number;
  readonly momentum: number;
  readonly layers: readonly { readonly weight: number[][]; readonly bias: number[] | null }[];
  readonly x: number[][];
  readonly lambda: number[];
  readonly y: number[];
  readonly outputs: number[];
  readonly kktLoss: number;
  readonly verifyLoss: number;
  readonly gradX: number[][];
  readonly gradLambda: number[];
  readonly xAfter1: number[][];
  readonly lambdaAfter1: number[];
  readonly kktLossAfter1: number;
  readonly xAfter2: number[][];
  readonly lambdaAfter2: number[];
}

const folder = fileURLToPath(new URL('./golden/', import.meta.url));

/** Every golden case. */
export const goldenCases: readonly GoldenCase[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')));

/** The network of a golden case. */
export function goldenNetwork({ layers }: GoldenCase): ReluNetwork {
  return {
    layers: layers.map(({ weight, bias }) =>
      bias === null ? { weight: fromNested(weight) } : { weight: fromNested(weight), bias: fromNested(bias) },
    ),
  };
}

/** The candidates of a golden case. */
export function goldenCandidates({ x, lambda, y }: GoldenCase): Candidates {
  return { x: fromNested(x), lambda: fromNested(lambda), y: fromNested(y) };
}

/** max_i |a_i - e_i| / max_i |e_i| */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = actual.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    size = Math.max(size, Math.abs(expected[i]!));
  }
  return difference / (size || 1);
}
