import { cosineSimilarities, nearestNeighbors, type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import { firstLayerEvidence } from '@noprior/reconstruction-attack';
import { type Backend, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { FoundFigures, VisibleFigures } from './attack-power-result.ts';
import type { Found } from './run-attacks.ts';
import type { Victim } from './trained-victim.ts';
import { type Visibility, visibleBands } from './visible-bands.ts';

/** Score what was found beside its controls, and by what the first layer shows of each image. */
export async function scoreFound(
  backend: Backend,
  { network, data, noise }: Victim,
  { candidates, seconds, iterations, ended, accepted }: Found,
  seed: number,
  visibility?: Visibility,
): Promise<{ readonly figures: FoundFigures; readonly best: ScoreReport['training']['best'] }> {
  const { training, heldOut, preprocessing } = data;
  const { mean, imageShape } = preprocessing;
  const { value: evidence } = await firstLayerEvidence(backend, network, candidates, {
    noise,
    alpha: 100,
    ...(candidates.lambda.shape.length === 2 ? { objective: 'per-class' as const } : {}),
  });
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
      candidates: candidates.x.shape[0]!,
      aboveHeldOutMax: score.training.aboveHeldOutMax,
      above09: score.training.best.filter(({ cosine }) => cosine > 0.9).length,
      medianCosine: round(score.training.medianCosine),
      heldOutMedian: round(score.heldOut.medianCosine),
      heldOutMax: round(score.heldOut.maxCosine),
      rowsMedian: round(score.controls.firstLayerRows?.medianCosine ?? 0),
      randomMedian: round(score.controls.randomCandidates.medianCosine),
      auc: round(score.membership.auc),
      evidence: round(evidence),
      ...(visibility === undefined ? {} : { visible: visibleFigures(visibility, score) }),
      ...(accepted === undefined ? {} : { accepted, acceptedTrue: trueAmong(candidates.x, accepted, training.x) }),
    },
  };
}

function visibleFigures({ rank, cosines }: Visibility, { training, heldOut }: ScoreReport): VisibleFigures {
  const best = training.best.map(({ cosine }) => cosine);
  return { rank, bands: visibleBands(cosines, best, heldOut.maxCosine) };
}

/** How many of the first points are within cosine 0.9 of a training image. */
function trueAmong(x: HostTensor, count: number, training: HostTensor): number {
  if (count === 0) return 0;
  const d = x.shape[1]!;
  const points = makeHostTensor(Float64Array.from(x.data.subarray(0, count * d)), [count, d]);
  const best = nearestNeighbors(cosineSimilarities(training, points), 'largest').value;
  return best.filter((cosine) => cosine > 0.9).length;
}
