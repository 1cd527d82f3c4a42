import { type Candidates, evaluateKkt, type KktEvaluation } from '@noprior/kkt-loss';
import { priorBox } from '../starts/prior.ts';
import type { CandidateUpdateContext } from './candidate-update.ts';
import { finestDtype } from './sample-gram.ts';

/** The attack's objective of candidates, part by part, at this iteration's sharpness. */
export async function objectiveValue(
  candidates: Candidates,
  { backend, network, config, alpha }: CandidateUpdateContext,
): Promise<KktEvaluation> {
  return evaluateKkt(backend, network, candidates, {
    alpha,
    scale: config.scale,
    lambdaMin: config.prior.lambdaMin,
    box: priorBox(config.prior),
    dtype: finestDtype(backend),
  });
}
