import type { KktEvaluation } from '@noprior/kkt-loss';
import type { TextRow } from './text-row.ts';

/** The parts of L_KKT, one row each. */
export function kktRows(evaluation: Omit<KktEvaluation, 'gradX' | 'gradLambda'>): TextRow[] {
  const { byTensor, margins } = evaluation;
  const rows: [string, number][] = [
    ['stationarity', evaluation.stationarity],
    ...Object.entries(byTensor).map(([name, part]): [string, number] => [`  ${name}`, part]),
    ['dual feasibility (x 5)', evaluation.dualFeasibility],
    ['prior', evaluation.prior],
    ['total', evaluation.total],
    ['squared norm of theta', evaluation.parameterNormSquared],
    ['smallest margin', margins.min],
    ['median margin', margins.median],
    ['largest margin', margins.max],
    ['largest slackness', evaluation.slackness],
  ];
  return rows.map(([name, value]) => [name, value.toPrecision(8)]);
}
