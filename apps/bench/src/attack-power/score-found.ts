import { type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import { firstLayerEvidence } from '@noprior/reconstruction-attack';
import type { Backend } from '@noprior/tensor';
import type { FoundFigures } from './attack-power-result.ts';
import type { Found } from './run-attacks.ts';
import type { Victim } from './trained-victim.ts';

/** Score what was found beside its controls. */
export async function scoreFound(
  backend: Backend,
  { network, data, noise }: Victim,
  { candidates, seconds, iterations, ended }: Found,
  seed: number,
): Promise<{ readonly figures: FoundFigures; readonly best: ScoreReport['training']['best'] }> {
  const { training, heldOut, preprocessing } = data;
  const { mean, imageShape } = preprocessing;
  const { value: evidence } = await firstLayerEvidence(backend, network, candidates, { noise, alpha: 100 });
  const score = scoreReconstruction({
    candidates,
    training,
    heldOut,
    firstLayerWeight: network.layers[0]!.weight,
    preprocessing: { mean, ...(imageShape === undefined ? {} : { imageShape }) },
    seed,
  });
  const round = (value: number): number => Number(value.toPrecision(6));
  return {
    best: score.training.best,
    figures: {
      seconds: round(seconds),
      iterations,
      ended,
      images: score.training.count,
      candidates: candidates.lambda.data.length,
      aboveHeldOutMax: score.training.aboveHeldOutMax,
      above09: score.training.best.filter(({ cosine }) => cosine > 0.9).length,
      medianCosine: round(score.training.medianCosine),
      heldOutMedian: round(score.heldOut.medianCosine),
      heldOutMax: round(score.heldOut.maxCosine),
      rowsMedian: round(score.controls.firstLayerRows?.medianCosine ?? 0),
      randomMedian: round(score.controls.randomCandidates.medianCosine),
      auc: round(score.membership.auc),
      evidence: round(evidence),
    },
  };
}
