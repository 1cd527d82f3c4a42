import { join } from 'node:path';
import { loadArrays, saveNpz } from '@noprior/array-files';
import { estimateSpan, spanShare } from '@noprior/first-layer-spectrum';
import { rowOf, stackRows } from '@noprior/linear-algebra';
import { cosineSimilarities, nearestNeighbors, type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import { firstLayerEvidence } from '@noprior/reconstruction-attack';
import { definedOnly, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { StepKind } from '../../engine/step-kind.ts';
import { loadStepCandidates, loadStepData, loadStepNetwork } from '../../steps/load-parts.ts';
import { bestFile } from '../../steps/score-kind.ts';
import { fileNames, inputOf } from '../../steps/step-files.ts';
import { type SpanBand, spanBands } from './span-bands.ts';

/** How candidates are scored. */
export type ScoreAttackParameters = {
  readonly seed: number;
  /** Standard deviation of the initial first layer, as the evidence of the candidates takes it. */
  readonly startNoise: number;
};

/** How near candidates come to training images, beside controls. Cosines are of the best matches. */
export type ScoreAttackValues = {
  /** Training images. */
  readonly images: number;
  /** Training images whose best cosine is above that of every held-out image. */
  readonly found: number;
  readonly above09: number;
  readonly medianCosine: number;
  readonly heldOutMedianCosine: number;
  readonly heldOutMaxCosine: number;
  readonly rowsMedianCosine: number | null;
  readonly randomMedianCosine: number;
  readonly auc: number;
  /** `firstLayerEvidence` of the candidates; lower is better. */
  readonly evidence: number;
  /** Predicted members within cosine 0.9 of a training image. */
  readonly trueMembers: number;
  /** Rank of the estimated span, and what was found of the images by their cosine with it. */
  readonly span: { readonly rank: number; readonly bands: readonly SpanBand[] } | null;
};

/** `score-attack`: reads `data`, `network` and `attack`; scores beside held-out images, rows of W_1 and random candidates. Writes every training
 * image with its best candidate and the held-out image nearest to that. */
export const scoreAttackKind: StepKind<ScoreAttackParameters, ScoreAttackValues> = {
  name: 'score-attack',
  version: 1,
  async run({ seed, startNoise }, context) {
    const { training, heldOut, mean, imageShape } = await loadStepData(context);
    const network = await loadStepNetwork(context);
    const candidates = await loadStepCandidates(context);
    const score = scoreReconstruction({
      candidates,
      training,
      heldOut,
      firstLayerWeight: network.layers[0]!.weight,
      preprocessing: { mean, ...definedOnly({ imageShape }) },
      seed,
    });
    await saveBest(score, candidates.x, training.x, heldOut.x, mean, join(context.folder, bestFile));
    const { value: evidence } = await firstLayerEvidence(context.backend, network, candidates, {
      noise: startNoise,
      alpha: 100,
      ...(candidates.lambda.shape.length === 2 ? { objective: 'per-class' } : {}),
    });
    const best = score.training.best.map(({ cosine }) => cosine);
    const span = estimateSpan(network);
    const cosines = spanShare(span, training.x).map(Math.sqrt);
    const { predicted } = (await loadArrays(inputOf(context, 'attack').path(fileNames.candidates))).arrays;
    return {
      images: score.training.count,
      found: score.training.aboveHeldOutMax,
      above09: best.filter((cosine) => cosine > 0.9).length,
      medianCosine: score.training.medianCosine,
      heldOutMedianCosine: score.heldOut.medianCosine,
      heldOutMaxCosine: score.heldOut.maxCosine,
      rowsMedianCosine: score.controls.firstLayerRows?.medianCosine ?? null,
      randomMedianCosine: score.controls.randomCandidates.medianCosine,
      auc: score.membership.auc,
      evidence,
      trueMembers: predicted === undefined ? 0 : trueAmong(candidates.x, predicted, training.x),
      span: { rank: span.rank, bands: spanBands(cosines, best, score.heldOut.maxCosine) },
    };
  },
};

/** How many of the predicted points are within cosine 0.9 of a training image. */
function trueAmong(x: HostTensor, predicted: HostTensor, training: HostTensor): number {
  const rows = Array.from(predicted.data).flatMap((value, i) => (value === 1 ? [rowOf(x, i)] : []));
  if (rows.length === 0) return 0;
  const points = stackRows(rows, x.shape[1]!);
  return nearestNeighbors(cosineSimilarities(training, points), 'largest').value.filter((cosine) => cosine > 0.9)
    .length;
}

/** Candidates are scaled to the norm of their training image, since a cosine does not see it. */
async function saveBest(
  { training: { best } }: ScoreReport,
  candidates: HostTensor,
  training: HostTensor,
  heldOut: HostTensor,
  mean: HostTensor,
  path: string,
): Promise<void> {
  const width = mean.data.length;
  const own = stackRows(
    best.map(({ candidate }, image) => scaledTo(rowOf(candidates, candidate), norm(rowOf(training, image)))),
    width,
  );
  const nearest = nearestNeighbors(cosineSimilarities(heldOut, own), 'largest').index;
  await saveNpz(path, {
    original: training,
    best: own,
    heldOut: stackRows(
      nearest.map((image) => rowOf(heldOut, image)),
      width,
    ),
    cosine: makeHostTensor(
      best.map(({ cosine }) => cosine),
      [best.length],
    ),
    mean,
  });
}

function scaledTo(row: Float64Array, length: number): Float64Array {
  const own = norm(row);
  return own > 0 ? row.map((value) => (value * length) / own) : row;
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
