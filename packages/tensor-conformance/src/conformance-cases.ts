import { behaviourCases } from './cases/behaviour.ts';
import { binaryCases } from './cases/binary.ts';
import { elementwiseGradientCases } from './cases/elementwise-gradient.ts';
import { errorCases } from './cases/errors.ts';
import { gradientCases } from './cases/gradient.ts';
import { layoutCases } from './cases/layout.ts';
import { matmulCases } from './cases/matmul.ts';
import { networkCases } from './cases/network.ts';
import { nonFiniteCases } from './cases/non-finite.ts';
import { outputCases } from './cases/outputs.ts';
import { reductionCases } from './cases/reduction.ts';
import { unaryCases } from './cases/unary.ts';
import { type ConformanceCase, valueCases } from './conformance-case.ts';

/** Every case, value cases on the simplified graph too. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...valueCases([
    ...unaryCases,
    ...binaryCases,
    ...matmulCases,
    ...reductionCases,
    ...layoutCases,
    ...nonFiniteCases,
    ...elementwiseGradientCases,
    ...gradientCases,
    ...networkCases,
    ...outputCases,
  ]),
  ...behaviourCases,
  ...errorCases,
];
