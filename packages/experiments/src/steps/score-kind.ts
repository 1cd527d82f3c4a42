import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { meanDistanceOfBest, quantile, type RandomLaw, type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import { definedOnly, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { StepKind } from '../engine/step-kind.ts';
import { addNumber } from './add-to-rows.ts';
import { blendOf } from './blend.ts';
import { loadStepCandidates, loadStepData, loadStepNetwork, loadStepSubspace } from './load-parts.ts';

/** File with every training image and its best candidate: `original`, `best` [n, d], `cosine` [n] and `mean` [d]. */
export const bestFile = 'best.npz';

/** How candidates are scored. */
export type ScoreParameters = {
  readonly seed: number;
  /** Radius of the sphere of the random candidates; without it they are normal with the candidates' norm. */
  readonly chanceRadius?: number;
  /** Training points that an average may be made of; default 4. */
  readonly blendOf?: number;
};

/** How near candidates come to training images, beside controls. */
export type ScoreSummary = {
  /** Training images. */
  readonly count: number;
  readonly medianCosine: number;
  readonly meanCosine: number;
  /** Training images whose best candidate is nearer than that of any held-out image. */
  readonly aboveHeldOutMax: number;
  readonly heldOutMedianCosine: number;
  readonly heldOutMaxCosine: number;
  readonly randomMedianCosine: number;
  readonly rowsMedianCosine: number | null;
  readonly auc: number;
  /** Medians of the best SSIM. */
  readonly ssim: { readonly training: number; readonly heldOut: number; readonly meanImage: number } | null;
  /** Mean distance of the five best candidates. */
  readonly distance: number;
  readonly heldOutDistance: number;
  readonly chanceDistance: number;
};

/** Distances of the five best candidates to the nearest image and to the nearest average of several. */
export type BlendSummary = { readonly single: number; readonly blended: number; readonly largestWeight: number };

/** What `score` finds. */
export type ScoreValues = {
  readonly corrected: ScoreSummary;
  readonly asSeen?: ScoreSummary;
  readonly subspace?: ScoreSummary;
  readonly oracleBound?: ScoreSummary;
  readonly blend: { readonly k: number; readonly training: BlendSummary; readonly heldOut: BlendSummary };
};

/** `score`: reads `data`, `network` and `attack`.
 *
 * `corrected`: the defender's shift is subtracted from candidates and samples before they are compared. It is the evaluation most
 * favourable to the attack: samples and held-out samples that share a large constant are all alike. `asSeen`: candidates as
 * the attacker reads them, beside the samples before the shift. For an attack within a subspace `subspace` has the same scores of points of it
 * that no network was needed for, and `oracleBound` those of the training images moved into it. Writes every training image with its best candidate. */
export const scoreKind: StepKind<ScoreParameters, ScoreValues> = {
  name: 'score',
  version: 2,
  async run({ seed, chanceRadius, blendOf: most = 4 }, context) {
    const { training, heldOut, mean, shift, imageShape, pixelRange } = await loadStepData(context);
    const network = await loadStepNetwork(context);
    const candidates = await loadStepCandidates(context);
    const randomLaw: RandomLaw | undefined =
      chanceRadius === undefined ? undefined : { kind: 'sphere', radius: chanceRadius };
    const original = { x: addNumber(training.x, -shift), y: training.y };
    const others = { x: addNumber(heldOut.x, -shift), y: heldOut.y };
    const score = (x: HostTensor, y = candidates.y): ScoreReport =>
      scoreReconstruction({
        candidates: { x, y },
        training: original,
        heldOut: others,
        firstLayerWeight: network.layers[0]!.weight,
        preprocessing: {
          mean,
          ...definedOnly({ imageShape, pixelRange }),
        },
        seed,
        chanceRepeats: 5,
        ...definedOnly({ randomLaw }),
      });
    const x = addNumber(candidates.x, -shift);
    const corrected = score(x);
    const best = corrected.training.best.map(({ candidate }) => candidate);
    const dimension = x.shape[1]!;
    const rows = new Float64Array(best.length * dimension);
    for (const [at, candidate] of best.entries()) {
      rows.set(x.data.subarray(candidate * dimension, (candidate + 1) * dimension), at * dimension);
    }
    await saveNpz(join(context.folder, bestFile), {
      original: original.x,
      best: makeHostTensor(rows, [best.length, dimension]),
      cosine: makeHostTensor(
        corrected.training.best.map(({ cosine }) => cosine),
        [best.length],
      ),
      mean,
    });
    const subspace = await loadStepSubspace(context);
    const k = Math.min(most, original.x.shape[0]!);
    return {
      corrected: summarizeScore(corrected),
      ...(shift === 0 ? {} : { asSeen: summarizeScore(score(candidates.x)) }),
      ...(subspace === undefined
        ? {}
        : {
            subspace: summarizeScore(score(addNumber(subspace.x, -shift), subspace.y)),
            oracleBound: summarizeScore(score(addNumber(subspace.oracleBound, -shift), training.y)),
          }),
      blend: { k, training: blends(x, original.x, k), heldOut: blends(x, others.x, k) },
    };
  },
};

/** The numbers of a report that experiments compare. */
function summarizeScore({ training, heldOut, controls, membership, ssim, l2 }: ScoreReport): ScoreSummary {
  return {
    count: training.count,
    medianCosine: training.medianCosine,
    meanCosine: training.meanCosine,
    aboveHeldOutMax: training.aboveHeldOutMax,
    heldOutMedianCosine: heldOut.medianCosine,
    heldOutMaxCosine: heldOut.maxCosine,
    randomMedianCosine: controls.randomCandidates.medianCosine,
    rowsMedianCosine: controls.firstLayerRows?.medianCosine ?? null,
    auc: membership.auc,
    ssim:
      ssim === null
        ? null
        : { training: ssim.training.median, heldOut: ssim.heldOut.median, meanImage: ssim.controls.meanImage.median },
    distance: l2.meanDistanceOfBest,
    heldOutDistance: l2.heldOutMeanDistanceOfBest,
    chanceDistance: l2.chance.mean,
  };
}

/** The five candidates nearest to any of the points: mean distances to the nearest point and to the nearest average of k, and the
 * median of the largest weight in it. */
function blends(candidates: HostTensor, points: HostTensor, k: number): BlendSummary {
  const [count = 0, dimension = 0] = candidates.shape;
  const { mean, pairs } = meanDistanceOfBest(candidates, points, Math.min(5, count));
  const found = pairs.map(({ x }) => blendOf(candidates.data.subarray(x * dimension, (x + 1) * dimension), points, k));
  return {
    single: mean,
    blended: found.reduce((sum, { blended }) => sum + blended, 0) / found.length,
    largestWeight: quantile(
      found.map(({ largestWeight }) => largestWeight),
      0.5,
    ),
  };
}
